import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AmoClient } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { LeadState } from '@hub/contracts';
import { JournalModule, journalEntities } from '@hub/journal';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import type { EntityManager } from 'typeorm';
import { cardKinds, type CardKindSpec } from '../src/card/card-kinds.js';
import { WalkCards } from '../src/fill/walk-cards.js';
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

const state = { pipelineId: 1, statusId: 2, ownerId: 3, price: 0, tags: [], contactIds: [] };
const lead: LeadState = {
  ...{ ...state, mainContactId: null, lossReasonId: null, createdAt: 1, updatedAt: 5, closedAt: null },
};

/** An account with the leads of `pages`, of which a walk that begins at a page sees those from there on. */
async function account(pages: number[][]) {
  const accountId = randomUUID();
  await hub.source.query(
    `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from) VALUES ($1, now(), 'leads', 0)`,
    [accountId],
  );
  const begun: number[] = [];
  const spec: CardKindSpec<LeadState> = {
    ...cardKinds.lead,
    async *list(_, __, firstPage = 1) {
      begun.push(firstPage);
      await Promise.resolve();
      for (const ids of pages.slice(firstPage - 1)) yield ids.map((id) => ({ id, state: lead }));
    },
  };
  const job = {
    ...{ payload: { accountId }, correlationId: 'c' },
    step: (write: (tx: EntityManager) => Promise<unknown>) => hub.source.transaction(write),
  } as unknown as Job<{ accountId: string }>;
  const cards = hub.app.get(WalkCards, { strict: false });
  const walk = (firstPage: number) => cards.fill(job, {} as AmoClient, spec, { firstPage });
  const listed = (ids: number[]) => cards.runListed(job, {} as AmoClient, spec, ids);
  const due = async () => {
    const rows: { id: string }[] = await hub.source.query(
      'SELECT entity_id AS id FROM observer.due_card WHERE account_id = $1 ORDER BY 1',
      [accountId],
    );
    return rows.map(({ id }) => Number(id));
  };
  const known = async () => {
    const rows: { id: string }[] = await hub.source.query(
      'SELECT lead_id AS id FROM journal.lead WHERE account_id = $1 ORDER BY 1',
      [accountId],
    );
    return rows.map(({ id }) => Number(id));
  };
  return { walk, listed, known, due, begun };
}

it('proves by a walk from the first page that nothing is missing, also after one that was interrupted', async () => {
  // While the first walk was interrupted before its third page, lead 3 moved to a page that had been read.
  const { walk, known, begun } = await account([
    [1, 3],
    [4, 5],
  ]);
  expect(await walk(3)).toBe(true);
  expect(begun).toEqual([3, 1, 1]);
  expect(await known()).toEqual([1, 3, 4, 5]);
});

it('walks once more after a walk that found something, and no more when that finds nothing', async () => {
  const { walk, begun } = await account([[1, 2]]);
  await walk(1);
  await walk(1);
  expect(begun).toEqual([1, 1, 1]);
});

it('has cards read by id that a list of their ids does not show', async () => {
  const { listed, known, due } = await account([[1, 3]]);
  expect(await listed([1, 2, 3])).toEqual([]);
  expect([await known(), await due()]).toEqual([[1, 3], [2]]);
});

it('leaves them to its caller where the account ignores the filter', async () => {
  const { listed, known, due } = await account([[1, 7]]);
  expect(await listed([1, 2])).toEqual([1, 2]);
  expect([await known(), await due()]).toEqual([[], []]);
});
