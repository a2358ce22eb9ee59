import { randomUUID } from 'node:crypto';
import { openDatabase } from '@hub/database';
import { createTestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ReadWindow } from '../src/feed/read-window.js';
import { SeenChanges } from '../src/hint/seen-changes.js';

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

const hint = (entityId: number, changedAt: number, more: { source?: string; state?: string } = {}) => {
  const { source: from = 'webhook', state = 'waiting' } = more;
  const payload = { accountId, entity: 'lead', entityId, action: 'status', source: from, changedAt };
  return source.query(
    `INSERT INTO observer.inbox (consumer, id, key, payload, correlation_id, state)
     VALUES ('observer.hint', $1, $2, $3, 'c', $4)`,
    [randomUUID(), `${accountId}:lead:${entityId}`, payload, state],
  );
};

it('counts no change as missed whose webhook has come, be it that it waits or that it names no moment', async () => {
  await hint(1, 10);
  await hint(2, 9);
  await hint(3, 10, { source: 'poll' });
  await hint(4, 10, { state: 'done' });
  await source.query(
    `INSERT INTO observer.due_card (account_id, entity, entity_id, lane, asks, asked_at, due_at, changed_at, is_deletion_reported, hooked_at)
     SELECT $1, 'lead', id, 'rest', 1, now(), now(), 10, false, hooked_at
       FROM (VALUES (5, now()), (6, NULL)) AS card(id, hooked_at)`,
    [accountId],
  );
  const own = { findTaken: () => Promise.resolve([]) };
  const seen = new SeenChanges(source, null as never);
  const untimed = { entity: 'lead', entityId: 7, receivedAt: new Date(11_000) } as const;
  await seen.noteUntimed(source.manager, accountId, untimed);
  const events = [1, 2, 3, 4, 5, 6, 7, 8].map((entityId) => ({
    ...{ id: `e${entityId}`, type: entityId > 6 ? 'lead_deleted' : 'lead_status_changed' },
    ...{
      entity_type: 'lead',
      entity_id: entityId,
      created_at: 10,
      created_by: 1,
      value_before: [],
      value_after: [],
    },
  }));
  const feed = { since: () => Promise.resolve(events) };
  const window = await new ReadWindow(feed as never, seen, own as never).run(
    { accountId, span: { from: 0, cursor: 0 }, priority: 'bulk' },
    null as never,
  );
  const missed = window!.heals.filter(({ isMissed }) => isMissed).map(({ entityId }) => entityId);
  expect(window!.heals).toHaveLength(8);
  expect(missed).toEqual([2, 3, 4, 6, 8]);
});
