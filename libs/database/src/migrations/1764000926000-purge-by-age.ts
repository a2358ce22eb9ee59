import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Findings of drift and links for the consent are deleted by their age, whatever account they are of. */
export class PurgeByAge1764000926000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX drift_finding_gone ON sync.drift_finding (gone_at) WHERE gone_at IS NOT NULL;
      CREATE INDEX connect_link_ended ON gateway.connect_link (expires_at);`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX gateway.connect_link_ended;
      DROP INDEX sync.drift_finding_gone;`);
  }
}
