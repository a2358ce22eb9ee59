import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The branch that a person has named for a lead while it took no leads, and since when. */
export class KeepWantedBranches1764000890100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE router.transfer ADD COLUMN wanted_branch_id uuid, ADD COLUMN wanted_since timestamptz;
      CREATE INDEX transfer_wanted_branch ON router.transfer (wanted_branch_id) WHERE wanted_branch_id IS NOT NULL;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE router.transfer DROP COLUMN wanted_branch_id, DROP COLUMN wanted_since');
  }
}
