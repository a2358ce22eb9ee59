import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which calls of HQ leads the branch has been told of, so that each is noted there once. */
export class CarryCalls1764000868000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.call_note (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        note_id bigint NOT NULL,
        step_started_at timestamptz,
        step_written_at timestamptz,
        done_at timestamptz,
        PRIMARY KEY (account_id, lead_id, note_id)
      );
      CREATE INDEX call_note_done ON router.call_note (done_at);`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.call_note');
  }
}
