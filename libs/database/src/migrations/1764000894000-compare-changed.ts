import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Up to when the leads that changed last were compared with the account, in seconds of amoCRM's clock. */
export class CompareChanged1764000894000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account ADD COLUMN changes_until bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.account DROP COLUMN changes_until');
  }
}
