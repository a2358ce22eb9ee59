import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By it a press finds what is set aside now, and retention what was long ago. */
export class ClearSetAside1764000690000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX set_aside_until ON limits.set_aside (until);
      CREATE INDEX set_aside_now ON limits.set_aside (account_id, until);`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX limits.set_aside_until, limits.set_aside_now');
  }
}
