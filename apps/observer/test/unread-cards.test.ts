import { randomUUID } from 'node:crypto';
import { accountEntities, AlarmRepository } from '@hub/accounts';
import { openDatabase } from '@hub/database';
import { createTestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DueCards } from '../src/hint/due-cards.js';
import { DueCardEntity } from '../src/hint/due-card.entity.js';
import { UnreadCards } from '../src/hint/unread-cards.js';

const accountId = randomUUID();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let source: DataSource;
let unread: UnreadCards;
let alarms: AlarmRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  const entities = [...accountEntities, DueCardEntity];
  source = await openDatabase({ url: database.url, name: 'observer', entities });
  alarms = new AlarmRepository(source);
  unread = new UnreadCards(alarms);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const find = (entityId: number) => source.manager.findOneByOrFail(DueCardEntity, { accountId, entityId });
async function ask(entityId: number, minutesAgo: number): Promise<DueCardEntity> {
  await source.query(
    `INSERT INTO observer.due_card (account_id, entity, entity_id, lane, asks, asked_at, due_at, is_deletion_reported)
     VALUES ($1, 'lead', $2, 'rest', 1, now() - $3 * interval '1 minute', now(), false)`,
    [accountId, entityId, minutesAgo],
  );
  return find(entityId);
}
async function open() {
  await unread.review(source.manager, accountId, new Date());
  return alarms.list({ state: 'open', kind: 'journal-stale' }, null, 10);
}

it('tries a card that cannot be read less and less often', async () => {
  const first = await ask(1, 0);
  await unread.putOff(source.manager, first);
  const second = await find(1);
  await unread.putOff(source.manager, second);
  const third = await find(1);
  expect(third.failedReads).toBe(2);
  const pause = third.dueAt.getTime() - second.dueAt.getTime();
  expect(pause).toBeGreaterThan(55_000);
  expect(pause).toBeLessThan(120_000);
});

it('leaves a card due that was asked for again meanwhile', async () => {
  const card = await ask(2, 0);
  await source.query('UPDATE observer.due_card SET asks = 2 WHERE entity_id = 2');
  await unread.putOff(source.manager, card);
  expect(await find(2)).toMatchObject({ failedReads: 0, dueAt: card.dueAt });
});

it('forgets the absences of a card that was found, where it was asked for again meanwhile', async () => {
  const card = await ask(6, 0);
  await source.query(
    'UPDATE observer.due_card SET asks = 2, absent_reads = 1, absent_since = now() WHERE entity_id = 6',
  );
  const due = new DueCards(source, null as never, unread);
  await due.answer(source.manager, [card]);
  expect(await find(6)).toMatchObject({ absentReads: 0, absentSince: null });
});

it('keeps an alarm while a card has not been readable for an hour', async () => {
  await unread.putOff(source.manager, await ask(3, 59));
  await ask(4, 300);
  expect(await open()).toEqual([]);
  await unread.putOff(source.manager, await ask(5, 61));
  expect(await open()).toMatchObject([
    { kind: 'journal-stale', subject: accountId, facts: { count: 1, entity: 'lead', id: '5' } },
  ]);
  await source.query('DELETE FROM observer.due_card WHERE entity_id = 5');
  expect(await open()).toEqual([]);
});
