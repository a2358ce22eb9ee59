import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The stock is a question to the journal: the picture of its own that limits kept goes, with the work that drew it. What holds
 * a lead is its open claim. `set_aside` has the leads that are in the stock by the journal and cannot be given for a time.
 */
export class TakeStockFromJournal1764000641000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE limits.lead;
      ALTER TABLE limits.exchange DROP COLUMN leads_read_at, DROP COLUMN newest_change_at;
      DELETE FROM limits.inbox_lane WHERE consumer IN ('limits.stock', 'limits.read-leads');
      DELETE FROM limits.inbox WHERE consumer IN ('limits.stock', 'limits.read-leads');
      DELETE FROM limits.schedule_run WHERE consumer = 'limits.read-leads';
      CREATE TABLE limits.set_aside (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        since timestamptz NOT NULL,
        until timestamptz NOT NULL,
        refusals int NOT NULL,
        problem jsonb,
        PRIMARY KEY (account_id, lead_id)
      );
      CREATE INDEX set_aside_refused ON limits.set_aside (since, lead_id) WHERE refusals > 0`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE limits.set_aside;
      ALTER TABLE limits.exchange ADD COLUMN leads_read_at timestamptz, ADD COLUMN newest_change_at bigint;
      CREATE TABLE limits.lead (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        pipeline_id bigint NOT NULL,
        status_id bigint NOT NULL,
        owner_id bigint NOT NULL,
        created_at bigint NOT NULL,
        read_at timestamptz NOT NULL,
        claim_id uuid,
        PRIMARY KEY (account_id, lead_id)
      );
      CREATE INDEX lead_owner ON limits.lead (account_id, owner_id, created_at)`);
  }
}
