import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The open deals of a manager are counted by their index alone, which leads to pass over need an id in. The new index is
 * built before the old one goes: while it is built only writers of leads wait, and readers go by the old one.
 */
export class CountDealsByIndex1764000760000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX lead_active_2 ON journal.lead (account_id, owner_id, pipeline_id, status_id) INCLUDE (lead_id)
        WHERE gone_at IS NULL AND status_id NOT IN (142, 143);
      DROP INDEX journal.lead_active;
      ALTER INDEX journal.lead_active_2 RENAME TO lead_active;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX lead_active_2 ON journal.lead (account_id, owner_id, pipeline_id, status_id)
        WHERE gone_at IS NULL AND status_id NOT IN (142, 143);
      DROP INDEX journal.lead_active;
      ALTER INDEX journal.lead_active_2 RENAME TO lead_active;`);
  }
}
