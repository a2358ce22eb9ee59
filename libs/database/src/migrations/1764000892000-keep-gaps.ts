import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which seconds a choice in «Филиал» may have been overwritten by a hand-over: it is searched for in the feed for a day. */
export class KeepGaps1764000892000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN choice_gap jsonb;
      CREATE INDEX transfer_choice_gap ON router.transfer (changed_at) WHERE choice_gap IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN choice_gap');
  }
}
