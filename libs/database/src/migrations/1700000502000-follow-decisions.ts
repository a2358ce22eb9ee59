import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A transfer may be cancelled, and its lead decided anew; the last judgement of each lead, by which what waits is found;
 * cards whose reads found nothing; lists narrowed by lead, branch, kind and state, each by its own keyset.
 */
export class FollowDecisions1700000502000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN cancel_reason jsonb;
      DROP INDEX router.transfer_hq_lead;
      -- One HQ lead, one transfer that can make a branch lead: this is what makes routing twice impossible.
      CREATE UNIQUE INDEX transfer_hq_lead ON router.transfer (hq_account_id, hq_lead_id) WHERE state <> 'cancelled';
      CREATE INDEX transfer_unfinished ON router.transfer (started_at, id) WHERE state NOT IN ('done', 'cancelled');
      CREATE INDEX transfer_of_lead ON router.transfer (hq_lead_id, started_at DESC, id DESC);
      CREATE INDEX transfer_of_branch ON router.transfer (branch_id, started_at DESC, id DESC);
      CREATE INDEX transfer_in_state ON router.transfer (state, started_at DESC, id DESC);
      CREATE INDEX decision_of_lead ON router.decision (lead_id, decided_at DESC, id DESC);
      CREATE INDEX decision_of_branch ON router.decision (branch_id, decided_at DESC, id DESC);
      CREATE INDEX decision_of_kind ON router.decision (kind, decided_at DESC, id DESC)`);
    await db.query(`
      CREATE TABLE router.judged_lead (
        account_id uuid NOT NULL,
        lead_id bigint NOT NULL,
        kind text NOT NULL,
        branch_id uuid,
        reason jsonb,
        since timestamptz NOT NULL,
        touched_at timestamptz NOT NULL,
        read_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, lead_id)
      );
      CREATE INDEX judged_lead_waiting ON router.judged_lead (account_id, since, lead_id)
        WHERE kind IN ('wait', 'manual');
      INSERT INTO router.judged_lead
      SELECT DISTINCT ON (account_id, lead_id)
        account_id, lead_id, kind, branch_id, reasons -> -1, decided_at, decided_at, decided_at
      FROM router.decision ORDER BY account_id, lead_id, decided_at DESC;
      CREATE TABLE router.absent_card (
        account_id uuid NOT NULL,
        entity text NOT NULL,
        entity_id bigint NOT NULL,
        reads integer NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, entity, entity_id)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE router.judged_lead, router.absent_card;
      DROP INDEX router.decision_of_kind, router.decision_of_branch, router.decision_of_lead, router.transfer_in_state,
        router.transfer_of_branch, router.transfer_of_lead, router.transfer_unfinished, router.transfer_hq_lead;
      DELETE FROM router.transfer WHERE state = 'cancelled';
      CREATE UNIQUE INDEX transfer_hq_lead ON router.transfer (hq_account_id, hq_lead_id);
      ALTER TABLE router.transfer DROP COLUMN cancel_reason`);
  }
}
