import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An exception is about an object by its identity: a release may give the key of one object to another. Versions of bots
 * keep what lists show of them.
 */
export class MatchByIdentity1764000561000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX sync.account_exception_object;
      CREATE UNIQUE INDEX account_exception_object ON sync.account_exception (account_id, kind, ref);
      ALTER TABLE sync.bot_version ADD COLUMN facts jsonb;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.bot_version DROP COLUMN facts;
      DROP INDEX sync.account_exception_object;
      CREATE UNIQUE INDEX account_exception_object ON sync.account_exception (account_id, kind, key);`);
  }
}
