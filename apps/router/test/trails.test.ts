import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource } from 'typeorm';
import { nextLeg } from '../src/custody/begin-leg.js';
import { LeadPast } from '../src/lead/lead-past.js';
import { newTransfer } from '../src/lead/new-transfer.js';
import type { RoutingRules } from '../src/rules/routing-rules.entity.js';
import { Transfer, type TransferRow } from '../src/transfer/transfer.entity.js';
import { within } from '../src/transfer/transfer-change.js';
import { TransferRepository, type TransferProgress } from '../src/transfer/transfer.repository.js';

/** Which trail a transfer belongs to, and what a merge at HQ does to it. */
let database: TestDatabase;
let source: DataSource;
let transfers: TransferRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url, entities: [Transfer] }).initialize();
  transfers = new TransferRepository(source);
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const hqAccountId = randomUUID();
const rules = { version: 1, rules: { hqAccountId } } as RoutingRules;
const target = { accountId: randomUUID(), pipelineId: 1, statusId: 2, ownerId: 3, standInId: null };
const branch = { id: randomUUID(), name: 'Казань', state: 'active' as const, regions: [], target };

/** A transfer of the lead, begun this many minutes ago. */
function leg(leadId: number, minutes: number, rest: Partial<TransferRow> = {}): TransferRow {
  const startedAt = new Date(Date.now() - minutes * 60_000);
  return {
    ...newTransfer({ id: randomUUID(), now: startedAt, correlationId: 'c' }, leadId, rules, { branch }),
    ...rest,
  };
}

const add = (transfer: TransferRow) => source.transaction((tx) => transfers.add(tx, transfer));
const inHandOf = async (id: string) => (await transfers.get(id)).inHandSince;

it('continues the trail of the lead that was handed over, not that of a cancelled transfer', async () => {
  const own = await add(leg(1, 30, { state: 'done' }));
  const merged = await add(leg(2, 20, { state: 'cancelled' }));
  await source.transaction((tx) => transfers.moveTo(tx, own, 2, new Date()));
  await source.query(
    `UPDATE router.transfer SET state = 'done', ended_as = 'lost', ended_at = now() WHERE id = $1`,
    [own.id],
  );
  expect(merged.trailId).not.toBe(own.trailId);
  expect((await add(leg(2, 1))).trailId).toBe(own.trailId);
});

it('adds the next leg to the trail of the one before, and ends its time in hand with the branch lead', async () => {
  const ended = { state: 'done', endedAs: 'rejected', endedAt: new Date(), inHandSince: new Date() } as const;
  const before = await add(leg(3, 30, ended));
  await add(leg(3, 10, { state: 'cancelled', trailId: randomUUID() }));
  await source.query(`UPDATE router.transfer SET trail_id = id WHERE hq_lead_id = 3 AND state = 'cancelled'`);
  const about = { correlationId: 'c', now: new Date(), rulesVersion: 1 };
  const next = await source.transaction((tx) => transfers.addLeg(tx, nextLeg(before, branch, about)));
  expect(next).toMatchObject({ trailId: before.trailId, hqBranchName: 'Казань' });
  await source.transaction((tx) =>
    transfers.advance(within(tx), next.id, { state: 'lead-created', branchLeadId: 77 }, { now: new Date() }),
  );
  expect(await inHandOf(before.id)).toBeNull();
});

it('finds a leg inside head office whose card was merged, although it has ended as gone, and lets it live again', async () => {
  const ended = { state: 'done', endedAs: 'gone', endedAt: new Date(), branchLeadId: 6 } as const;
  const own = await add(leg(6, 30, { ...ended, target: { ...target, accountId: hqAccountId } }));
  const outer = await add(leg(7, 30, ended));
  const known = await transfers.listKnown(hqAccountId, [own.id, outer.id]);
  expect(known.map(({ id }) => id)).toEqual([own.id]);
  await source.transaction((tx) => transfers.moveTo(tx, own, 8, new Date()));
  const again = { hqLeadId: 8, state: 'decided', endedAs: null, endedAt: null };
  expect(await transfers.get(own.id)).toMatchObject(again);
});

it('shows a lead anew in the one that it was merged into, which is in hand no longer', async () => {
  const ended = { state: 'done', endedAs: 'gone', endedAt: new Date(), inHandSince: new Date() } as const;
  const other = await add(leg(5, 40, ended));
  const own = await add(leg(4, 30, { state: 'done', branchLeadId: 78 }));
  await source.query(
    `INSERT INTO router.mirror (leg_id, seen_version, written, left_out, is_taken)
     VALUES ($1, 9, '{"values": {"stage": "Новое"}}', '["x"]', true)`,
    [own.id],
  );
  await source.transaction((tx) => transfers.moveTo(tx, own, 5, new Date()));
  expect(
    await source.query(
      'SELECT seen_version, written, left_out, is_taken FROM router.mirror WHERE leg_id = $1',
      [own.id],
    ),
  ).toEqual([{ seen_version: 0, written: null, left_out: [], is_taken: true }]);
  expect(await inHandOf(other.id)).toBeNull();
});

it('advances by everything that one step may have made', async () => {
  const { id } = await add(leg(40, 5));
  const made: TransferProgress = {
    ...({ state: 'branch-noted', branchLeadId: 40, branchContactId: 41, target, leftOut: [] } as const),
    ...{ hqWroteAt: 1, choiceReadAt: 1, choiceGap: null, hqBranchName: 'Казань', branchKeptAt: 1 },
  };
  const also = [
    { call: 'accounts.clear_alarms', values: [['branch-target-broken'], [branch.id], new Date()] } as const,
  ];
  await source.transaction((tx) => transfers.advance(within(tx), id, made, { now: new Date(), also }));
  expect(await transfers.get(id)).toMatchObject(made);
});

describe('what is known of the last leg of a lead', () => {
  const past = () => new LeadPast(source);
  const ended = (minutes: number, hqBranchName: string) => ({
    ...({ state: 'done', endedAs: 'lost', hqBranchName } as const),
    endedAt: new Date(Date.now() - minutes * 60_000),
  });

  it('is what that has left, not what an earlier one has', async () => {
    await add(leg(50, 30, ended(20, 'Казань')));
    await add(leg(50, 10, ended(5, 'Тверь')));
    expect((await past().find(hqAccountId, 50, null)).ended).toMatchObject({ shown: 'Тверь' });
    await add(leg(50, 1));
    expect((await past().find(hqAccountId, 50, null)).ended).toBeNull();
  });

  it.each([
    ['wait', 1, null],
    ['wait', 9, { shown: 'Казань' }],
    ['manual', 1, { shown: 'Казань' }],
  ])(
    'counts no more where the lead waits since: %s, decided %i minutes ago',
    async (kind, minutes, expected) => {
      const leadId = 60 + minutes + (kind === 'wait' ? 0 : 20);
      await add(leg(leadId, 30, ended(5, 'Казань')));
      await source.query(
        `INSERT INTO router.decision (id, account_id, lead_id, kind, reasons, rules_version, correlation_id, decided_at)
       VALUES ($1, $2, $3, $4, '[]', 1, 'c', now() - $5 * interval '1 minute')`,
        [randomUUID(), hqAccountId, leadId, kind, minutes],
      );
      const found = (await past().find(hqAccountId, leadId, null)).ended;
      if (expected === null) expect(found).toBeNull();
      else expect(found).toMatchObject(expected);
    },
  );
});
