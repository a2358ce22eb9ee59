import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { eventually } from '@hub/testing';
import pg from 'pg';
import { measuredRelease } from './measured-release.js';
import { SyncFixture } from './sync-fixture.js';

let sync: SyncFixture;

beforeAll(async () => {
  sync = await SyncFixture.start({ rateLimit: false });
});
afterAll(() => sync.close());

/** The statements of a driver's calls, prepared ones too. */
function textsOf(calls: readonly (readonly unknown[])[]): string[] {
  return calls.map(([query]) => (typeof query === 'string' ? query : (query as { text: string }).text));
}

/** What is asked about plans, the ledger and accounts; the slots of calls and the polls of the bus count apart. */
const ownTables = /sync\.(plan_run|managed_object|record_progress)|"sync"|accounts"?\."?account"?\b/;

it('asks the database once between two calls of an apply', async () => {
  const { id } = await sync.importRelease(measuredRelease);
  const plan = await sync.plan(await sync.branch(), id);
  const asked = jest.spyOn(pg.Client.prototype, 'query');
  await sync.begin(plan);
  const isEnd = (text: string) => text.includes('inbox_end(');
  await eventually(() => expect(textsOf(asked.mock.calls).some(isEnd)).toBe(true));
  const statements = textsOf(asked.mock.calls).filter((text) => ownTables.test(text));
  asked.mockRestore();
  expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied' });
  const isRecord = (text: string) => text.includes('record_progress');
  const between = statements.slice(statements.findIndex(isRecord), statements.findLastIndex(isRecord) + 1);
  expect(between.filter((text) => !isRecord(text))).toEqual([]);
  expect(between).toHaveLength(plan.callsPlanned + 1);
});
