import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A connect link is good for one connection. Links that were handed out before are in no row and no longer work. */
export class SpendConnectLinks1700000350000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE gateway.connect_link (
        nonce uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        spent_at timestamptz
      )`);
    await db.query('CREATE INDEX connect_link_account ON gateway.connect_link (account_id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE gateway.connect_link');
  }
}
