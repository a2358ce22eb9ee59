import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose copy the contact of a branch is, so that nobody's phone is written into the card of another person. */
export class KnowCopiedContact1764001000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer ADD COLUMN hq_contact_id bigint');
    await db.query(
      `UPDATE router.transfer SET hq_contact_id = judged.contact_id
         FROM router.judged_lead judged
        WHERE judged.account_id = hq_account_id AND judged.lead_id = hq_lead_id
          AND branch_contact_id IS NOT NULL AND ended_at IS NULL AND state <> 'cancelled'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN hq_contact_id');
  }
}
