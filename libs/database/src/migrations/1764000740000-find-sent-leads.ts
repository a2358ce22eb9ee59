import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was sent of a lead and got into none of its fields counts when the lead is routed: it is looked for by the lead. */
export class FindSentLeads1764000740000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `CREATE INDEX received_lead_left_out ON router.received_lead (account_id, lead_id) WHERE left_out <> '[]'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX router.received_lead_left_out');
  }
}
