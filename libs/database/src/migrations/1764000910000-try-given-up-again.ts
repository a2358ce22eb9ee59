import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reloadBus } from '../load-sql.js';

/** Dead letters are tried again by themselves: each knows when, and for which cause. */
export class TryGivenUpAgain1764000910000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    const schemas = (await db.query(
      `SELECT schemaname AS name FROM pg_tables WHERE tablename = 'inbox_lane' ORDER BY 1`,
    )) as { name: string }[];
    for (const { name } of schemas)
      await db.query(`
        ALTER TABLE ${name}.inbox ADD COLUMN IF NOT EXISTS tried_at timestamptz, ADD COLUMN IF NOT EXISTS tried_for text;
        CREATE INDEX IF NOT EXISTS inbox_tried ON ${name}.inbox (consumer, tried_for, tried_at) WHERE tried_at IS NOT NULL;`);
    await reloadBus(db);
  }

  /** Columns and functions stay: those that older code calls name the columns now. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}
