import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions } from '../load-sql.js';

/** An exception that is made, or a ledger entry that people change, counts before the next call of a plan that is being applied. */
export class CountRevisions1764000938000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.plan_run ADD COLUMN revision int NOT NULL DEFAULT 0');
    await loadFunctions(db, 'sync');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.plan_run DROP COLUMN revision');
  }
}
