import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many leads a branch may get, and the leads that count: a row per transfer, taken before the transfer is added.
 * `quota_given` counts what a branch got since a moment, `quota_open` what of that is not closed yet.
 */
export class KeepQuotas1764000640000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE limits.quota (
        branch_id uuid PRIMARY KEY,
        limits jsonb NOT NULL,
        time_zone text,
        version int NOT NULL,
        saved_at timestamptz NOT NULL
      );
      CREATE TABLE limits.reservation (
        transfer_id uuid PRIMARY KEY,
        branch_id uuid NOT NULL,
        hq_account_id uuid NOT NULL,
        hq_lead_id bigint NOT NULL,
        state text NOT NULL,
        reserved_at timestamptz NOT NULL,
        review_at timestamptz NOT NULL,
        settled_at timestamptz,
        account_id uuid,
        lead_id bigint,
        closed_at timestamptz
      );
      CREATE INDEX reservation_given ON limits.reservation (branch_id, reserved_at)
        WHERE state IN ('reserved', 'confirmed');
      CREATE INDEX reservation_open ON limits.reservation (branch_id)
        WHERE state IN ('reserved', 'confirmed') AND closed_at IS NULL;
      CREATE UNIQUE INDEX reservation_lead ON limits.reservation (hq_account_id, hq_lead_id) WHERE state = 'reserved';
      CREATE INDEX reservation_review ON limits.reservation (review_at)
        WHERE state IN ('reserved', 'confirmed') AND closed_at IS NULL;
      CREATE INDEX reservation_age ON limits.reservation (reserved_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE limits.reservation; DROP TABLE limits.quota');
  }
}
