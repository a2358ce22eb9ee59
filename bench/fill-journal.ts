import type { DataSource, EntityManager } from 'typeorm';

/** What the journal of a branch is to have. */
interface FilledBranch {
  accountId: string;
  pipelineId: number;
  /** The exchange stage, the one after it, and the key stage. */
  stages: readonly [number, number, number];
  managers: readonly number[];
  exchangeUser: number;
  leadCount: number;
  /** Leads of the stock that are in amoCRM too; they are older than all others of it. */
  stock: readonly number[];
}

const yearSeconds = 365 * 86_400;

/**
 * Writes a year of a branch's history as the observer would have: each lead is created for the exchange, given to a manager,
 * moved to the key stage and, nine in ten, closed; a thousand are left in the stock. Every manager has some open tasks.
 */
export async function fillJournal(source: DataSource, branch: FilledBranch): Promise<void> {
  await source.transaction((tx) => fill(tx, branch));
  // A year of autovacuum: all at once it would run beside what is measured, and each table it ends with is planned for anew.
  await source.query('VACUUM (ANALYZE) journal.lead, journal.task, journal.history');
}

async function fill(source: EntityManager, branch: FilledBranch): Promise<void> {
  const { accountId, pipelineId, stages, managers, exchangeUser, leadCount, stock } = branch;
  const [first, second, third] = stages;
  const begin = Math.floor(Date.now() / 1000) - yearSeconds;
  await source.query(
    `SELECT journal.make_month(extract(epoch FROM now() - months * interval '1 month')::bigint) FROM generate_series(0, 13) AS months`,
  );
  await source.query(
    `INSERT INTO journal.account (account_id, began_at, feed_until, feed_from, polled_at, fill_step, fill_wanted_from,
         leads_ready_at, tasks_ready_at, feed_ready_at, configuration_read_at)
       VALUES ($1, now(), $2, 0, now() + interval '1 hour', 'done', 0, now(), now(), now(), now())`,
    [accountId, begin + yearSeconds],
  );
  await source.query(
    `CREATE TEMPORARY TABLE made AS SELECT n AS id, (ARRAY[${managers.join(',')}])[1 + n % ${managers.length}]::bigint AS owner,
         ${begin} + (n::bigint * ${yearSeconds - 7200} / ${leadCount}) AS at, n / ${managers.length} % 10 AS kind, n > ${leadCount} - 1000 AS in_stock
       FROM generate_series(1, ${leadCount}) AS n`,
  );
  const closed = `CASE WHEN kind BETWEEN 1 AND 3 THEN 142 WHEN kind > 3 THEN 143 ELSE ${second} END`;
  await source.query(
    `INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids, created_at,
         updated_at, closed_at, version, read_at)
       SELECT '${accountId}'::uuid, id, ${pipelineId}, CASE WHEN in_stock THEN ${first} ELSE ${closed} END,
         CASE WHEN in_stock THEN ${exchangeUser} ELSE owner END, 0, '{}'::text[], '{}'::bigint[], at, at + 3600,
         CASE WHEN kind > 0 AND NOT in_stock THEN at + 3600 END, 1, now() FROM made
       UNION ALL
       SELECT '${accountId}', id, ${pipelineId}, ${first}, ${exchangeUser}, 0, '{}', '{}', ${begin}, ${begin}, NULL, 1, now()
         FROM unnest(ARRAY[${stock.join(',')}]::bigint[]) AS id`,
  );
  const event = (type: string, after: number, before: string, to: string, where: string) => `
    INSERT INTO journal.history (account_id, moment, event_id, type, entity, entity_id, author_id, before, pipeline_id, status_id, owner_id)
      SELECT '${accountId}', at + ${after}, '${type}' || id, '${type}', 'lead', id, 0, ${before}, ${pipelineId}, ${to}
        FROM made WHERE ${where}`;
  const from = (stage: number) =>
    `'[{"pipelineId": ${pipelineId}, "statusId": ${stage}, "ownerId": ${exchangeUser}}]'::jsonb`;
  const given = 'NOT in_stock';
  await source.query(event('lead_added', 0, 'NULL::jsonb', `${first}, ${exchangeUser}`, 'true'));
  await source.query(event('entity_responsible_changed', 600, from(first), `${first}, owner`, given));
  // Two moves in one type differ by their moment and id.
  const move = event('lead_status_changed', 1200, from(first), `${third}, owner`, given);
  await source.query(move.replace(`'lead_status_changed' || id`, `'moved' || id`));
  await source.query(
    event('lead_status_changed', 3600, from(third), `${closed}, owner`, `${given} AND kind > 0`),
  );
  await source.query(
    `INSERT INTO journal.task (account_id, task_id, owner_id, type_id, due_at, is_done, entity, entity_id, created_at, updated_at,
         version, read_at)
       SELECT '${accountId}', n, (ARRAY[${managers.join(',')}])[1 + n % ${managers.length}]::bigint, 1,
         ${begin + yearSeconds} - 86400 + n * 10, n % 3 = 0, 'lead', 1 + n, 0, 0, 1, now() FROM generate_series(1, 20000) AS n`,
  );
  await source.query('DROP TABLE made');
}
