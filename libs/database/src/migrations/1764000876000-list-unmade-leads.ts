import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads that were sent over REST and are not at head office yet are listed: few of all that are kept. */
export class ListUnmadeLeads1764000876000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      'CREATE INDEX received_lead_unmade ON router.received_lead (received_at) WHERE lead_id IS NULL',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX router.received_lead_unmade');
  }
}
