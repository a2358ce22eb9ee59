import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The deals that plans move out of stages that go. */
export class RecordMovedDeals1764000563000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sync.moved_deal (
        plan_id uuid NOT NULL REFERENCES sync.plan_run ON DELETE CASCADE,
        lead_id bigint NOT NULL,
        from_stage text NOT NULL,
        to_stage text NOT NULL,
        begun_at timestamptz NOT NULL,
        moved_at timestamptz,
        PRIMARY KEY (plan_id, lead_id)
      );`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sync.moved_deal');
  }
}
