import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Prices of the journal with their kopecks, so that head office shows what a branch agreed on. */
export class KeepKopecks1764000980000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.lead ALTER COLUMN price TYPE numeric');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE journal.lead ALTER COLUMN price TYPE bigint USING trunc(price)::bigint');
  }
}
