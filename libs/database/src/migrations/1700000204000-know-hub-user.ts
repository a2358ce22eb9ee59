import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As which amoCRM user the hub acts in an account. */
export class KnowHubUser1700000204000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.account ADD COLUMN hub_user_id bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE accounts.account DROP COLUMN hub_user_id');
  }
}
