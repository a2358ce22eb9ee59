import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { Journal } from '@hub/journal';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { endInRemoved } from '../src/custody/end-as-gone.js';
import { InHandRepository } from '../src/custody/in-hand.repository.js';
import { LegRepository } from '../src/custody/leg.repository.js';
import { moveToSuccessors } from '../src/custody/move-to-successors.js';
import { Mirror } from '../src/custody/mirror.entity.js';
import { ReRoute } from '../src/custody/re-route.entity.js';
import { ReRouteRepository } from '../src/custody/re-route.repository.js';
import { RoutingRules } from '../src/rules/routing-rules.entity.js';
import { Transfer } from '../src/transfer/transfer.entity.js';
import { TransferRepository } from '../src/transfer/transfer.repository.js';
import { FindWaiting } from '../src/waiting/find-waiting.js';
import { WaitingRepository } from '../src/waiting/waiting.repository.js';

const [hq, branch, other] = [randomUUID(), randomUUID(), randomUUID()];
let database: TestDatabase;
let source: DataSource;
let legs: LegRepository;
let reRoutes: ReRouteRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  const entities = [Transfer, Mirror, ReRoute, RoutingRules];
  source = await openDatabase({ url: database.url, name: 'test', entities });
  legs = new LegRepository(source);
  reRoutes = new ReRouteRepository(source);
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{"takeWithinMinutes": 10}', now())`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});
beforeEach(() =>
  source.query(
    'TRUNCATE router.transfer, router.re_route, router.mirror, journal.lead, accounts.account CASCADE',
  ),
);

interface Given {
  accountId?: string;
  dealId?: number;
  trailId?: string;
  endedAs?: string;
  isJoined?: boolean;
  minutes?: number;
}

/** A leg that its branch has, or had. */
async function leg(hqLeadId: number, given: Given = {}): Promise<string> {
  const id = randomUUID();
  const { accountId = branch, dealId = hqLeadId + 1000, trailId = id } = given;
  const { endedAs = null, isJoined = false, minutes = 60 } = given;
  const target = { accountId, pipelineId: 1, statusId: 2, ownerId: null };
  await source.query(
    `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
       branch_lead_id, is_joined, ended_as, ended_at, left_out, correlation_id, started_at, changed_at)
     SELECT $1, $2, $3, $4, $5, 'Казань', $6, 1, 'done', $7, $8, $9, CASE WHEN $9::text IS NOT NULL THEN now() END, '[]', 'c', since, since
       FROM (SELECT now() - interval '1 minute' * $10 AS since) AS begun`,
    [id, trailId, hq, hqLeadId, accountId, target, dealId, isJoined, endedAs, minutes],
  );
  return id;
}

const lead = (accountId: string, leadId: number, statusId: number, at = 0, pipelineId = 1) =>
  source.query(
    `INSERT INTO journal.lead VALUES ($1, $2, $5, $3, 1, 0, '{}', '{}', NULL, NULL, 1,
       extract(epoch FROM now())::bigint + $4, NULL, NULL, 1, now())`,
    [accountId, leadId, statusId, at, pipelineId],
  );
const leave = (legId: string, why: string, state: string, minutes = 6) =>
  source.query(
    `INSERT INTO router.re_route (id, leg_id, why, reason, state, is_noted, asked_at)
     VALUES ($1, $2, $3, '{"key":"custody.why-rejected"}', $4, $4 = 'kept', now() - interval '1 minute' * $5)`,
    [randomUUID(), legId, why, state, minutes],
  );

describe('a deal of a branch', () => {
  it('has every leg that was joined to it, and is not the hub’s to change then', async () => {
    const [first, second] = [await leg(1, { dealId: 7 }), await leg(2, { dealId: 7, minutes: 5 })];
    await leg(3, { dealId: 7, accountId: other });
    const both = await legs.listByBranchLead(branch, 7);
    expect(both.map(({ id }) => id)).toEqual([first, second]);
    for (const each of both) expect(await legs.isForeign(each)).toBe(true);
    await legs.end(source.manager, second, 'lost', new Date());
    expect(await legs.isForeign(both[0]!)).toBe(false);
    await leg(4, { dealId: 8, isJoined: true });
    expect(await legs.isForeign((await legs.listByBranchLead(branch, 8))[0]!)).toBe(true);
  });
});

it('asks nothing of untaken leads that are closed at HQ, so that they stand in front of no other', async () => {
  await leg(1, { minutes: 90 });
  await lead(hq, 1, 143);
  const due = await leg(2);
  await lead(hq, 2, 5);
  const notSeen = await leg(3, { minutes: 50 });
  expect((await legs.listUntaken(new Date(), null, 9)).map(({ id }) => id)).toEqual([due, notSeen]);
});

describe('an account that is removed', () => {
  it('has no leads any more: its living legs end, and those that HQ has open are in hand', async () => {
    const [open, closed, elsewhere] = [await leg(1), await leg(2), await leg(3, { accountId: other })];
    await lead(hq, 2, 142);
    await leave(open, 're-routed', 'asked');
    await legs.forgetAccount(source.manager, branch, new Date());
    const stateOf = async (id: string) => {
      const { endedAs, endedAt, inHandSince } = await source.manager.findOneByOrFail(Transfer, { id });
      return [endedAs, endedAt !== null, inHandSince !== null];
    };
    expect(await stateOf(open)).toEqual(['gone', true, true]);
    expect(await stateOf(closed)).toEqual(['gone', true, false]);
    expect(await stateOf(elsewhere)).toEqual([null, false, false]);
    expect((await legs.findInHand(hq, 1))?.id).toBe(open);
    await legs.forgetAccount(source.manager, hq, new Date());
    expect(await stateOf(open)).toEqual(['gone', true, true]);
  });

  it('has not lost what the hub itself has closed there, which waits for the branch that was to have it', async () => {
    const [closed, begun, asked] = [await leg(1), await leg(2), await leg(3)];
    const to = randomUUID();
    await leave(closed, 're-routed', 'closed');
    await leave(begun, 'rejected', 'asked');
    await leave(asked, 're-routed', 'asked');
    await source.query('UPDATE router.re_route SET branch_id = $1', [to]);
    await source.query('UPDATE router.re_route SET step_started_at = now() WHERE leg_id = $1', [begun]);
    await legs.forgetAccount(source.manager, branch, new Date());
    const rows = await source.manager.find(Transfer, { order: { hqLeadId: 'ASC' } });
    expect(rows.map(({ endedAs }) => endedAs)).toEqual(['re-routed', 'rejected', 'gone']);
    for (const { wantedBranchId, wantedSince } of rows)
      expect([wantedBranchId, wantedSince !== null]).toEqual([to, true]);
  });

  it('keeps as head office what waits for it, without words, in no list until it is back', async () => {
    const account = (id: string, state: string) =>
      source.query(
        `INSERT INTO accounts.account (id, subdomain, host, amo_id, name, roles, mode, time_zone, state, state_reason, state_since, created_at)
         VALUES ($1, 'hq', 'hq.amocrm.ru', 7, 'ЦО', '{hq}', 'apply', 'Europe/Moscow', $2, 'r', now(), now())`,
        [id, state],
      );
    const [inHand, leaving] = [await leg(1, { endedAs: 'rejected' }), await leg(2)];
    await legs.putInHand(source.manager, inHand, new Date(0));
    await leave(leaving, 're-routed', 'closed');
    const reason = JSON.stringify({ key: 'custody.why-asked', facts: { reason: 'Иванов просил' } });
    await source.query('UPDATE router.re_route SET reason = $1', [reason]);
    await source.query(
      `INSERT INTO router.mirror (leg_id, seen_version, written, left_out, signs)
       VALUES ($1, 3, '{"values":{"owner":"Иванов"},"closedAs":"won","movedAt":5}', '["Иванов"]', '{"tags":["Иванов"]}')`,
      [leaving],
    );
    const lists = async () => [
      (await new InHandRepository(source).listInHand(null, 9)).map(({ id }) => id),
      (await reRoutes.listUnfinished(null)).map(({ leadId }) => leadId),
      (await reRoutes.findUnfinished(leaving))?.state,
      (await new FindWaiting().findInHand(source.manager, new Date())).map(({ facts }) => facts.count),
    ];
    const before = await lists();
    expect(before).toEqual([[inHand], [1002], 'closed', [1]]);
    await account(hq, 'removed');
    await legs.forgetAccount(source.manager, hq, new Date());
    expect(await lists()).toEqual([[], [], undefined, []]);
    const kept: unknown[] = await source.query('SELECT * FROM router.re_route, router.mirror');
    expect(JSON.stringify(kept)).not.toContain('Иванов');
    expect(kept).toMatchObject([{ state: 'closed', written: { closedAs: 'won', movedAt: 5 } }]);
    const back = randomUUID();
    await account(back, 'connected');
    await moveToSuccessors(source.manager, [hq]);
    expect(await lists()).toEqual(before);
  });

  it('has none that were on their way either, once their branch leads may exist; others are decided anew', async () => {
    const [making, made, begun] = [await leg(1), await leg(2), await leg(3)];
    const put = (id: string, state: string, makesLead: boolean) =>
      source.query('UPDATE router.transfer SET state = $2, step_makes_lead = $3 WHERE id = $1', [
        ...[id, state, makesLead],
      ]);
    await put(making, 'contact-ready', true);
    await put(made, 'hq-noted', false);
    await put(begun, 'contact-ready', false);
    await legs.forgetAccount(source.manager, branch, new Date());
    const rows = await source.manager.find(Transfer, { order: { hqLeadId: 'ASC' } });
    expect(rows.map(({ state, endedAs, inHandSince }) => [state, endedAs, inHandSince !== null])).toEqual([
      ['done', 'gone', true],
      ['done', 'gone', true],
      ['contact-ready', null, false],
    ]);
  });

  it('ends a transfer to it whose step began while the account was removed, and no other', async () => {
    const [late, elsewhere] = [await leg(1), await leg(2, { accountId: other })];
    await source.query(
      `INSERT INTO accounts.account (id, subdomain, host, name, roles, mode, time_zone, state, state_reason, state_since, created_at)
       VALUES ($1, 'kazan', 'kazan.amocrm.ru', 'Казань', '{branch}', 'apply', 'Europe/Moscow', 'removed', 'r', now(), now())`,
      [branch],
    );
    await source.query(`UPDATE router.transfer SET state = 'decided', step_makes_lead = true`);
    expect(await endInRemoved(source.manager, late, new Date())).toBe(true);
    expect(await endInRemoved(source.manager, elsewhere, new Date())).toBe(false);
    expect((await legs.findInHand(hq, 1))?.id).toBe(late);
  });
});

it('finds the leads of an account that is back under another id, and not those of a namesake', async () => {
  const back = randomUUID();
  const account = (id: string, amoId: number | null, state: string) =>
    source.query(
      `INSERT INTO accounts.account (id, subdomain, host, amo_id, name, roles, mode, time_zone, state, state_reason, state_since, created_at)
       VALUES ($1, 'tver', 'tver.amocrm.ru', $2, 'Тверь', '{branch}', 'apply', 'Europe/Moscow', $3, 'r', now(), now())`,
      [id, amoId, state],
    );
  const [former, unknown, namesake] = [randomUUID(), randomUUID(), randomUUID()];
  await account(former, 7, 'removed');
  await account(unknown, null, 'removed');
  await account(namesake, 8, 'removed');
  await account(back, 7, 'connected');
  const gone = { endedAs: 'gone' };
  const ids = [
    await leg(1, { ...gone, accountId: former }),
    await leg(2, { ...gone, accountId: unknown }),
    await leg(3, { ...gone, accountId: namesake }),
    await leg(4, { endedAs: 'lost', accountId: former }),
  ];
  await moveToSuccessors(source.manager, [former, unknown, namesake]);
  const rows = await Promise.all(ids.map((id) => source.manager.findOneByOrFail(Transfer, { id })));
  expect(rows.map(({ target }) => target.accountId)).toEqual([back, back, namesake, back]);
  // Its removal may be heard of behind its return.
  const late = await leg(5, { accountId: former });
  const making = await leg(6, { accountId: former });
  await source.query(`UPDATE router.transfer SET state = 'decided', step_makes_lead = true WHERE id = $1`, [
    making,
  ]);
  expect(await endInRemoved(source.manager, making, new Date())).toBe(true);
  await legs.forgetAccount(source.manager, former, new Date());
  await moveToSuccessors(source.manager, [former]);
  for (const id of [late, making]) {
    const { endedAs, target } = await source.manager.findOneByOrFail(Transfer, { id });
    expect([endedAs, target.accountId]).toEqual(['gone', back]);
  }
  const trail = await leg(1, { trailId: ids[0]!, accountId: back, minutes: 1 });
  const [next] = await source.manager.findBy(Transfer, { id: trail });
  expect((await new TransferRepository(source).listFormer(next!)).map(({ id }) => id)).toEqual([ids[0]]);
});

it('follows anew what a branch has made of its lead while that was to leave, once it leaves no more', async () => {
  for (const [at, takeBack] of (['drop', 'keep'] as const).entries()) {
    const leaving = await leg(at + 1, { isJoined: true });
    await leave(leaving, 're-routed', 'asked');
    await source.query(`INSERT INTO router.mirror (leg_id, seen_version, left_out) VALUES ($1, 3, '[]')`, [
      leaving,
    ]);
    const row = (await reRoutes.findUnderWay(leaving))!;
    expect(await source.transaction((tx) => reRoutes[takeBack](tx, row))).toBe(true);
    expect(await source.manager.findBy(Mirror, { legId: leaving })).toMatchObject([{ seenVersion: 0 }]);
  }
});

describe('the list of what waits for a person', () => {
  const waiting = async () => {
    const causes = ['lead-not-left', 'lead-in-two', 'mirror-stuck'] as const;
    const filter = { causes, accountId: null, branchIds: null };
    const rows = await new WaitingRepository(new Journal(source)).list({ ...filter, after: null }, 9);
    return rows.map(({ leadId, cause, reason }) => `${leadId} ${cause} ${reason?.found} ${reason?.value}`);
  };

  it('has leads that are to leave and do not, with the cause', async () => {
    await leave(await leg(1), 're-routed', 'asked', 9);
    await leave(await leg(2, { isJoined: true }), 'rejected', 'asked', 8);
    await leave(await leg(3, { isJoined: true }), 'not-taken', 'asked', 7);
    const kept = await leg(4);
    await leave(kept, 'rejected', 'kept', 6);
    await leave(await leg(5), 're-routed', 'asked', 1);
    await leave(await leg(6), 're-routed', 'kept');
    await leave(await leg(7, { endedAs: 'won' }), 'rejected', 'kept');
    expect(await waiting()).toEqual([
      '1 lead-not-left asked 1001',
      '2 lead-not-left joined 1002',
      '3 lead-not-left untaken 1003',
      '4 lead-not-left kept 1004',
    ]);
    const reRoutes = new ReRouteRepository(source);
    expect(await reRoutes.findRejection(kept)).toBe('kept');
    await reRoutes.withdrawRejection(source.manager, kept);
    expect(await reRoutes.findRejection(kept)).toBe('withdrawn');
    expect(await waiting()).toHaveLength(3);
  });

  it('has leads of branches inside head office that stand elsewhere, with the cause', async () => {
    const rules = { hqAccountId: hq, intakePipelineId: 9 };
    await source.query(`INSERT INTO router.routing_rules VALUES (2, $1, now())`, [rules]);
    const [intake, own, open, minutes] = [9, 1, 5, 6];
    const leadIn = async (hqLeadId: number, statusId: number, pipelineId: number, ago = minutes) => {
      await lead(hq, hqLeadId, statusId, -60 * ago, pipelineId);
      return leg(hqLeadId, { accountId: hq, dealId: hqLeadId });
    };
    await leadIn(1, open, intake, 7);
    await leadIn(2, open, own);
    await leadIn(3, 143, intake);
    await leadIn(4, open, intake, 1);
    await leave(await leadIn(5, open, intake), 'rejected', 'closed');
    await leadIn(6, open, 77);
    expect(await waiting()).toEqual(['1 lead-not-left in-intake 1']);
    await source.query(
      `WITH head AS (INSERT INTO accounts.account (id, subdomain, host, name, roles, mode, time_zone, state, state_reason, state_since,
         created_at) VALUES ($1, 'hq', 'hq.test', 'hq', '{hq}', 'apply', 'UTC', 'active', 'fine', now(), now()) RETURNING id)
       INSERT INTO accounts.branch (id, name, regions, state, pipeline_id, account_id, created_at)
       SELECT gen_random_uuid(), 'Марс', '[]', 'active', 77, id, now() FROM head`,
      [hq],
    );
    expect(await waiting()).toEqual(['1 lead-not-left in-intake 1', '6 lead-not-left in-branch 6']);
    await source.query('DELETE FROM router.routing_rules WHERE version = 2');
  });

  it('has leads that a branch has opened again behind the next one', async () => {
    const again = async (hqLeadId: number, endedAs: string, at: number) => {
      const trailId = await leg(hqLeadId, { endedAs });
      await leg(hqLeadId, { trailId, accountId: other, minutes: 1 });
      await lead(branch, hqLeadId + 1000, 5, at);
    };
    await again(1, 'lost', -60);
    await again(2, 're-routed', 60);
    await again(3, 're-routed', -60);
    await leg(4, { endedAs: 'lost' });
    await lead(branch, 1004, 5);
    expect(await waiting()).toEqual(['1 lead-in-two open 1001', '2 lead-in-two open 1002']);
  });

  it('has leads that head office has not been able to show for long, with the cause', async () => {
    const failing = async (hqLeadId: number, minutes: number, waitsFor: string | null = null) => {
      await lead(branch, hqLeadId + 1000, 5, -600);
      await source.query(
        `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, reason, waits_for, retried_since)
         VALUES ('router.custody', $1, $2, '{}', 'c', '{"key":"failures.unexpected"}', $3, now() - interval '1 minute' * $4)`,
        [randomUUID(), `${branch}:lead:${hqLeadId + 1000}`, waitsFor, minutes],
      );
      return leg(hqLeadId);
    };
    const refused = async (hqLeadId: number, leftOut: string, changed = -360) => {
      await lead(branch, hqLeadId + 1000, 5, changed);
      await source.query(
        `INSERT INTO router.mirror (leg_id, seen_version, left_out, refused_at, refused_since, refused_by)
         SELECT id, 0, $2, now(), now() - interval '6 minutes', hq_account_id FROM router.transfer WHERE id = $1`,
        [await leg(hqLeadId), JSON.stringify([{ key: 'custody.move' }, { key: leftOut }])],
      );
    };
    await failing(1, 7);
    await failing(2, 4);
    await failing(3, 7, branch);
    await leave(await failing(4, 7), 're-routed', 'closed');
    await refused(5, 'custody.refused');
    await refused(6, 'custody.no-field');
    await refused(10, 'custody.refused', -60);
    await lead(branch, 1007, 5, -600);
    await leg(7);
    const shown = await failing(8, 7);
    await source.query(`INSERT INTO router.mirror (leg_id, seen_version, left_out) VALUES ($1, 1, '[]')`, [
      shown,
    ]);
    // In hand it has a row of its own, when that is late.
    const gone = await failing(9, 7);
    await source.query(`INSERT INTO router.mirror (leg_id, seen_version, left_out) VALUES ($1, 0, '[]')`, [
      gone,
    ]);
    await source.query(
      `UPDATE router.transfer SET ended_as = 'gone', ended_at = now(), in_hand_since = now() WHERE id = $1`,
      [gone],
    );
    expect(await waiting()).toEqual([
      '1 mirror-stuck  1001',
      '5 mirror-stuck  1005',
      '10 mirror-stuck  1010',
    ]);
    await source.query('DELETE FROM router.inbox');
  });

  it('has leads whose card at HQ is gone beside another card of the same client', async () => {
    const card = async (hqLeadId: number, contactIds: number[], isGone = false) => {
      await lead(hq, hqLeadId, 5);
      await source.query(
        `UPDATE journal.lead SET contact_ids = $2, gone_at = CASE WHEN $3 THEN updated_at END WHERE lead_id = $1`,
        [hqLeadId, contactIds, isGone],
      );
      await lead(branch, hqLeadId + 1000, 5);
    };
    await leg(1);
    await card(1, [7], true);
    await leg(2, { minutes: 5 });
    await card(2, [7, 8]);
    await leg(3, { minutes: 4 });
    await card(3, [9], true);
    await leg(4, { minutes: 3 });
    await card(4, [8]);
    expect(await waiting()).toEqual(['2 lead-in-two merged 1001']);
    await source.query('UPDATE journal.lead SET status_id = 143 WHERE lead_id = 1001');
    expect(await waiting()).toEqual([]);
  });
});
