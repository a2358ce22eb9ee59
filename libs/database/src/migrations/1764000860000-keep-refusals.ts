import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an account has refused of mirrors, escalations and re-routes, so that it is tried at a bounded pace. */
export class KeepRefusals1764000860000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.escalation ADD COLUMN refused_at timestamptz, ADD COLUMN refused_by uuid;
      ALTER TABLE router.mirror ADD COLUMN refused_at timestamptz, ADD COLUMN refused_by uuid;
      UPDATE router.mirror SET refused_at = coalesce(mirrored_at, now()), refused_by = leg.hq_account_id
        FROM router.transfer leg WHERE leg.id = leg_id AND mirror.left_out @> '[{"key":"custody.refused"}]';
      CREATE INDEX mirror_refused ON router.mirror (refused_by, refused_at) WHERE refused_at IS NOT NULL;
      ALTER TABLE router.re_route ADD COLUMN refused_at timestamptz, ADD COLUMN refused_by uuid, ADD COLUMN problem jsonb;
      CREATE INDEX escalation_refused ON router.escalation (refused_by, refused_at) WHERE refused_at IS NOT NULL;
      CREATE INDEX re_route_refused ON router.re_route (refused_by, refused_at) WHERE refused_at IS NOT NULL;
      -- What the check goes on with every five minutes: not the history.
      CREATE INDEX re_route_unfinished ON router.re_route (asked_at)
        WHERE state IN ('asked', 'closed', 'opening') OR NOT is_noted;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX router.re_route_unfinished;
      ALTER TABLE router.mirror DROP COLUMN refused_at, DROP COLUMN refused_by;
      ALTER TABLE router.re_route DROP COLUMN refused_at, DROP COLUMN refused_by, DROP COLUMN problem;
      ALTER TABLE router.escalation DROP COLUMN refused_at, DROP COLUMN refused_by;`);
  }
}
