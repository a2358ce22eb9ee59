import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Branch leads that are given to HQ. One living escalation at most for each branch lead and each HQ lead. */
export class KeepEscalations1764000700000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE router.escalation (
        id uuid PRIMARY KEY,
        trail_id uuid NOT NULL,
        leg_id uuid,
        hq_account_id uuid NOT NULL,
        branch_account_id uuid NOT NULL,
        branch_lead_id bigint NOT NULL,
        branch_pipeline_id bigint NOT NULL,
        branch_name text NOT NULL,
        branch_from jsonb,
        hq_lead_id bigint,
        hq_contact_id bigint,
        card_from jsonb,
        hq_first jsonb,
        hq_back jsonb,
        state text NOT NULL,
        ended_as text,
        todo jsonb NOT NULL,
        acts_done integer NOT NULL DEFAULT 0,
        step_started_at timestamptz,
        step_written_at timestamptz,
        hq_wrote_at bigint,
        hq_moved_at timestamptz,
        has_closed_card boolean NOT NULL DEFAULT false,
        hq_owner_id bigint,
        told jsonb,
        told_note_id bigint,
        seen_branch integer NOT NULL DEFAULT 0,
        seen_card integer NOT NULL DEFAULT 0,
        stands boolean NOT NULL DEFAULT true,
        client text,
        left_out jsonb NOT NULL,
        problem jsonb,
        asked_at timestamptz NOT NULL,
        standing_at timestamptz,
        late_since timestamptz,
        accepted_at timestamptz,
        ended_at timestamptz,
        changed_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX escalation_living_branch ON router.escalation (branch_account_id, branch_lead_id)
        WHERE state <> 'ended';
      CREATE UNIQUE INDEX escalation_living_card ON router.escalation (hq_account_id, hq_lead_id) WHERE state <> 'ended';
      CREATE INDEX escalation_branch ON router.escalation (branch_account_id, branch_lead_id, asked_at);
      CREATE INDEX escalation_card ON router.escalation (hq_account_id, hq_lead_id);
      CREATE INDEX escalation_trail ON router.escalation (trail_id);
      CREATE INDEX escalation_newest ON router.escalation (asked_at, id);
      CREATE INDEX escalation_state ON router.escalation (state, changed_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.escalation');
  }
}
