import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { message } from '@hub/messages';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { startWholeHub, type WholeHub } from './whole-hub.js';

const person = { name: 'Ковалевская', phone: '9120001122', mail: 'inna@kov.example' };
const about = `${person.name} Инна, +7${person.phone}, ${person.mail}`;

let whole: WholeHub;
beforeAll(async () => {
  whole = await startWholeHub();
});
afterAll(() => whole.close());

/** Every table of the hub in which one of the texts stands anywhere: a dump, searched. */
async function tablesWith(texts: readonly string[]): Promise<string[]> {
  const { source } = whole;
  const tables: { name: string }[] = await source.query(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows: unknown[] = await source.query(
      `SELECT 1 FROM ${name} AS t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS x WHERE strpos(t::text, x) > 0) LIMIT 1`,
      [texts],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Tables of the journal and the observer that have rows about an account. */
async function journalOf(accountId: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of ['lead', 'task', 'person', 'pipeline', 'stage', 'history', 'account'])
    found.push(...(await rowsAbout(`journal.${table}`, accountId)));
  for (const table of ['due_card', 'seen_change', 'read_round'])
    found.push(...(await rowsAbout(`observer.${table}`, accountId)));
  return found;
}

async function rowsAbout(table: string, accountId: string): Promise<string[]> {
  const rows: object[] = await whole.source.query(`SELECT 1 FROM ${table} WHERE account_id = $1 LIMIT 1`, [
    accountId,
  ]);
  return rows.length > 0 ? [table] : [];
}

const failure = (error: string) => message('failures.unexpected', { error });

/** Texts of people that only a run of bad luck leaves behind: errors that repeat what amoCRM said. */
async function plantErrors(accountId: string, branchId: string, planId: string): Promise<void> {
  const { source } = whole;
  const other = randomUUID();
  for (const service of ['gateway', 'observer', 'sync', 'router', 'limits'])
    await source.query(
      `INSERT INTO ${service}.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
       VALUES ('x', 'a', $1, '{}', 'c', 'dead', $3, now()), ('x', 'b', $2, '{}', 'c', 'dead', $4, now())`,
      [
        `${accountId}:lead:1`,
        `${other}:lead:1`,
        JSON.stringify(failure(about)),
        JSON.stringify(message('failures.refused', { host: 'samara.amocrm.ru', detail: about })),
      ],
    );
  await source.query(`UPDATE sync.plan_run SET forced_by = $2 WHERE id = $1`, [planId, about]);
  await source.query(
    `INSERT INTO sync.account_exception VALUES ($1, $2, 'stage', 'k', 'r', 'n', '{}', $3, now() + '1 day', $3, now(), NULL)`,
    [randomUUID(), accountId, about],
  );
  await source.query(`INSERT INTO sync.drift_account (account_id, is_owed, admins) VALUES ($1, false, $2)`, [
    accountId,
    JSON.stringify([{ id: 1, name: about }]),
  ]);
  await source.query(
    `INSERT INTO sync.drift_finding VALUES ($1, $2, $1, 'stage', 'k', $3, NULL, now(), now(), NULL, NULL, 0, NULL)`,
    [randomUUID(), accountId, JSON.stringify({ name: about })],
  );
  await source.query(`INSERT INTO sync.dry_plan (account_id, asked_at, found) VALUES ($1, now(), $2)`, [
    accountId,
    JSON.stringify({ release: null, counts: null, checks: [{ text: about }] }),
  ]);
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
  await source.query(`INSERT INTO router.decision VALUES ($1, $2, 7, 'manual', NULL, $3, 1, 'c', now())`, [
    randomUUID(),
    accountId,
    JSON.stringify([{ check: 'region', found: 'no-branch', value: about }]),
  ]);
  await source.query(
    `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
       left_out, problem, correlation_id, started_at, changed_at)
     VALUES ($1, $1, $2, 7, $3, 'Самара', $4, 1, 'decided', $5, $6, 'c', now(), now())`,
    [randomUUID(), other, branchId, { accountId }, JSON.stringify([about]), JSON.stringify(failure(about))],
  );
  await source.query(`INSERT INTO router.contact_intent VALUES ($1, $2, $3, now(), NULL)`, [
    accountId,
    person.mail,
    randomUUID(),
  ]);
  await source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, idempotency_key, state, blocks, problem, correlation_id, pressed_at,
       resolved_at) VALUES ($1, $2, 5, 'k', 'failed', '[]', $3, 'c', now(), now())`,
    [randomUUID(), accountId, JSON.stringify(failure(about))],
  );
  await source.query(
    `INSERT INTO accounts.alarm (id, kind, subject, account_id, facts, times, raised_at, last_seen_at, cleared_at)
     VALUES ($1, 'account-blocked', 's', $2, $3, 1, now(), now(), now())`,
    [randomUUID(), accountId, JSON.stringify({ about })],
  );
}

it('leaves nothing of the people of an off-boarded account outside of the audit', async () => {
  const { api, sandbox, source } = whole;
  const amo = await sandbox.account({ subdomain: 'samara' });
  const account = { subdomain: 'samara', name: about, roles: ['branch'], timeZone: 'Europe/Samara' };
  const { accountId } = await api.post<{ accountId: string }>('accounts', account, {
    'idempotency-key': 'a',
  });
  await api.post(`accounts/${accountId}/connect`, { longLivedToken: amo.longLivedToken });
  const branch = { name: 'Самара', regions: [], accountId, contactPerson: about };
  const { branchId } = await api.post<{ branchId: string }>('branches', branch, { 'idempotency-key': 'b' });
  await api.post('keys', { name: about, role: 'branch-admin', branchIds: [branchId] });
  const release = await api.post<{ id: string }>('blueprints/import', {
    text: readFileSync('blueprints/franchise.yaml', 'utf8'),
  });
  const plan = await api.post<{ id: string }>('plans', { releaseId: release.id, accountId });
  await plantErrors(accountId, branchId, plan.id);
  const contact = {
    name: about,
    custom_fields_values: [
      { field_code: 'PHONE', values: [{ value: `+7${person.phone}`, enum_code: 'WORK' }] },
    ],
  };
  await amo.api('POST', '/api/v4/contacts', [contact]);
  const { body } = await amo.api('GET', '/api/v4/webhooks');
  const { destination } = body._embedded.webhooks[0] as { destination: string };
  const personal = [...Object.values(person), amo.longLivedToken];
  await eventually(async () => expect(await tablesWith(personal)).toContain('gateway.webhook'));
  expect(await tablesWith(personal)).toEqual([
    ...['accounts.account', 'accounts.alarm', 'accounts.branch'],
    ...['gateway.api_key', 'gateway.audit', 'gateway.idempotency', 'gateway.inbox', 'gateway.webhook'],
    ...[
      'limits.claim',
      'limits.inbox',
      'observer.inbox',
      'router.contact_intent',
      'router.decision',
      'router.inbox',
      'router.transfer',
    ],
    ...['sync.account_exception', 'sync.drift_account', 'sync.drift_finding', 'sync.dry_plan'],
    ...['sync.inbox', 'sync.plan_run'],
  ]);

  await eventually(async () => expect(await journalOf(accountId)).not.toEqual([]));

  await api.post(`accounts/${accountId}/off-board`, { reason: 'договор окончен' });
  // The secret path is known for some seconds yet, and amoCRM may still be sending.
  const late = await fetch(destination, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'contacts[update][0][id]': '1', 'contacts[update][0][name]': about }),
  });
  expect([200, 404]).toContain(late.status);
  await eventually(async () => expect(await tablesWith(personal)).toEqual(['gateway.audit']));
  await eventually(async () => expect(await journalOf(accountId)).toEqual([]));
  expect(await tablesWith([amo.longLivedToken])).toEqual([]);
  expect(await source.query('SELECT 1 FROM gateway.audit WHERE outcome = $1', ['done'])).not.toEqual([]);
});

/**
 * Tables that keep rows about an account that has left: decisions of the hub and of operators without their words, and releases
 * that others follow.
 */
const staying = ['router.decision', 'router.operator_word', 'sync.release'];

/** Values that a table takes where it does not take just any. */
const fitting: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'journal.history': { moment: 'extract(epoch FROM now())' },
  'router.operator_word': { kind: "'ignore'" },
};

/** Every table with a column for its account, and the columns that a row of it has to have, by their types. */
async function tablesOfAccounts(): Promise<Map<string, { column: string; type: string }[]>> {
  const rows: { name: string; columns: { column: string; type: string }[] }[] = await whole.source.query(
    `SELECT table_schema || '.' || table_name AS name,
            json_agg(json_build_object('column', column_name, 'type', data_type)) AS columns
       FROM information_schema.columns
      WHERE column_name = 'account_id' OR is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
      GROUP BY table_schema, table_name
     HAVING bool_or(column_name = 'account_id') AND table_schema <> 'accounts' AND NOT EXISTS (
       SELECT FROM pg_class WHERE oid = format('%I.%I', table_schema, table_name)::regclass AND relispartition)
      ORDER BY 1`,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

const samples: Readonly<Record<string, string>> = {
  ...{ uuid: 'gen_random_uuid()', jsonb: "'[]'", ARRAY: "'{}'", text: "'x'", bytea: "'x'", boolean: 'false' },
  ...{ 'timestamp with time zone': 'now()', date: 'now()' },
};

it('leaves no row about an off-boarded account in any table, but where ids have to stay', async () => {
  const { api, source } = whole;
  const account = { subdomain: 'saratov', name: 'Саратов', roles: ['branch'], timeZone: 'Europe/Samara' };
  const { accountId } = await api.post<{ accountId: string }>('accounts', account);
  const tables = await tablesOfAccounts();
  await source.transaction(async (tx) => {
    // A row of another table need not be there.
    await tx.query('SET LOCAL session_replication_role = replica');
    for (const [table, columns] of tables) {
      const values = columns.map(({ column, type }) =>
        column === 'account_id' ? `'${accountId}'` : (fitting[table]?.[column] ?? samples[type] ?? '1'),
      );
      const names = columns.map(({ column }) => column);
      await tx.query(
        `INSERT INTO ${table} (${names.join()}) VALUES (${values.join()}) ON CONFLICT DO NOTHING`,
      );
    }
  });
  const left = async () => {
    const found = await Promise.all([...tables.keys()].map((table) => rowsAbout(table, accountId)));
    return found.flat();
  };
  expect(await left()).toEqual([...tables.keys()]);
  await api.post(`accounts/${accountId}/off-board`, { reason: 'договор окончен' });
  await eventually(async () => expect(await left()).toEqual(staying));
});
