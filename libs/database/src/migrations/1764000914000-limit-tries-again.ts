import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reloadBus } from '../load-sql.js';

/** Given-up work is tried again by itself only for as long as its consumer says. */
export class LimitTriesAgain1764000914000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await reloadBus(db);
  }

  /** Functions stay: older code gives `inbox_try` less. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}
