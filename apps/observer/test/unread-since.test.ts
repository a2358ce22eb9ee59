import { randomUUID } from 'node:crypto';
import { openDatabase } from '@hub/database';
import { createTestDatabase } from '@hub/testing';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { findUnreadSince } from '../src/hint/unread-since.js';

const accountId = randomUUID();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'observer', entities: [] });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});
afterEach(() => source.query('TRUNCATE observer.inbox, observer.outbox, observer.due_card'));

interface Of {
  account?: string;
  entity?: string;
  action?: string;
  source?: 'webhook' | 'poll';
}
const hint = (changedAt: number | null, { account = accountId, entity = 'lead', ...of }: Of = {}) => ({
  key: `${account}:${entity}:1`,
  payload: {
    ...{ accountId: account, entity, entityId: 1, action: 'status', source: 'poll', changedAt },
    ...{ receivedAt: '2026-05-20T10:00:00Z', ...of },
  },
});
const inbox = ({ key, payload }: ReturnType<typeof hint>, state = 'waiting') =>
  source.query(
    `INSERT INTO observer.inbox (consumer, id, key, payload, correlation_id, state) VALUES ('observer.hint', $1, $2, $3, 'c', $4)`,
    [randomUUID(), key, payload, state],
  );
const outbox = ({ key, payload }: ReturnType<typeof hint>, waiting = ['observer.hint', 'router.lead']) =>
  source.query(
    `INSERT INTO observer.outbox (id, subject, version, key, payload, correlation_id, waiting)
     VALUES ($1, 'crm.changed', 1, $2, $3, 'c', $4)`,
    [randomUUID(), key, payload, waiting],
  );
const due = (since: number, { entity = 'lead', failed = 0, absent = 0, account = accountId } = {}) =>
  source.query(
    `INSERT INTO observer.due_card (account_id, entity, entity_id, lane, asks, asked_at, due_at, unread_since, is_deletion_reported,
         failed_reads, absent_reads)
     VALUES ($1, $2, $3, 'rest', 1, now(), now(), to_timestamp($4), false, $5, $6)`,
    [account, entity, Math.ceil(Math.random() * 1e9), since, failed, absent],
  );
const found = async () => {
  const { unreadSince, tasksUnreadSince } = await findUnreadSince(source.manager, accountId);
  return [unreadSince, tasksUnreadSince].map((since) => since && since.getTime() / 1000);
};

it('is unknown while everything reported was read', async () => {
  await inbox(hint(5), 'done');
  await outbox(hint(5), ['router.lead']);
  expect(await found()).toEqual([null, null]);
});

it('is that of the oldest change whose hint is on its way or waits, or whose card is due', async () => {
  await due(30);
  expect(await found()).toEqual([30, null]);
  await inbox(hint(20));
  expect(await found()).toEqual([20, null]);
  await outbox(hint(10, { entity: 'unsorted' }));
  expect(await found()).toEqual([10, null]);
});

it('is another one for tasks', async () => {
  await due(5, { entity: 'task' });
  await due(30);
  expect(await found()).toEqual([30, 5]);
  await inbox(hint(4, { entity: 'task' }));
  expect(await found()).toEqual([30, 4]);
});

it('is the arrival of a webhook, whatever moment that names, and of a hint that names none', async () => {
  await inbox(hint(5, { source: 'webhook' }));
  await outbox(hint(null));
  expect(await found()).toEqual([Date.parse('2026-05-20T10:00:00Z') / 1000, null]);
});

it('goes by no other account or kind, no note, and no card that cannot be read or found', async () => {
  await due(1, { account: randomUUID() });
  await due(1, { entity: 'contact' });
  await due(1, { failed: 1 });
  await due(1, { absent: 1 });
  await inbox(hint(1, { account: randomUUID() }));
  await inbox(hint(1, { entity: 'contact' }));
  await inbox(hint(1, { action: 'note' }));
  expect(await found()).toEqual([null, null]);
});

it('reads the waiting hints of its own account, however many wait of others', async () => {
  await source.query(
    `INSERT INTO observer.inbox (consumer, id, key, payload, correlation_id)
       SELECT 'observer.hint', n::text, md5((n % 500)::text)::uuid || ':lead:' || n, '{"entity": "lead", "action": "add"}', 'c'
         FROM generate_series(1, 20000) AS n`,
  );
  await source.query(
    `INSERT INTO observer.outbox (id, subject, version, key, payload, correlation_id, waiting)
       SELECT gen_random_uuid(), 'crm.changed', 1, key, payload, 'c', '{observer.hint}' FROM observer.inbox`,
  );
  await source.query('ANALYZE observer.inbox, observer.outbox');
  const plans: string[] = [];
  const query = async (sql: string, parameters: unknown[]) => {
    plans.push(JSON.stringify(await source.query(`EXPLAIN (FORMAT JSON) ${sql}`, parameters)));
    return [];
  };
  await findUnreadSince({ query } as unknown as EntityManager, accountId);
  for (const index of ['outbox_order', 'inbox_order']) expect(plans.join()).toContain(index);
});
