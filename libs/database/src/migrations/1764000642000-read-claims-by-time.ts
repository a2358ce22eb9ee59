import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The report reads the presses of accounts within a span, page by page. */
export class ReadClaimsByTime1764000642000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX claim_of_account ON limits.claim (account_id, pressed_at, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX limits.claim_of_account');
  }
}
