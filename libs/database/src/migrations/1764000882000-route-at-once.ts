import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions } from '../load-sql.js';

/** Functions by which a step of a transfer is recorded with one statement: `take_contacts`, `end_in_hand`, `clear_alarms` … */
export class RouteAtOnce1764000882000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await loadFunctions(db, 'accounts');
    await loadFunctions(db, 'router');
  }

  /** The functions stay: nothing older calls them. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}
