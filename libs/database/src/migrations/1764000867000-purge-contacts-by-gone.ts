import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contacts are kept for days from when they went, not from when they last changed. */
export class PurgeContactsByGone1764000867000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX journal.contact_gone;
      CREATE INDEX contact_gone ON journal.contact (gone_at) WHERE gone_at IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX journal.contact_gone;
      CREATE INDEX contact_gone ON journal.contact (updated_at) WHERE gone_at IS NOT NULL;`);
  }
}
