import type { MigrationInterface, QueryRunner } from 'typeorm';

const madeAnew = (where: string) => `
  DROP INDEX journal.lead_client;
  CREATE INDEX lead_client ON journal.lead (account_id, main_contact_id, created_at) WHERE ${where}`;

/**
 * The index of leads by their main contact also has those without one: they are searched after merges, and were found by
 * reading all leads of all accounts.
 */
export class FindLeadsWithoutContact1764000922000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(madeAnew('gone_at IS NULL'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(madeAnew('gone_at IS NULL AND main_contact_id IS NOT NULL'));
  }
}
