import { randomUUID } from 'node:crypto';
import { Bus, BusModule } from '@hub/bus';
import { journalEntities, JournalModule } from '@hub/journal';
import { message } from '@hub/messages';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FINISH_CLAIM, finishJobId, HAND_OVER_LINKED } from '../src/claim/resolve-claim.js';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';

const [own, foreign] = [randomUUID(), randomUUID()];
/** An id as long as the hub takes one. */
const longId = 999_999_999_999_994;
const problem = message('problems.no-such-lead', { leadId: '1' });
let database: TestDatabase;
let hub: CrmApp;

beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: 'http://127.0.0.1:9',
    entities: [...journalEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), LimitsModule],
  });
  const add = (
    accountId: string,
    leadId: number,
    refusals: number,
    until: string,
    said = refusals > 0 ? problem : null,
  ) =>
    hub.source.query(
      `INSERT INTO limits.set_aside VALUES ($1, $2::bigint, timestamptz '2026-05-20T10:00:00Z' + $2::bigint % 10 * interval '1 s',
         now() + $3::interval, $4, $5)`,
      [accountId, leadId, until, refusals, said],
    );
  // Which of them are offered at the moment says nothing of what is refused.
  await add(own, 1, 3, '1 hour');
  await add(own, 2, 0, '1 hour');
  await add(own, 3, 1, '1 hour');
  await add(own, longId, 1, '-1 hour');
  await add(foreign, 5, 1, '1 hour');
  // Refused for the rights of the hub, which is not counted.
  await add(own, 6, 0, '1 hour', problem);
  const settings = { groups: [{ exchangeUserIds: [7], exchangeStages: [{ pipelineId: 1, statusId: 2 }] }] };
  for (const accountId of [own, foreign])
    await hub.source.query(
      'INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())',
      [accountId, settings],
    );
  const see = (accountId: string, leadId: number, ownerId: number) =>
    hub.source.query(
      `INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids,
         created_at, updated_at, version, read_at) VALUES ($1, $2, 1, 2, $3, 0, '{}', '{}', 1, 1, 1, now())`,
      [accountId, leadId, ownerId],
    );
  for (const leadId of [1, 2, longId, 6]) await see(own, leadId, 7);
  // A manager has it by now.
  await see(own, 3, 8);
  await see(foreign, 5, 7);
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

it('lists what is reserved with since, why and the next step, to each reader what is theirs', async () => {
  const [branchId, claimId, transferId] = [randomUUID(), randomUUID(), randomUUID()];
  const at = (second: number) => `2026-05-20T10:00:0${second}.000Z`;
  for (const [id, accountId, state, second] of [
    [claimId, own, 'reserved', 1],
    [randomUUID(), own, 'granted', 2],
    [randomUUID(), foreign, 'reserved', 3],
  ] as const)
    await hub.source.query(
      `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, blocks, correlation_id, pressed_at)
         VALUES ($1, $2, 5, $3, 7, '[]', 'c', $4)`,
      [id, accountId, state, at(second)],
    );
  await hub.source.query(
    `INSERT INTO limits.reservation (transfer_id, branch_id, hq_account_id, hq_lead_id, state, reserved_at, review_at)
       VALUES ($1, $2, $3, 9, 'reserved', $4, now())`,
    [transferId, branchId, foreign, at(0)],
  );
  const mine = { accountIds: [own], branchIds: [branchId] };
  const { items } = await hub.ask('limits.reservations.list', mine);
  expect(items).toMatchObject([
    {
      kind: 'quota',
      since: at(0),
      branchId,
      leadId: null,
      accountId: null,
      why: { key: 'limits.reserved-quota-own' },
    },
    {
      ...{ id: claimId, kind: 'claim', since: at(1), accountId: own, leadId: 7, userId: 5, branchId: null },
      // Nobody knows this account.
      ...{ why: { key: 'limits.reserved-claim' }, nextStep: { key: 'limits.reserved-claim-next-away' } },
    },
  ]);
  const { items: firstOfMine, nextCursor: cursor } = await hub.ask('limits.reservations.list', {
    ...mine,
    limit: 1,
  });
  const shown = JSON.stringify(firstOfMine) + Buffer.from(cursor ?? '', 'base64url').toString();
  for (const ofHq of [foreign, transferId]) expect(shown).not.toContain(ofHq);
  const rest = await hub.ask('limits.reservations.list', { ...mine, cursor });
  expect(rest.items.map(({ id }) => id)).toEqual([claimId]);

  await hub.source.query(
    `INSERT INTO limits.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
       VALUES ($1, $2, $3, '{}', 'c', 'dead', 'null', now())`,
    [FINISH_CLAIM, finishJobId(claimId), claimId],
  );
  const first = await hub.ask('limits.reservations.list', { limit: 2 });
  expect(first.items).toMatchObject([
    { id: transferId, accountId: foreign, leadId: 9, why: { key: 'limits.reserved-quota' } },
    { id: claimId, nextStep: message('limits.reserved-claim-next-dead', { id: finishJobId(claimId) }) },
  ]);
  const next = await hub.ask('limits.reservations.list', { limit: 2, cursor: first.nextCursor });
  expect([first.items.length, next.items.length, next.nextCursor]).toEqual([2, 1, null]);
  expect(await hub.ask('limits.reservations.list', { accountIds: [], branchIds: [] })).toMatchObject({
    items: [],
  });
});

it('grants no press that was given up days ago, and takes no linked cards from people then', async () => {
  for (const consumer of [FINISH_CLAIM, HAND_OVER_LINKED])
    await hub.source.query(
      `INSERT INTO limits.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
         VALUES ($1, 'old', 'old', '{}', 'c', 'dead', 'null', now() - interval '2 days')`,
      [consumer],
    );
  const bus = hub.app.select(BusModule.forService('limits')).get(Bus, { strict: true });
  await bus.tryGivenUp(new Date());
  expect(
    await hub.source.query(`SELECT state, tried_at AS "triedAt" FROM limits.inbox WHERE id = 'old'`),
  ).toEqual(Array(2).fill({ state: 'dead', triedAt: null }));
});

it('lists leads that amoCRM refuses to hand over, with its words, and no others', async () => {
  const { items } = await hub.ask('limits.waiting', { accountId: own });
  expect(items.map(({ leadId }) => leadId)).toEqual([1, longId]);
  expect(items[0]).toMatchObject({
    ...{ cause: 'claim-refused', accountId: own, branchId: null },
    text: message('waiting.claim-refused', { leadId: 1, refusals: 3, problem }),
  });
});

it('pages, and shows nobody the accounts of others', async () => {
  const first = await hub.ask('limits.waiting', { limit: 2 });
  const next = await hub.ask('limits.waiting', { limit: 2, cursor: first.nextCursor });
  expect([...first.items, ...next.items].map(({ leadId }) => leadId)).toEqual([1, longId, 5]);
  expect((await hub.ask('limits.waiting', { accountIds: [foreign] })).items).toHaveLength(1);
});

it('offers refused leads again once their account can be used again, and those of no other account', async () => {
  await hub.announceUsable(own);
  const offered = () =>
    hub.source.query<{ id: string }[]>(
      'SELECT lead_id AS id FROM limits.set_aside WHERE until <= now() ORDER BY lead_id',
    );
  await eventually(async () =>
    expect((await offered()).map(({ id }) => id)).toEqual(['1', '3', '6', String(longId)]),
  );
  // They are refused until one is handed over.
  expect((await hub.ask('limits.waiting', { accountId: own })).items).toHaveLength(2);
});

it('raises an alarm about those that are refused again and again, until none is left', async () => {
  const bus = hub.app.select(BusModule.forService('limits')).get(Bus, { strict: true });
  let hours = 0;
  const alarms = async () => {
    await bus.startDue('limits.watch-refused', new Date(Date.now() + ++hours * 3_600_000));
    return hub.source.query<{ open: boolean; count: string; lead: string }[]>(
      `SELECT cleared_at IS NULL AS open, facts ->> 'count' AS count, facts ->> 'leadId' AS lead
         FROM accounts.alarm WHERE kind = 'claim-refused'`,
    );
  };
  await eventually(async () => expect(await alarms()).toEqual([{ open: true, count: '1', lead: '1' }]));
  await hub.source.query('UPDATE journal.lead SET owner_id = 8 WHERE lead_id = 1');
  await eventually(async () => expect(await alarms()).toMatchObject([{ open: false }]));
});
