import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Names of branches are compared as routing compares them, and closed branches own none: the gateway compares them under
 * a lock of the table, which no index can express.
 */
export class FreeClosedNames1700000503000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX accounts.branch_name');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE accounts.branch branch SET name = name || ' ' || id
      WHERE EXISTS (SELECT FROM accounts.branch other WHERE lower(other.name) = lower(branch.name) AND other.id < branch.id);
      CREATE UNIQUE INDEX branch_name ON accounts.branch (lower(name))`);
  }
}
