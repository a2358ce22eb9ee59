import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions, reloadBus } from '../load-sql.js';

/** Functions by which a job records what it does with one statement: `inbox_check_fence`, `inbox_revive`, and those of sync. */
export class RecordAtOnce1764000864000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await reloadBus(db);
    await loadFunctions(db, 'sync');
  }

  /** The functions stay: nothing older calls them. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}
