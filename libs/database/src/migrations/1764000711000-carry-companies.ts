import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The company of a lead crosses with it. A transfer whose note was begun goes on with that note, or it would be written twice. */
export class CarryCompanies1764000711000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN branch_company_id bigint;
      UPDATE router.transfer SET state = 'company-linked'
        WHERE state = 'lead-created' AND step_started_at IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE router.transfer SET state = 'lead-created' WHERE state IN ('company-ready', 'company-linked');
      ALTER TABLE router.transfer DROP COLUMN branch_company_id;`);
  }
}
