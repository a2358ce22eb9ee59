import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The open deals of a manager are counted by their index alone, which leads to pass over need an id in. */
export class CountDealsByIndex1764000760000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX journal.lead_active;
      CREATE INDEX lead_active ON journal.lead (account_id, owner_id, pipeline_id, status_id) INCLUDE (lead_id)
        WHERE gone_at IS NULL AND status_id NOT IN (142, 143);`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX journal.lead_active;
      CREATE INDEX lead_active ON journal.lead (account_id, owner_id, pipeline_id, status_id)
        WHERE gone_at IS NULL AND status_id NOT IN (142, 143);`);
  }
}
