import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Transfers become legs of one trail: what ended each, one living leg for each trail and each HQ lead, and what of the branch
 * lead the HQ lead shows.
 */
export class KeepCustody1764000620000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer
        ADD COLUMN trail_id uuid,
        ADD COLUMN ended_as text,
        ADD COLUMN ended_at timestamptz,
        ADD COLUMN in_hand_since timestamptz,
        ADD COLUMN hq_wrote_at bigint,
        ADD COLUMN branch_kept_at bigint,
        ADD COLUMN is_re_route boolean NOT NULL DEFAULT false;
      -- The transfers of one lead, cancelled ones too, are legs of the trail that its first one began.
      UPDATE router.transfer leg SET trail_id = (SELECT id FROM router.transfer first
        WHERE first.hq_account_id = leg.hq_account_id AND first.hq_lead_id = leg.hq_lead_id ORDER BY started_at, id LIMIT 1);
      ALTER TABLE router.transfer ALTER COLUMN trail_id SET NOT NULL;
      DROP INDEX router.transfer_hq_lead;
      CREATE UNIQUE INDEX transfer_hq_lead ON router.transfer (hq_account_id, hq_lead_id)
        WHERE state <> 'cancelled' AND ended_at IS NULL;
      CREATE UNIQUE INDEX transfer_living ON router.transfer (trail_id) WHERE state <> 'cancelled' AND ended_at IS NULL;
      CREATE INDEX transfer_of_trail ON router.transfer (trail_id, started_at);
      CREATE INDEX transfer_branch_lead ON router.transfer (branch_lead_id) WHERE branch_lead_id IS NOT NULL;
      -- What is looked at every few minutes: the living legs, not the history.
      CREATE INDEX transfer_held ON router.transfer (id) WHERE state = 'done' AND ended_at IS NULL;
      CREATE INDEX transfer_held_since ON router.transfer (changed_at, id) WHERE state = 'done' AND ended_at IS NULL;
      CREATE INDEX transfer_in_hand ON router.transfer (in_hand_since, id) WHERE in_hand_since IS NOT NULL`);
    await db.query(`
      CREATE TABLE router.mirror (
        leg_id uuid PRIMARY KEY REFERENCES router.transfer (id),
        seen_version integer NOT NULL,
        written jsonb,
        left_out jsonb NOT NULL,
        is_taken boolean NOT NULL DEFAULT false,
        step_started_at timestamptz,
        step_written_at timestamptz,
        mirrored_at timestamptz
      );
      -- What was handed over before shows at HQ from its next change on: nobody asked to close its HQ lead today. A lead
      -- that the journal has yet to read gets version 1.
      INSERT INTO router.mirror (leg_id, seen_version, left_out)
      SELECT leg.id, coalesce(lead.version, 1), '[]' FROM router.transfer leg
        LEFT JOIN journal.lead ON lead.account_id = (leg.target ->> 'accountId')::uuid AND lead.lead_id = leg.branch_lead_id
       WHERE leg.state = 'done';
      CREATE TABLE router.re_route (
        id uuid PRIMARY KEY,
        leg_id uuid NOT NULL REFERENCES router.transfer (id),
        why text NOT NULL,
        reason jsonb NOT NULL,
        branch_id uuid,
        state text NOT NULL,
        baseline jsonb,
        is_noted boolean NOT NULL DEFAULT false,
        step_started_at timestamptz,
        step_written_at timestamptz,
        asked_at timestamptz NOT NULL
      );
      CREATE INDEX re_route_of_leg ON router.re_route (leg_id, asked_at);
      -- A leg is left once at a time.
      CREATE UNIQUE INDEX re_route_under_way ON router.re_route (leg_id) WHERE state IN ('asked', 'closed', 'opening')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE router.re_route, router.mirror');
    await db.query(`
      DROP INDEX router.transfer_living, router.transfer_of_trail, router.transfer_branch_lead, router.transfer_in_hand, router.transfer_held, router.transfer_held_since,
        router.transfer_hq_lead;
      -- The newest leg of each lead is the transfer that stays.
      DELETE FROM router.transfer leg USING router.transfer newer
       WHERE leg.state <> 'cancelled' AND newer.state <> 'cancelled' AND leg.hq_account_id = newer.hq_account_id
         AND leg.hq_lead_id = newer.hq_lead_id AND (leg.started_at, leg.id) < (newer.started_at, newer.id);
      CREATE UNIQUE INDEX transfer_hq_lead ON router.transfer (hq_account_id, hq_lead_id) WHERE state <> 'cancelled';
      ALTER TABLE router.transfer DROP COLUMN trail_id, DROP COLUMN ended_as, DROP COLUMN ended_at,
        DROP COLUMN in_hand_since, DROP COLUMN hq_wrote_at, DROP COLUMN branch_kept_at, DROP COLUMN is_re_route`);
  }
}
