import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads that are judged again, some only when a person says so, and the open question about them. */
export class JudgeAgain1700000504000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.held_lead (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        state text NOT NULL,
        branch_id uuid,
        is_old boolean NOT NULL,
        lead_at timestamptz NOT NULL,
        held_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, lead_id)
      );
      CREATE INDEX held_lead_place ON router.held_lead (account_id, state, lead_at, lead_id);
      CREATE TABLE router.open_ask (
        account_id uuid PRIMARY KEY,
        leads integer NOT NULL,
        old integer NOT NULL,
        oldest_lead_id bigint NOT NULL,
        asked_at timestamptz NOT NULL
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.held_lead, router.open_ask');
  }
}
