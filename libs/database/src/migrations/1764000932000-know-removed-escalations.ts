import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which escalations lived when one of their accounts was removed: they go on when it is connected again. */
export class KnowRemovedEscalations1764000932000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE router.escalation ADD COLUMN ended_with_account boolean NOT NULL DEFAULT false',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.escalation DROP COLUMN ended_with_account');
  }
}
