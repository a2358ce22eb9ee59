import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads that site forms and integrators send over REST, until they stand in the HQ account. */
export class ReceiveLeads1764000631000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.received_lead (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        caller_id text NOT NULL,
        idempotency_key text NOT NULL,
        body_hash text NOT NULL,
        body jsonb,
        client text NOT NULL,
        state text NOT NULL,
        contact_id bigint,
        lead_id bigint,
        step_started_at timestamptz,
        step_written_at timestamptz,
        left_out jsonb NOT NULL,
        problem jsonb,
        received_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX received_lead_key ON router.received_lead (caller_id, idempotency_key);
      CREATE INDEX received_lead_age ON router.received_lead (received_at);
      CREATE INDEX received_lead_client ON router.received_lead (account_id, client, received_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.received_lead');
  }
}
