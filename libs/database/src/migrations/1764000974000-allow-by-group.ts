import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What head office allows an account counts in one reference group: so far, in the one in which the account is. */
export class AllowByGroup1764000974000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sync.account_exception ADD COLUMN group_id uuid;
      UPDATE sync.account_exception SET group_id = account.group_id FROM accounts.account WHERE account.id = account_id;
      DROP INDEX sync.account_exception_object;
      CREATE UNIQUE INDEX account_exception_object ON sync.account_exception (account_id, group_id, kind, ref) NULLS NOT DISTINCT`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX sync.account_exception_object;
      ALTER TABLE sync.account_exception DROP COLUMN group_id;
      CREATE UNIQUE INDEX account_exception_object ON sync.account_exception (account_id, kind, ref)`);
  }
}
