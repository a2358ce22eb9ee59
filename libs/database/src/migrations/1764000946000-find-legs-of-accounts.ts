import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whatever is removed or connected again reads the legs of its account alone. */
export class FindLegsOfAccounts1764000946000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX transfer_of_hq ON router.transfer (hq_account_id);
      CREATE INDEX transfer_of_account ON router.transfer ((target ->> 'accountId'))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX router.transfer_of_hq, router.transfer_of_account');
  }
}
