import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The router reads with the branches which of them have a quota, so that it asks about no others. */
export class KnowLimitedBranches1764000721000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE accounts.limited_branch (branch_id uuid PRIMARY KEY)');
    await db.query('INSERT INTO accounts.limited_branch SELECT branch_id FROM limits.quota');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE accounts.limited_branch');
  }
}
