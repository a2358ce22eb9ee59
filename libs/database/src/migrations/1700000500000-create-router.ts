import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Versions of the routing rules, decisions with their reasons, and transfers with the state each has reached. */
export class CreateRouter1700000500000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.routing_rules (
        version integer PRIMARY KEY,
        rules jsonb NOT NULL,
        saved_at timestamptz NOT NULL
      )`);
    await db.query(`
      CREATE TABLE router.decision (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        kind text NOT NULL,
        branch_id uuid,
        reasons jsonb NOT NULL,
        rules_version integer NOT NULL REFERENCES router.routing_rules (version),
        correlation_id text NOT NULL,
        decided_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE INDEX decision_lead ON router.decision (account_id, lead_id, decided_at DESC)`);
    await db.query(`CREATE INDEX decision_newest ON router.decision (decided_at DESC, id DESC)`);
    await db.query(`
      CREATE TABLE router.transfer (
        id uuid PRIMARY KEY,
        hq_account_id uuid NOT NULL,
        hq_lead_id bigint NOT NULL,
        branch_id uuid NOT NULL,
        branch_name text NOT NULL,
        target jsonb NOT NULL,
        rules_version integer NOT NULL REFERENCES router.routing_rules (version),
        state text NOT NULL,
        step_started_at timestamptz,
        branch_contact_id bigint,
        branch_lead_id bigint,
        left_out jsonb NOT NULL,
        problem text,
        correlation_id text NOT NULL,
        started_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
      )`);
    // One HQ lead, one transfer: this is what makes routing twice impossible.
    await db.query(`CREATE UNIQUE INDEX transfer_hq_lead ON router.transfer (hq_account_id, hq_lead_id)`);
    await db.query(`CREATE INDEX transfer_newest ON router.transfer (started_at DESC, id DESC)`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['transfer', 'decision', 'routing_rules'])
      await db.query(`DROP TABLE router.${table}`);
  }
}
