import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A transfer knows its last attempt to write beside the first. Contacts that transfers are making, or have just made,
 * are recorded by phone and e-mail for a day, so that two leads of one client get one contact.
 */
export class RecordIntents1700000501000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE router.transfer ADD step_written_at timestamptz`);
    await db.query(`UPDATE router.transfer SET step_written_at = step_started_at`);
    await db.query(`
      CREATE TABLE router.contact_intent (
        account_id uuid NOT NULL,
        term text NOT NULL,
        transfer_id uuid NOT NULL,
        begun_at timestamptz NOT NULL,
        contact_id bigint,
        PRIMARY KEY (account_id, term)
      )`);
    await db.query(`CREATE INDEX contact_intent_transfer ON router.contact_intent (transfer_id)`);
    await db.query(`CREATE INDEX contact_intent_begun ON router.contact_intent (begun_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE router.contact_intent`);
    await db.query(`ALTER TABLE router.transfer DROP step_written_at`);
  }
}
