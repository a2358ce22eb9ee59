import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Groups of accounts become resources; each word that accounts carried becomes one. A branch of several words goes with
 * the first one that a reference account has. A release belongs to the group of the account it was read from.
 */
export class CreateReferenceGroups1700000710000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE accounts.reference_group (
      id uuid PRIMARY KEY, name text NOT NULL, name_key text NOT NULL UNIQUE, created_at timestamptz NOT NULL)`);
    await db.query(`INSERT INTO accounts.reference_group
      SELECT gen_random_uuid(), min(word), lower(word), now() FROM accounts.account, unnest(groups) AS word GROUP BY lower(word)`);
    await db.query(
      `ALTER TABLE accounts.account ADD COLUMN group_id uuid REFERENCES accounts.reference_group`,
    );
    await db.query(`UPDATE accounts.account a SET group_id = (
      SELECT g.id FROM unnest(a.groups) WITH ORDINALITY AS own (word, place)
        JOIN accounts.reference_group g ON lower(g.name) = lower(own.word)
       ORDER BY EXISTS (SELECT FROM accounts.account r
         WHERE 'reference' = ANY (r.roles) AND r.state <> 'removed' AND own.word = ANY (r.groups)) DESC, own.place LIMIT 1)`);
    await db.query('ALTER TABLE accounts.account DROP COLUMN groups');
    await db.query('CREATE INDEX account_group ON accounts.account (group_id)');
    await db.query('ALTER TABLE sync.release ADD COLUMN group_id uuid');
    await db.query(`UPDATE sync.release r SET group_id = a.group_id
      FROM accounts.account a WHERE a.id = r.account_id`);
    await db.query('CREATE INDEX release_of_group ON sync.release (group_id, number)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sync.release DROP COLUMN group_id');
    await db.query(`ALTER TABLE accounts.account ADD COLUMN groups text[] NOT NULL DEFAULT '{}'`);
    await db.query(`UPDATE accounts.account a SET groups = ARRAY[g.name]
      FROM accounts.reference_group g WHERE g.id = a.group_id`);
    await db.query('ALTER TABLE accounts.account DROP COLUMN group_id');
    await db.query('DROP TABLE accounts.reference_group');
  }
}
