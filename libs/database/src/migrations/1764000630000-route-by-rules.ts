import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Routing by rules: whose turn it is in a territory, what operators have said about leads, the branches that a decision
 * passed by, and the contact by which a client who comes again is known.
 */
export class RouteByRules1764000630000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.routing_turn (
        hq_account_id uuid NOT NULL,
        territory text NOT NULL,
        turns jsonb NOT NULL,
        PRIMARY KEY (hq_account_id, territory)
      );
      CREATE TABLE router.operator_word (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        kind text NOT NULL CHECK (kind IN ('assign', 'ignore')),
        branch_id uuid,
        transfer_id uuid,
        reason text,
        said_by text NOT NULL,
        said_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, lead_id)
      );
      ALTER TABLE router.decision ADD COLUMN not_taken jsonb NOT NULL DEFAULT '[]';
      ALTER TABLE router.judged_lead ADD COLUMN not_taken jsonb NOT NULL DEFAULT '[]', ADD COLUMN contact_id bigint;
      CREATE INDEX judged_lead_contact ON router.judged_lead (account_id, contact_id) WHERE contact_id IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX router.judged_lead_contact;
      ALTER TABLE router.judged_lead DROP COLUMN not_taken, DROP COLUMN contact_id;
      ALTER TABLE router.decision DROP COLUMN not_taken;
      DROP TABLE router.operator_word;
      DROP TABLE router.routing_turn`);
  }
}
