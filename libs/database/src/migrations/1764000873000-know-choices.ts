import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Up to which second «Филиал» of a handed-over HQ lead is known, beside the second of the hub's own last write. */
export class KnowChoices1764000873000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN choice_read_at bigint;
      UPDATE router.transfer SET choice_read_at = hq_wrote_at WHERE hq_wrote_at IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN choice_read_at');
  }
}
