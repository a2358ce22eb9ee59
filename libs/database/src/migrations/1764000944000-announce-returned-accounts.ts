import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts that were connected again before the hub knew that they are the same ones are announced anew: what is known of
 * their leads follows them then. Those that cannot be used now are announced when they can.
 */
export class AnnounceReturnedAccounts1764000944000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      UPDATE accounts.account own SET usable_at = now() FROM accounts.account former
       WHERE own.state = 'connected' AND former.state = 'removed' AND coalesce(former.amo_id = own.amo_id, former.host = own.host)`);
  }

  async down(): Promise<void> {
    // An announcement more changes nothing.
  }
}
