import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadFunctions } from '../load-sql.js';

/** What was beside an object before the call that may have made it: what has come since may be it under another name. */
export class KnowBeside1764000900000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.managed_object ADD COLUMN beside jsonb');
    await loadFunctions(db, 'sync');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.managed_object DROP COLUMN beside');
  }
}
