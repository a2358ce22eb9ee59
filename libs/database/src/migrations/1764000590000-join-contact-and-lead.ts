import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contact and lead of a transfer in one call: where that is safe, whether it was begun, and whether amoCRM merged. */
export class JoinContactAndLead1764000590000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE accounts.account ADD COLUMN duplicate_control text NOT NULL DEFAULT 'unknown'`,
    );
    await db.query(`
      ALTER TABLE router.transfer
        ADD COLUMN step_makes_lead boolean NOT NULL DEFAULT false,
        ADD COLUMN is_joined boolean NOT NULL DEFAULT false`);
    await db.query(`
      UPDATE router.transfer SET step_makes_lead = true
       WHERE state = 'contact-ready' AND step_started_at IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE router.transfer DROP COLUMN step_makes_lead, DROP COLUMN is_joined`);
    await db.query(`ALTER TABLE accounts.account DROP COLUMN duplicate_control`);
  }
}
