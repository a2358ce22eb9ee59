import { BadEnvironment } from '@hub/platform';
import type { QueryRunner } from 'typeorm';
import { firstMigrations } from './migrations/list.js';

/** The last of the 74 migrations of before the first release, and the MD5 of all their names in order. */
const lastOld = '1764000820000';
const oldNames = '466b73581b01bd6f34b668cb45373f25';

/**
 * `firstMigrations` make what the old migrations made, one after the other. So a database that has executed every one of
 * those gets the new names in their place, and nothing is executed again. One that has the new names, too, was started by an
 * old version since, which executes the first of its own again before it fails: they go. Throws `BadEnvironment` for any
 * other one.
 */
export async function renameOldMigrations(db: QueryRunner): Promise<void> {
  const [table] = (await db.query(`SELECT to_regclass('migrations') IS NOT NULL AS exists`)) as [
    { exists: boolean },
  ];
  if (!table.exists) return;
  const first = firstMigrations.map(({ name }) => name);
  const [{ old, isRenamed }] = (await db.query(
    `SELECT md5(string_agg(name, ',' ORDER BY timestamp) FILTER (WHERE timestamp <= $1)) AS old,
            coalesce(array_agg(name::text) @> $2::text[], false) AS "isRenamed" FROM migrations`,
    [lastOld, first],
  )) as [{ old: string | null; isRenamed: boolean }];
  if (old === null) return;
  if (old !== oldNames && !isRenamed)
    throw new BadEnvironment(
      'The database was made by a development version of the hub and has not exactly its migrations: ' +
        'start commit 2843b203 on it once and then this version, or name an empty database in DATABASE_URL (without it: an empty folder in DATA_DIR)',
    );
  await db.query(
    `WITH gone AS (DELETE FROM migrations WHERE timestamp <= $1)
     INSERT INTO migrations (timestamp, name)
     SELECT right(name, 13)::bigint, name FROM unnest($2::text[]) AS name WHERE NOT $3`,
    [lastOld, first, isRenamed],
  );
}
