import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which escalations end because their branch lead was merged into one that head office has already. */
export class KnowMergedEscalations1764000954000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.escalation ADD COLUMN merged_into bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.escalation DROP COLUMN merged_into');
  }
}
