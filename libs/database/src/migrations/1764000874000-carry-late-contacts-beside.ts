import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A contact that was linked late follows beside the leg: its transfer stays done, so that custody goes on. */
export class CarryLateContactsBeside1764000874000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN late_contact text, ADD COLUMN late_contact_at timestamptz;
      UPDATE router.transfer SET late_contact = state, late_contact_at = changed_at, state = 'done'
        WHERE state IN ('contact-late', 'contact-late-ready');
      CREATE INDEX transfer_late_contact ON router.transfer (late_contact_at) WHERE late_contact IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX router.transfer_late_contact;
      UPDATE router.transfer SET state = late_contact WHERE late_contact IS NOT NULL AND ended_at IS NULL;
      ALTER TABLE router.transfer DROP COLUMN late_contact, DROP COLUMN late_contact_at;`);
  }
}
