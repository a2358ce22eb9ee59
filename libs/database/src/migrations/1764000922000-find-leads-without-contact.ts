import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Made before the old one goes: dropping locks out those who read leads, until the end of the transaction. */
const madeAnew = (where: string) => `
  CREATE INDEX lead_client_anew ON journal.lead (account_id, main_contact_id, created_at) WHERE ${where};
  DROP INDEX journal.lead_client;
  ALTER INDEX journal.lead_client_anew RENAME TO lead_client`;

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
