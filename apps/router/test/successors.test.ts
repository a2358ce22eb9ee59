import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { listUnmoved, moveToSuccessors } from '../src/custody/move-to-successors.js';
import { RoutingRules } from '../src/rules/routing-rules.entity.js';
import { RoutingRulesRepository } from '../src/rules/routing-rules.repository.js';
import { Transfer } from '../src/transfer/transfer.entity.js';
import { TransferRepository } from '../src/transfer/transfer.repository.js';

/*
 * A head office (`former`) is off-boarded and connected again under another id (`own`).
 */
const [former, own, branch] = [randomUUID(), randomUUID(), randomUUID()];
let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: [Transfer, RoutingRules] });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});
beforeEach(async () => {
  await source.query(
    'TRUNCATE router.transfer, router.re_route, router.escalation, router.routing_rules, accounts.account CASCADE',
  );
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
  for (const [id, state] of [
    [former, 'removed'],
    [own, 'connected'],
  ])
    await source.query(
      `INSERT INTO accounts.account (id, subdomain, host, amo_id, name, roles, mode, time_zone, state, state_reason, state_since, created_at)
       VALUES ($1, 'hq', 'hq.amocrm.ru', 7, 'ЦО', '{hq}', 'apply', 'Europe/Moscow', $2, 'r', now(), now())`,
      [id, state],
    );
});

interface Given {
  endedAs?: string;
  isInHand?: boolean;
  /** Begun that many minutes ago. */
  minutes?: number;
}

async function leg(hqAccountId: string, hqLeadId: number, given: Given = {}): Promise<string> {
  const id = randomUUID();
  const { endedAs = null, isInHand = false, minutes = 60 } = given;
  const target = { accountId: branch, pipelineId: 1, statusId: 2, ownerId: null };
  await source.query(
    `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
       branch_lead_id, ended_as, ended_at, in_hand_since, left_out, correlation_id, started_at, changed_at)
     SELECT $1, $1, $2, $3, $4, 'Казань', $5, 1, 'done', 1000 + $6, $7, CASE WHEN $7::text IS NOT NULL THEN now() END,
       CASE WHEN $8 THEN now() END, '[]', 'c', since, since FROM (SELECT now() - interval '1 minute' * $6 AS since) AS begun`,
    [id, hqAccountId, hqLeadId, branch, target, minutes, endedAs, isInHand],
  );
  return id;
}

const rowOf = (id: string) => source.manager.findOneByOrFail(Transfer, { id });

it('ends the living leg of a card that has another one in the account of now, and joins their trails', async () => {
  const first = await leg(former, 1);
  await source.query(
    `INSERT INTO router.re_route (id, leg_id, why, reason, state, asked_at) VALUES ($1, $2, 'rejected', '{}', 'asked', now())`,
    [randomUUID(), first],
  );
  const second = await leg(own, 1, { minutes: 5 });
  const transfers = new TransferRepository(source);
  expect(await transfers.isOfFormer(own, 1, [first])).toBe(true);
  for (const id of [null, own]) expect(await listUnmoved(source.manager, id)).toEqual([former]);
  expect(await listUnmoved(source.manager, branch)).toEqual([]);
  await moveToSuccessors(source.manager, [former]);
  const moved = await rowOf(first);
  expect(moved).toMatchObject({ hqAccountId: own, trailId: second, endedAs: 're-routed' });
  expect(moved.endedAt).toEqual(moved.startedAt);
  expect(await source.query('SELECT FROM router.re_route')).toEqual([]);
  expect((await rowOf(second)).endedAt).toBeNull();
  expect(await transfers.isOfFormer(own, 1, [first])).toBe(false);
  expect(await listUnmoved(source.manager, null)).toEqual([]);
});

it('leaves in hand what no branch has, on either side', async () => {
  const [left, right] = [await leg(former, 1, { endedAs: 'rejected', isInHand: true }), await leg(former, 2)];
  const alone = await leg(former, 3, { endedAs: 'rejected', isInHand: true });
  const now = [
    await leg(own, 1, { minutes: 5 }),
    await leg(own, 2, { ...{ minutes: 5, endedAs: 'gone', isInHand: true } }),
  ];
  await moveToSuccessors(source.manager, [former]);
  const rows = await Promise.all([left, right, alone, ...now].map(rowOf));
  expect(rows.map(({ inHandSince }) => inHandSince !== null)).toEqual([false, false, true, false, false]);
  expect(rows.map(({ endedAt }) => endedAt !== null)).toEqual([true, false, true, false, true]);
  expect(rows.map(({ trailId }) => trailId)).toEqual([now[0], now[1], alone, ...now]);
});

it('knows no lead of an account that is another one', async () => {
  const id = await leg(branch, 1);
  expect(await new TransferRepository(source).isOfFormer(own, 1, [id])).toBe(false);
});

it('goes on with one escalation of a lead, the newest, however often its account was away', async () => {
  const escalation = async (at: string) => {
    const id = randomUUID();
    await source.query(
      `INSERT INTO router.escalation (id, trail_id, hq_account_id, branch_account_id, branch_lead_id, branch_pipeline_id, branch_name, state,
         ended_as, ended_at, ended_with_account, todo, left_out, asked_at, changed_at)
       VALUES ($1, $1, $2, $3, 5, 1, 'Казань', 'ended', 'gone', now(), true, '[]', '[]', $4, now())`,
      [id, own, branch, at],
    );
    return id;
  };
  await escalation('2026-01-01');
  const newest = await escalation('2026-01-02');
  for (let times = 0; times < 2; times++) {
    await moveToSuccessors(source.manager, [former]);
    const rows = await source.query<object[]>(
      `SELECT id, state FROM router.escalation WHERE state <> 'ended' OR ended_with_account`,
    );
    expect(rows).toEqual([{ id: newest, state: 'asked' }]);
  }
});

it('goes on by the rules of before until there are some for the account of now', async () => {
  const rules = new RoutingRulesRepository(source);
  const save = (version: number, body: object) =>
    source.query('INSERT INTO router.routing_rules VALUES ($1, $2, now())', [version, JSON.stringify(body)]);
  await expect(rules.getNewestOf(own)).rejects.toThrow();
  await save(2, { hqAccountId: former, intakePipelineId: 5 });
  await save(3, { hqAccountId: branch, intakePipelineId: 6 });
  expect(await rules.getNewestOf(own)).toMatchObject({
    version: 2,
    rules: { hqAccountId: own, intakePipelineId: 5 },
  });
  await save(4, { hqAccountId: own, intakePipelineId: 7 });
  expect((await rules.getNewestOf(own)).version).toBe(4);
});
