import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChangedFrom, LeadState } from '@hub/contracts';
import { JournalModule, journalEntities } from '@hub/journal';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { DueCardEntity } from '../src/hint/due-card.entity.js';
import { DueCards, type ReadJob } from '../src/hint/due-cards.js';
import { ObserverConfig } from '../src/observer.config.js';
import { observerEntities, ObserverModule } from '../src/observer.module.js';

let database: TestDatabase;
let hub: CrmApp;
beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    ...{ databaseUrl: database.url, connectTo: 'http://127.0.0.1:9' },
    entities: [...journalEntities, ...observerEntities],
    modules: [JournalModule.forRoot(), ObserverModule.of(new ObserverConfig())],
  });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

it('wakes the reader of a lane also where the job of that moment has run already', async () => {
  const lane: ReadJob = { accountId: randomUUID(), lane: 'rest' };
  const due = hub.app.get(DueCards, { strict: false });
  const moment = new Date();
  const wake = () => hub.source.transaction((tx) => due.wakeAt(tx, lane, moment, 'c'));
  const untilRun = (jobs: number) =>
    eventually(async () => {
      const rows: { state: string }[] = await hub.source.query(
        'SELECT state FROM observer.inbox WHERE key = $1',
        [`${lane.accountId}:${lane.lane}`],
      );
      expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: jobs }, () => 'done'));
    });
  await wake();
  await untilRun(1);
  await wake();
  await untilRun(2);
});

it.each([
  ['one author', [3, 3], 3],
  ['two authors', [3, 5], null],
  ['an author, and nobody who is known', [3, null], null],
])('names for hints of %s what is true of all of them', async (_name, authors, expected) => {
  const accountId = randomUUID();
  const due = hub.app.get(DueCards, { strict: false });
  const card = { accountId, lane: 'rest', entity: 'lead', entityId: 7, isReadElsewhere: false } as const;
  const changedBy = await hub.source.transaction(async (tx) => {
    for (const [at, author] of authors.entries()) {
      const change = { changedAt: author === null ? null : 100 + at, changedBy: author, hintId: `h${at}` };
      await due.ask(tx, { ...card, ...change, isDeletionReported: false }, 'c');
    }
    return (await tx.findOneByOrFail(DueCardEntity, { accountId })).changedBy;
  });
  expect(changedBy).toBe(expected);
});

it.each<[string, ChangedFrom[], number | null]>([
  ['one value', [{ statusId: 1 }, { statusId: 1, ownerId: 5 }], 3],
  ['two values, between which somebody may have set another', [{ statusId: 1 }, { statusId: 4 }], null],
])('names an author for hints that have replaced %s of an attribute', async (_name, replaced, expected) => {
  const due = hub.app.get(DueCards, { strict: false });
  const card = { accountId: randomUUID(), lane: 'rest', entity: 'lead', entityId: 7 } as const;
  const hint = { ...card, changedAt: 100, changedBy: 3, isReadElsewhere: false, isDeletionReported: false };
  const shown = await hub.source.transaction(async (tx) => {
    for (const changedFrom of replaced) await due.ask(tx, { ...hint, changedFrom, hintId: null }, 'c');
    return tx.findOneByOrFail(DueCardEntity, { accountId: card.accountId });
  });
  expect(shown.changedBy).toBe(expected);
  if (expected !== null) expect(shown.changedFrom).toEqual(Object.assign({}, ...replaced));
});

it.each<[string, number | null, number | null, boolean]>([
  ['a later restoration ends', 125, null, true],
  ['a restoration ends, also after the webhook of an edit that followed it,', 125, 130, true],
  ['a restoration without a moment ends', null, null, true],
  ['an earlier restoration leaves', 90, null, false],
])(
  '%s the report of a deletion, and what reads have counted for it',
  async (_, restoredAt, editedAt, isEnded) => {
    const due = hub.app.get(DueCards, { strict: false });
    const card = { accountId: randomUUID(), lane: 'rest', entity: 'lead', entityId: 7 } as const;
    const hint = { ...card, changedBy: null, hintId: null, isReadElsewhere: false };
    const [dueAt, absentSince] = [new Date('2040-05-20T10:00:30Z'), new Date('2040-05-20T10:00:00Z')];
    const shown = await hub.source.transaction(async (tx) => {
      await due.ask(tx, { ...hint, changedAt: 100, isDeletionReported: true, isRestored: false }, 'c');
      const deleted = await tx.findOneByOrFail(DueCardEntity, { accountId: card.accountId });
      await due.putOff(tx, deleted, { dueAt, absentReads: 1, absentSince });
      if (editedAt !== null)
        await due.ask(tx, { ...hint, changedAt: editedAt, isDeletionReported: false }, 'c');
      await due.ask(tx, { ...hint, changedAt: restoredAt, isDeletionReported: false, isRestored: true }, 'c');
      return tx.findOneByOrFail(DueCardEntity, { accountId: card.accountId });
    });
    expect(shown).toMatchObject({
      ...{ isDeletionReported: !isEnded, absentReads: isEnded ? 0 : 1 },
      absentSince: isEnded ? null : absentSince,
    });
    expect(shown.dueAt.getTime() < dueAt.getTime()).toBe(isEnded);
  },
);

it.each<[string, number | null, boolean | undefined, boolean]>([
  ['of a list', 100, true, true],
  ['by id, where a hint names no moment', null, false, true],
  ['of a list, where a hint names no moment', null, true, false],
  ['that does not say how, where a hint names no moment', null, undefined, false],
])('takes a reading %s, from another service or not', async (_name, changedAt, isListed, isTaken) => {
  const due = hub.app.get(DueCards, { strict: false });
  const [accountId, leadId, hintId] = [randomUUID(), 7, 'h'];
  const card = {
    accountId,
    lane: 'intake',
    entity: 'lead',
    entityId: leadId,
    isReadElsewhere: true,
  } as const;
  const readAt = new Date().toISOString();
  const state = { updatedAt: 100 } as LeadState;
  const taken = await hub.source.transaction(async (tx) => {
    await due.ask(tx, { ...card, changedAt, changedBy: null, isDeletionReported: false, hintId }, 'c');
    return due.hand(tx, { accountId, leadId, hintId, readAt, state, isListed }, 'c');
  });
  expect(taken).toBe(isTaken);
});

it('is unread since the first of its hints, and read by id where one of them names no moment', async () => {
  const due = hub.app.get(DueCards, { strict: false });
  const card = { accountId: randomUUID(), lane: 'rest', entity: 'lead', isReadElsewhere: false } as const;
  const silent = { ...card, changedBy: null, isDeletionReported: false, hintId: null };
  const since = new Date('2026-05-20T10:00:00Z');
  const shown = await hub.source.transaction(async (tx) => {
    for (const entityId of [7, 8])
      await due.ask(tx, { ...silent, entityId, changedAt: 100, unreadSince: since }, 'c');
    await due.ask(tx, { ...silent, entityId: 7, changedAt: 200, unreadSince: new Date() }, 'c');
    await due.ask(tx, { ...silent, entityId: 8, changedAt: null }, 'c');
    await due.ask(tx, { ...silent, entityId: 8, changedAt: 300 }, 'c');
    const rows = await tx.find(DueCardEntity, {
      where: { accountId: card.accountId },
      order: { entityId: 'ASC' },
    });
    return rows.map(({ unreadSince, isReadById, changedAt }) => ({ unreadSince, isReadById, changedAt }));
  });
  expect(shown).toEqual([
    { unreadSince: since, isReadById: false, changedAt: 200 },
    { unreadSince: since, isReadById: true, changedAt: 300 },
  ]);
});
