import type { MigrationInterface, QueryRunner } from 'typeorm';

const schemas = ['accounts', 'gateway', 'sync', 'router', 'limits'];

/** One schema per service, and one for the shared accounts table: nobody reads another's. */
export class CreateSchemas1700000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const schema of schemas) await db.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const schema of schemas) await db.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
}
