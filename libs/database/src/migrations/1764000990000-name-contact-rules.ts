import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which version of the rules for phones and e-mails the contacts of an account are hashed: 1, those of until now. */
export class NameContactRules1764000990000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account ADD contacts_rules int NOT NULL DEFAULT 1');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account DROP contacts_rules');
  }
}
