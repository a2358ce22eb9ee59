import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountEntities, AlarmRepository } from '@hub/accounts';
import { openDatabase } from '@hub/database';
import { Journal } from '@hub/journal';
import { message, say } from '@hub/messages';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import type { WaitingPage, WaitingQuery } from '@hub/contracts';
import { FindWaiting } from '../src/waiting/find-waiting.js';
import { WaitingRepository } from '../src/waiting/waiting.repository.js';
import { WaitingResponder } from '../src/waiting/waiting.responder.js';

const [hq, branch, otherBranch, transfer] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const waited = randomUUID();
let database: TestDatabase;
let source: DataSource;
let waiting: WaitingResponder;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: accountEntities });
  waiting = new WaitingResponder(new WaitingRepository(new Journal(source)));
  const judge = (leadId: number, kind: string, found: string, age: string) =>
    source.query(
      `INSERT INTO router.judged_lead (account_id, lead_id, kind, branch_id, reason, since, touched_at, read_at)
       VALUES ($1, $2, $3, NULL, $4, now() - $5::interval, now(), now())`,
      [hq, leadId, kind, { check: 'region', found, value: 'Марс' }, age],
    );
  await judge(1, 'manual', 'no-branch', '1 minute');
  await judge(2, 'wait', 'empty', '1 hour');
  await judge(3, 'wait', 'empty', '25 hours');
  await judge(4, 'wait', 'unsorted', '2 minutes');
  await judge(5, 'transfer', 'account', '3 days');
  await judge(6, 'ignore', 'closed', '3 days');
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
  for (const [id, leadId, branchId, state] of [
    [transfer, 7, branch, 'contact-ready'],
    [randomUUID(), 8, branch, 'done'],
    [randomUUID(), 9, otherBranch, 'decided'],
  ])
    await source.query(
      `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         left_out, correlation_id, started_at, changed_at)
       VALUES ($1, $1, $2, $3, $4, 'Казань', '{}', 1, $5, '[]', 'c', now() - interval '5 minutes', now())`,
      [id, hq, leadId, branchId, state],
    );
  await new AlarmRepository(source).raise(source.manager, broken, new Date());
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const broken = { kind: 'branch-target-broken', subject: branch, branchId: branch, facts: {} } as const;
const ask = (query: WaitingQuery): Promise<WaitingPage> => waiting.list(query);
const leadsOf = async (query: WaitingQuery) =>
  (await ask(query)).items.map(({ leadId, cause }) => `${leadId} ${cause}`);
const all = ['3 lead-waits-long', '7 transfer-target', '4 lead-unsorted', '1 lead-manual'];

it('lists leads and transfers that only a person can bring on, oldest first', async () => {
  expect(await leadsOf({})).toEqual(all);
  expect(await leadsOf({ causes: ['lead-manual', 'transfer-target'] })).toEqual([all[1], all[3]]);
  expect(await leadsOf({ accountId: randomUUID() })).toEqual([]);
});

it('goes on behind every row', async () => {
  const { items } = await ask({});
  for (const [place, { cursor }] of items.entries())
    expect(await leadsOf({ cursor })).toEqual(all.slice(place + 1));
  const first = await ask({ limit: 3 });
  expect(await leadsOf({ cursor: first.nextCursor })).toEqual([all[3]]);
});

it('shows a reader of some branches what is about them', async () => {
  expect(await leadsOf({ branchIds: [branch] })).toEqual([all[1]]);
  expect(await leadsOf({ branchIds: [otherBranch] })).toEqual([]);
  expect(await leadsOf({ branchIds: [otherBranch], branchId: branch })).toEqual([]);
  expect(await leadsOf({ branchId: branch })).toEqual([all[1]]);
});

it('loses a transfer when its branch takes leads again', async () => {
  await new AlarmRepository(source).clear(source.manager, broken.kind, broken.subject, new Date());
  expect(await leadsOf({})).toEqual([all[0], all[2], all[3]]);
});

it('lists a transfer whose account a person has suspended', async () => {
  const account = randomUUID();
  await source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
     VALUES ($1, 'kazan', 'Казань', 'kazan.amocrm.ru', '{branch}', 'apply', 'suspended', '', now(), 'Europe/Moscow', now())`,
    [account],
  );
  const target = JSON.stringify({ accountId: account });
  await source.query('UPDATE router.transfer SET target = $1 WHERE hq_lead_id = 9', [target]);
  expect(await leadsOf({ causes: ['transfer-suspended'] })).toEqual(['9 transfer-suspended']);
  await source.query("UPDATE accounts.account SET state = 'connected' WHERE id = $1", [account]);
  expect(await leadsOf({ causes: ['transfer-suspended'] })).toEqual([]);
});

describe('a lead in hand', () => {
  const leadId = 20;
  const list = async () => (await ask({ causes: ['lead-in-hand'] })).items.map(({ text }) => say(text, 'ru'));
  const alarms = async () => {
    const causes = await new FindWaiting().findInHand(source.manager, new Date());
    return causes.map(({ facts }) => say(message('alarms.lead-in-hand', facts), 'ru'));
  };
  const inHandFor = (wanted: string | null) =>
    source.query('UPDATE router.transfer SET wanted_branch_id = $1 WHERE hq_lead_id = $2', [wanted, leadId]);

  beforeAll(async () => {
    await source.query(
      `WITH head AS (INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
         VALUES ($1, 'tver', 'Тверь', 'tver.amocrm.ru', '{branch}', 'apply', 'connected', '', now(), 'Europe/Moscow', now()) RETURNING id)
       INSERT INTO accounts.branch (id, name, regions, state, account_id, created_at)
       SELECT id, 'Тверь', '[]', 'paused', id, now() FROM head`,
      [waited],
    );
    await source.query(
      `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         left_out, correlation_id, started_at, changed_at, ended_as, ended_at, in_hand_since)
       VALUES ($1, $1, $2, $3, $4, 'Казань', '{}', 1, 'done', '[]', 'c', now(), now(), 'rejected', now(), now() - interval '1 hour')`,
      [randomUUID(), hq, leadId, otherBranch],
    );
  });
  afterAll(() => source.query('DELETE FROM router.transfer WHERE hq_lead_id = $1', [leadId]));

  it('asks for a branch where nobody has chosen one', async () => {
    for (const words of await list()) expect(words).toContain('Укажите филиал в карточке');
    for (const words of await alarms())
      expect(words).toMatch(/Укажите сделкам филиал: хаб передаст их сам\.$/);
  });

  it('names the branch for which it waits, and says that it has to take leads', async () => {
    await inHandFor(waited);
    expect(await list()).toHaveLength(1);
    for (const words of [...(await list()), ...(await alarms())]) {
      expect(words).toContain('Тверь');
      expect(words).toContain('не принимает сделки');
    }
    expect((await list()).join()).not.toContain('Укажите филиал в карточке');
  });
});

it('lists what stands for longer than it should, with why, until it moves', async () => {
  const problem = { key: 'failures.unexpected', facts: { error: 'нет ответа' } };
  await source.query(
    `UPDATE router.transfer SET changed_at = now() - interval '1 hour', problem = $2, target = '{"accountId": null}'
      WHERE hq_lead_id = $1`,
    [9, problem],
  );
  await source.query(
    `INSERT INTO router.routing_rules VALUES (2, jsonb_build_object('hqAccountId', $1::text), now())`,
    [hq],
  );
  await source.query(
    `INSERT INTO router.re_judge_lead (account_id, lead_id, is_old, state, state_since, lead_at)
     VALUES ($1, 10, false, 'released', now() - interval '20 minutes', now())`,
    [hq],
  );
  await source.query(
    `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, reason, created_at)
     VALUES ('router.lead', 'hint', $1 || ':lead:11', '{"entityId": 11}', 'c', $2, now() - interval '3 minutes')`,
    [hq, problem],
  );
  const causes = ['transfer-stuck', 'lead-unjudged', 'lead-undecided'] as const;
  const { items } = await ask({ causes: [...causes] });
  expect(items.map(({ leadId, cause }) => [leadId, cause])).toEqual([
    [9, 'transfer-stuck'],
    [10, 'lead-unjudged'],
    [11, 'lead-undecided'],
  ]);
  for (const row of [items[0]!, items[2]!]) expect(say(row.text, 'ru')).toContain('нет ответа');
  expect(items[0]).toMatchObject({ branchId: otherBranch, accountId: hq });
  expect(await leadsOf({ causes: [...causes], branchIds: [otherBranch] })).toEqual(['9 transfer-stuck']);
  // A person is asked about it, which is a row of its own.
  await source.query(
    `INSERT INTO router.re_judge_lead (account_id, lead_id, branch_id, is_old, state, state_since, lead_at)
     VALUES ($1, 9, $2, false, 'asked', now(), now())`,
    [hq, otherBranch],
  );
  expect(await leadsOf({ branchId: otherBranch })).toEqual([]);
  expect(await new FindWaiting().findStuck(source.manager, new Date())).toEqual([]);
  await source.query(`DELETE FROM router.re_judge_lead WHERE state = 'asked'`);
  // Another row has the cause: its account, or its branch.
  const account = randomUUID();
  await source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
     VALUES ($1, 'perm', 'Пермь', 'perm.amocrm.ru', '{branch}', 'apply', 'degraded', 'unpaid', now(), 'Europe/Moscow', now())`,
    [account],
  );
  const aimAt = (at: object) =>
    source.query('UPDATE router.transfer SET target = $1 WHERE hq_lead_id = 9', [JSON.stringify(at)]);
  await aimAt({ accountId: account });
  expect(await leadsOf({ branchId: otherBranch })).toEqual([]);
  await source.query("UPDATE accounts.account SET state = 'connected' WHERE id = $1", [account]);
  expect(await leadsOf({ branchId: otherBranch })).toEqual(['9 transfer-stuck']);
  await aimAt({ accountId: null });
  const alarm = {
    kind: 'branch-target-broken',
    subject: otherBranch,
    branchId: otherBranch,
    facts: {},
  } as const;
  await new AlarmRepository(source).raise(source.manager, alarm, new Date());
  expect(await leadsOf({ branchId: otherBranch })).toEqual(['9 transfer-target']);
  await source.query(`UPDATE router.transfer SET state = 'done' WHERE hq_lead_id = 9`);
  await source.query(`UPDATE router.inbox SET state = 'done'`);
  await source.query('DELETE FROM router.re_judge_lead');
  expect(await leadsOf({ causes: [...causes] })).toEqual([]);
});
