import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startWholeHub, type WholeHub } from './whole-hub.js';

interface Operation {
  parameters?: { name: string; in: string; schema?: { enum?: string[] } }[];
}

const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, { get?: Operation }>;
};
/** Every list of the API, and a list of dead letters for each service. */
const lists = Object.entries(paths).flatMap(([path, { get }]) => {
  const parameters = get?.parameters ?? [];
  if (!parameters.some(({ name }) => name === 'cursor')) return [];
  const services = parameters.find(({ name }) => name === 'service')?.schema?.enum ?? [''];
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return services.map((service) => ({ path, service, names }));
});

let whole: WholeHub;
const ids = { accountId: '', planId: '', rolloutId: '' };
/** A real cursor of each list that has more than one row. */
const real = new Map<string, string>();

beforeAll(async () => {
  whole = await startWholeHub({ REQUESTS_PER_MINUTE: '100000' });
  const { api, sandbox, source } = whole;
  const text = readFileSync('blueprints/franchise.yaml', 'utf8');
  for (const subdomain of ['kazan', 'omsk']) {
    const amo = await sandbox.account({ subdomain });
    const account = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
    ids.accountId = (await api.post<{ accountId: string }>('accounts', account)).accountId;
    await api.post(`accounts/${ids.accountId}/connect`, { longLivedToken: amo.longLivedToken });
    await api.post('branches', { name: subdomain, regions: [], accountId: ids.accountId });
    await api.post('groups', { name: subdomain });
    await api.post('keys', { name: subdomain, role: 'viewer' });
    // The same content twice would be one release.
    const own = { text: text.replace('Не отвечает', `Не отвечает, ${subdomain}`) };
    const { id: releaseId } = await api.post<{ id: string }>('blueprints/import', own);
    const plan = { releaseId, accountId: ids.accountId };
    await api.post('plans', plan);
    ids.planId = (await api.post<{ id: string }>('plans', plan)).id;
  }
  // An account has steps of a checklist once it was brought to a release.
  await source.query('UPDATE sync.plan_run SET has_begun = true, begun_at = now() WHERE id = $1', [
    ids.planId,
  ]);
  // Moments of rows that the hub writes have milliseconds, unlike now().
  await source.query(`
    INSERT INTO accounts.alarm (id, kind, subject, account_id, facts, times, raised_at, last_seen_at)
      SELECT gen_random_uuid(), 'k', n || subdomain, id, '{}', 1, current_date, now()
      FROM accounts.account, generate_series(1, 2) n;
    INSERT INTO router.routing_rules VALUES (1, '{}', now());
    INSERT INTO router.decision SELECT gen_random_uuid(), gen_random_uuid(), n, 'wait', NULL, '[]', 1, 'c', current_date FROM generate_series(1, 2) n;
    INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
      left_out, correlation_id, started_at, changed_at)
      SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, gen_random_uuid(), 'b', '{}', 1, 'decided',
      '[]', 'c', current_date, now() FROM generate_series(1, 2) n;
    INSERT INTO router.escalation (id, trail_id, hq_account_id, branch_account_id, branch_lead_id, branch_pipeline_id, branch_name, state, todo, left_out,
      asked_at, changed_at)
      SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), account.id, n, 1, 'b', 'ended', '[]', '[]', current_date, now()
      FROM accounts.account, generate_series(1, 2) n;`);
  await source.query(
    `INSERT INTO sync.moved_deal SELECT $1, n, '1/2', '1/3', current_date, NULL
       FROM generate_series(999999999999998, 999999999999999) n`,
    [ids.planId],
  );
  await source.query(
    `INSERT INTO sync.managed_object SELECT $1, 'tag', n::text, n::text, 'created' FROM generate_series(1, 2) n`,
    [ids.accountId],
  );
  const rollouts = await source.query<{ id: string }[]>(
    `INSERT INTO sync.rollout SELECT gen_random_uuid(), id, 'stopped', NULL, 0, 1, 0, 0, 30, '{}', NULL, 'a', NULL, NULL, current_date,
       now() FROM sync.release RETURNING id`,
  );
  ids.rolloutId = rollouts[0]!.id;
  await source.query(
    `INSERT INTO sync.rollout_account SELECT $1, id, row_number() OVER (), 1, 'skipped', NULL, false, false, NULL, NULL, NULL, 0
     FROM accounts.account`,
    [ids.rolloutId],
  );
  await source.query(
    `INSERT INTO sync.bot SELECT gen_random_uuid(), $1, 'Бот ' || n, NULL, NULL, now() FROM generate_series(1, 2) n`,
    [ids.accountId],
  );
  await source.query(`INSERT INTO sync.bot_version SELECT id, 1, name, $1, '[]', NULL, now() FROM sync.bot`, [
    readFileSync('apps/sync/test/bots/d03-export-buttons/input.json', 'utf8'),
  ]);
  await source.query(
    `INSERT INTO sync.bot_delivery SELECT gen_random_uuid(), id, 1, $1, 'delivered', 'c', 'v1', NULL, NULL, false, '{}', NULL, NULL, NULL,
       'a', current_date, now() FROM sync.bot`,
    [ids.accountId],
  );
  await source.query(
    `INSERT INTO sync.account_exception SELECT gen_random_uuid(), $1, 'tag', n::text, n::text, 'n', '{}', 'r', now(), 'a', now(), NULL
       FROM generate_series(1, 2) n`,
    [ids.accountId],
  );
  const drift = {
    kind: 'tag',
    name: 'n',
    owner: '',
    form: 'vanished',
    before: null,
    after: null,
    moved: false,
  };
  // Found after all that is due for it: else the account is read, and what is invented here goes.
  await source.query(
    `INSERT INTO sync.drift_account (account_id, read_at, is_owed) VALUES ($1, now() + interval '1 day', false)`,
    [ids.accountId],
  );
  await source.query(
    `INSERT INTO sync.drift_finding SELECT gen_random_uuid(), $1, $1, 'tag', n::text, $2, NULL, current_date, now(), NULL, NULL, 0, NULL
       FROM generate_series(1, 2) n`,
    [ids.accountId, JSON.stringify({ ...drift, branchId: null, isByHand: false, reason: null })],
  );
  await source.query(
    `INSERT INTO limits.quota SELECT id, '{"leadsPerDay": 1}', NULL, 1, now() FROM accounts.branch`,
  );
  await source.query(
    `INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, '{"groups": []}', now())`,
    [ids.accountId],
  );
  await source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, idempotency_key, state, blocks, correlation_id, pressed_at)
     SELECT gen_random_uuid(), $1, n, 'k', 'refused', '[]', 'c', now() FROM generate_series(1, 2) n`,
    [ids.accountId],
  );
  await source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, blocks, correlation_id, pressed_at)
     SELECT gen_random_uuid(), $1, n, 'reserved', n, '[]', 'c', now() FROM generate_series(11, 12) n`,
    [ids.accountId],
  );
  for (const service of ['gateway', 'observer', 'sync', 'router', 'limits'])
    await source.query(
      `INSERT INTO ${service}.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
       SELECT 'x', n::text, 'k', jsonb_build_object('accountId', $1::text), 'c', 'dead',
         '{"key": "failures.unexpected", "facts": {"error": "why"}}', now() FROM generate_series(1, 2) n`,
      [ids.accountId],
    );
});
afterAll(() => whole.close());

const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString();

function ask(list: (typeof lists)[number], query: Record<string, string>): request.Test {
  const path = list.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => (ids as Record<string, string>)[name] ?? '',
  );
  const named = list.names.includes('accountId') ? { accountId: ids.accountId } : {};
  const span = list.names.includes('groupBy') ? { from: day(-1), to: day(1), groupBy: 'manager' } : {};
  const service = list.service ? { service: list.service } : {};
  return request(whole.hub.url)
    .get(path)
    .query({ ...named, ...span, ...service, ...query })
    .set('Authorization', `Bearer ${whole.adminKey}`);
}

const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** As the list made it, with other sort values: of another type, or such as no database takes. */
const bent = (cursor: string): string[] => {
  const [list, ...parts] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
  return [
    raw([list]),
    raw([list, ...parts, 'more']),
    raw([list, ...parts.map(() => 7)]),
    raw([list, ...parts.map(() => 'x\0')]),
    raw([list, '2026-02-31T00:00:00.000Z', ...parts.slice(1)]),
    raw([list, ...parts.slice(0, -1), '\0']),
  ];
};

describe.each(lists.map((list) => [`${list.path} ${list.service}`, list] as const))('%s', (name, list) => {
  it('pages from one row to the next', async () => {
    const first = await ask(list, { limit: '1' }).expect(200);
    if (first.body.nextCursor === null) throw new Error('this list has no second row: give it two above');
    real.set(name, String(first.body.nextCursor));
    const second = await ask(list, { limit: '1', cursor: String(first.body.nextCursor) }).expect(200);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.items).not.toEqual(first.body.items);
  });

  it('refuses forged cursors', async () => {
    const own = real.get(name) ?? '';
    const forged = ['%%%', 'abc', raw(7), raw(null), raw({ a: 1 }), raw([]), raw([['x']]), ...bent(own)];
    for (const cursor of forged) {
      const answer = await ask(list, { cursor });
      expect([cursor, answer.status, answer.body]).toEqual([cursor, 400, problem]);
    }
  });
});

it('takes no cursor of another list', async () => {
  expect(lists.length).toBeGreaterThanOrEqual(14);
  for (const list of lists) {
    const own = `${list.path} ${list.service}`;
    for (const [name, cursor] of real) {
      const answer = await ask(list, { cursor });
      expect([own, name, answer.status]).toEqual([own, name, own === name ? 200 : 400]);
    }
  }
});

const problem = expect.objectContaining({
  status: 400,
  errors: [expect.objectContaining({ path: 'cursor' })],
});
