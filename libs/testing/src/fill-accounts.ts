import type { DataSource } from 'typeorm';
import { eventually } from './eventually.js';

/** An account of 200 managers, and how many leads it has; there are five contacts, four events and a task for each of them. */
interface FilledAccount {
  accountId: string;
  leads: number;
}

/**
 * Writes half a year of these accounts up to `at` (amoCRM's seconds), as the observer would have. Every lead has a tag and a
 * main contact but each hundredth, which has none.
 */
export async function fillAccounts(
  source: DataSource,
  accounts: readonly FilledAccount[],
  at: number,
): Promise<void> {
  await source.query(
    `SELECT journal.make_month($1::bigint - month * 28 * 86400) FROM generate_series(0, 8) AS month`,
    [at],
  );
  for (const { accountId, leads } of accounts) {
    const fill = (sql: string) => source.query(sql, [accountId, at, leads]);
    await source.query(
      `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from) VALUES ($1, now(), 'done', 0)`,
      [accountId],
    );
    await source.query(`INSERT INTO journal.pipeline VALUES ($1, 1, 'p', 0, true, false, NULL)`, [accountId]);
    await fill(`
      INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids,
          main_contact_id, created_at, updated_at, closed_at, version, read_at)
        SELECT $1, n, 1, CASE n % 4 WHEN 0 THEN 142 WHEN 1 THEN 143 ELSE 10 + n % 5 END, n % 200, 0, ARRAY['t' || n % 9],
            CASE WHEN n % 100 > 0 THEN ARRAY[n] ELSE '{}' END, CASE WHEN n % 100 > 0 THEN n END,
            $2::bigint - n * (14000000.0 / $3)::bigint, $2::bigint,
            CASE WHEN n % 4 < 2 THEN $2::bigint - n * (14000000.0 / $3)::bigint END, 1, now()
          FROM generate_series(1, $3::bigint) AS n`);
    await source.query(
      `INSERT INTO journal.contact (account_id, contact_id, hashes, is_erased, updated_at, version, read_at)
        SELECT $1, n, ARRAY['p:' || md5(n::text), 'e:' || md5((n % 30000)::text)], false, 0, 1, now()
          FROM generate_series(1, $2::bigint) AS n`,
      [accountId, leads * 5],
    );
    await fill(`
      INSERT INTO journal.task (account_id, task_id, owner_id, type_id, due_at, is_done, entity, entity_id, created_at,
          updated_at, version, read_at)
        SELECT $1, n, n % 200, 1, $2::bigint - n * 10 + 90000, n % 10 > 0, 'lead', n, $2, $2, 1, now()
          FROM generate_series(1, $3::bigint) AS n`);
    await fill(`
      INSERT INTO journal.history (account_id, moment, event_id, type, entity, entity_id, before, pipeline_id, status_id, owner_id)
        SELECT $1, $2::bigint - (n * (3800000.0 / $3))::bigint, 'e' || n,
            CASE n % 4 WHEN 0 THEN 'lead_added' WHEN 1 THEN 'entity_responsible_changed' ELSE 'lead_status_changed' END,
            'lead', n % $3, '[{"pipelineId": 1, "statusId": 10}]', 1, 10 + n % 140, n % 200
          FROM generate_series(1, 4 * $3::bigint) AS n`);
  }
  // As autovacuum leaves tables: plans that answer from an index alone count on it. It may run at this moment, and then
  // rows written since it began do not become visible to all.
  await eventually(async () => {
    await source.query(
      'VACUUM (ANALYZE) journal.account, journal.lead, journal.contact, journal.task, journal.history, journal.pipeline',
    );
    const [{ hidden }] = await source.query<[{ hidden: number }]>(
      `SELECT relpages - relallvisible AS hidden FROM pg_class WHERE oid = 'journal.lead'::regclass`,
    );
    if (hidden > 0) throw new Error(`${hidden} pages of leads are not visible to all`);
  });
}
