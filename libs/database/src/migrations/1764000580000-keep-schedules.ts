import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstServices } from '../first-services.js';

/** The last moment at which scheduled work of each subject was due; see docs/bus.md. */
export class KeepSchedules1764000580000 implements MigrationInterface {
  constructor(private readonly services: readonly string[] = firstServices) {}

  async up(db: QueryRunner): Promise<void> {
    for (const schema of this.services)
      await db.query(`
        CREATE TABLE ${schema}.schedule_run (
          consumer text NOT NULL,
          key text NOT NULL,
          due_at timestamptz NOT NULL,
          PRIMARY KEY (consumer, key)
        )`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const schema of this.services) await db.query(`DROP TABLE ${schema}.schedule_run`);
  }
}
