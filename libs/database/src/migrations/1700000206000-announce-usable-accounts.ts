import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts that can be used again are marked until that is published, and alarms are listed by pages. */
export class AnnounceUsableAccounts1700000206000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE accounts.account ADD COLUMN usable_at timestamptz;
      CREATE INDEX account_usable ON accounts.account (usable_at) WHERE usable_at IS NOT NULL;
      CREATE INDEX alarm_place ON accounts.alarm (raised_at, id);
      CREATE INDEX alarm_open_place ON accounts.alarm (raised_at, id) WHERE cleared_at IS NULL;
      CREATE INDEX alarm_of_account ON accounts.alarm (account_id, raised_at, id);`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX accounts.alarm_place, accounts.alarm_open_place, accounts.alarm_of_account;
      ALTER TABLE accounts.account DROP COLUMN usable_at;`);
  }
}
