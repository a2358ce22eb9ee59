import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What earlier off-boardings left: keys of branches in several accounts, which opened the branches of former franchisees
 * again with the next owner, and the names of these accounts in the audit. Nothing of it can be brought back.
 */
export class UntieClosedBranches1764000906000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      WITH gone AS (
        SELECT coalesce(array_agg(b.id), '{}') AS ids FROM accounts.branch b
          JOIN accounts.account a ON a.id = b.account_id WHERE a.state = 'removed')
      UPDATE gateway.api_key SET branch_ids = ARRAY(SELECT unnest(branch_ids) EXCEPT SELECT unnest(gone.ids)),
             revoked_at = CASE WHEN branch_ids <@ gone.ids THEN coalesce(revoked_at, now()) ELSE revoked_at END,
             name = CASE WHEN branch_ids <@ gone.ids THEN prefix ELSE name END
        FROM gone WHERE branch_ids && gone.ids`);
    for (const column of ['request', 'before', 'after'])
      await db.query(`
        UPDATE gateway.audit SET ${column} = jsonb_set(${column}, '{name}', '"***"')
         WHERE ${column}->>'name' IS NOT NULL AND (action LIKE '% /api/v1/accounts%' OR action LIKE '%/oauth%')
           AND EXISTS (SELECT FROM accounts.account a WHERE a.state = 'removed' AND a.id::text =
             coalesce(before->>'accountId', after->>'accountId', left(split_part(action, '/accounts/', 2), 36)))`);
  }

  async down(): Promise<void> {}
}
