import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What amoCRM refuses for now is a fact of the plan, and of the account in its rollout; it was read out of their reasons. */
export class KnowRefusals1764000974100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.plan_run ADD COLUMN refusal jsonb;
      UPDATE sync.plan_run SET refusal = reason #> '{facts,failure}'
        WHERE state = 'applying' AND reason ->> 'key' = 'outcomes.refused-for-now';
      ALTER TABLE sync.rollout_account ADD COLUMN is_refused boolean NOT NULL DEFAULT false;
      UPDATE sync.rollout_account SET is_refused = true WHERE reason ->> 'key' = 'rollouts.refused-for-now'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.plan_run DROP COLUMN refusal;
      ALTER TABLE sync.rollout_account DROP COLUMN is_refused`);
  }
}
