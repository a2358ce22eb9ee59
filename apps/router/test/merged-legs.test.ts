import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { Journal } from '@hub/journal';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { CallNote } from '../src/call/call-note.entity.js';
import { CallNoteRepository } from '../src/call/call-note.repository.js';
import { LegRepository } from '../src/custody/leg.repository.js';
import { Mirror } from '../src/custody/mirror.entity.js';
import { MirrorRepository } from '../src/custody/mirror.repository.js';
import { ReRoute } from '../src/custody/re-route.entity.js';
import { newTransfer } from '../src/lead/new-transfer.js';
import { RoutingRules } from '../src/rules/routing-rules.entity.js';
import { Transfer, type TransferRow } from '../src/transfer/transfer.entity.js';
import { TransferRepository } from '../src/transfer/transfer.repository.js';
import { WaitingRepository } from '../src/waiting/waiting.repository.js';

/** What becomes of legs whose leads are merged, at HQ or in the branch. */
let database: TestDatabase;
let source: DataSource;
let legs: LegRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  const entities = [Transfer, Mirror, ReRoute, CallNote, RoutingRules];
  source = await openDatabase({ url: database.url, name: 'test', entities });
  legs = new LegRepository(source);
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{"takeWithinMinutes": 10}', now())`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});
beforeEach(() =>
  source.query(
    'TRUNCATE router.transfer, router.re_route, router.mirror, router.call_note, router.escalation, journal.lead',
  ),
);

const hqAccountId = randomUUID();
const rules = { version: 1, rules: { hqAccountId } } as RoutingRules;
const accountId = randomUUID();
const target = { accountId, pipelineId: 1, statusId: 2, ownerId: 3, standInId: null };
const branch = { id: randomUUID(), name: 'Казань', state: 'active' as const, regions: [], target };
const aboutNew = () => ({ id: randomUUID(), now: new Date(), correlationId: 'c' });
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** A leg of the lead that its branch has, begun this many minutes ago, under a trail of its own. */
async function leg(leadId: number, minutes: number, rest: Partial<TransferRow> = {}): Promise<TransferRow> {
  const begun = newTransfer(aboutNew(), leadId, rules, { branch });
  const at = { startedAt: ago(minutes), changedAt: ago(minutes) };
  const had = { ...begun, ...at, state: 'done' as const, branchLeadId: 1000 + leadId, ...rest };
  return source.transaction((tx) => new TransferRepository(source).addLeg(tx, had));
}

describe('an HQ lead into which an older one was merged', () => {
  it('has the leg that lives last, and then the one that ended last', async () => {
    const older = await leg(1, 90);
    const newer = await leg(2, 60, { endedAs: 'lost', endedAt: ago(30) });
    await source.query('UPDATE router.transfer SET hq_lead_id = 2');
    const lastOf = async () => (await legs.listTrail(hqAccountId, 2)).at(-1)?.leg.id;
    expect(await lastOf()).toBe(older.id);
    expect(await legs.findLastEnded(hqAccountId, 2)).toBeNull();
    await legs.end(source.manager, older.id, 'lost', new Date());
    expect(await lastOf()).toBe(older.id);
    expect((await legs.findLastEnded(hqAccountId, 2))?.id).toBe(older.id);
    const next = newTransfer(aboutNew(), 2, rules, { branch });
    const added = await source.transaction((tx) => new TransferRepository(source).add(tx, next));
    expect([older.trailId, newer.trailId].indexOf(added.trailId)).toBe(0);
  });

  it('has the legs of one trail as they began, whichever ended anew', async () => {
    const first = await leg(1, 90, { endedAs: 'lost', endedAt: ago(60) });
    const second = await leg(1, 50, { endedAs: 'lost', endedAt: ago(40), trailId: first.trailId });
    await legs.end(source.manager, first.id, 'won', new Date());
    expect((await legs.findLastEnded(hqAccountId, 1))?.id).toBe(second.id);
    const ids = (await legs.listTrail(hqAccountId, 1)).map(({ leg }) => leg.id);
    expect(ids).toEqual([first.id, second.id]);
  });
});

describe('a branch lead that was merged into a deal of the branch', () => {
  const goOn = async (had: TransferRow, leadId = 77) => {
    const found = await legs.findById(had.id);
    await source.transaction((tx) => legs.goOnWith(tx, found!, leadId));
  };

  it('is asked to leave anew: what was begun with the card of before closes no deal of the branch', async () => {
    const had = await leg(1, 60, { inHandSince: ago(1) });
    await source.query(
      `INSERT INTO router.re_route (id, leg_id, why, reason, state, baseline, step_started_at, step_written_at, asked_at)
       VALUES ($1, $2, 're-routed', '{"key":"custody.why-rejected"}', 'closed', '{"pipelineId":1}', now(), now(), now())`,
      [randomUUID(), had.id],
    );
    await goOn(had);
    const [row] = await source.manager.findBy(ReRoute, { legId: had.id });
    expect(row).toMatchObject({ state: 'asked', baseline: null, stepStartedAt: null, stepWrittenAt: null });
    expect(await legs.findById(had.id)).toMatchObject({
      branchLeadId: 77,
      isJoined: true,
      inHandSince: null,
    });
  });

  it('has the calls that were noted in it before', async () => {
    const notes = new CallNoteRepository(source);
    const place = { accountId, leadId: 1001 };
    const [begun, doneAt] = [{ stepStartedAt: null, stepWrittenAt: null }, ago(5)];
    await notes.put(source.manager, { ...place, noteId: 5, ...begun, doneAt });
    await notes.carry(source.manager, place, 77);
    await notes.carry(source.manager, place, 77);
    expect(await notes.listDone({ accountId, leadId: 77 }, [5, 6])).toEqual(new Set([5]));
  });

  it('is taken, also where nothing of it was mirrored before', async () => {
    const had = await leg(1, 60);
    const untaken = async () => (await legs.listUntaken(new Date(), null, 9)).map(({ id }) => id);
    expect(await untaken()).toEqual([had.id]);
    await goOn(had);
    expect(await untaken()).toEqual([]);
  });
});

describe('two leads of head office that a branch has as one deal', () => {
  let mirrors: MirrorRepository;
  beforeEach(async () => {
    mirrors = new MirrorRepository(source, new Journal(source));
    for (const leadId of [1, 2, 3, 4, 9])
      await source.query(
        `INSERT INTO journal.lead VALUES ($1, $2, 1, 5, 1, 0, '{}', '{}', NULL, NULL, 1, 1, NULL, NULL, 1, now())`,
        [hqAccountId, leadId],
      );
  });

  const listed = async () => {
    const filter = { causes: ['lead-in-two'] as const, accountId: null, branchIds: null, after: null };
    const rows = await new WaitingRepository(new Journal(source)).list(filter, 9);
    return rows
      .map(({ leadId, reason }) => [leadId, reason?.found, reason?.value, reason?.other?.dealId].join(' '))
      .sort();
  };
  const close = (leadId: number, statusId: number) =>
    source.query('UPDATE journal.lead SET status_id = $2 WHERE lead_id = $1', [leadId, statusId]);
  /** The branch has given this deal to head office, in this lead of it. */
  const give = (dealId: number, hqLeadId: number) =>
    source.query(
      `INSERT INTO router.escalation (id, trail_id, hq_account_id, hq_lead_id, branch_account_id, branch_lead_id, branch_pipeline_id,
         branch_name, hq_first, state, todo, left_out, asked_at, changed_at)
       VALUES ($1, $1, $2, $3, $4, $5, 1, 'Казань', '{"pipelineId": 1, "statusId": 5}', 'delivered', '[]', '[]', now(), now())`,
      [randomUUID(), hqAccountId, hqLeadId, accountId, dealId],
    );

  it('are listed until one of them is closed, and one counts', async () => {
    await leg(1, 60, { branchLeadId: 50 });
    const second = await leg(2, 50, { branchLeadId: 50, isJoined: true });
    await leg(3, 40);
    const merged = await leg(4, 30, { branchLeadId: 60, isJoined: true });
    await give(60, 9);
    expect(await listed()).toEqual(['2 one-deal 50 1', '4 one-deal-given 60 9']);
    expect(await mirrors.findCounting(second.id)).toBeNull();
    expect(await mirrors.findCounting(merged.id)).toBe(9);
    await close(1, 142);
    expect(await mirrors.findCounting(second.id)).toBe(1);
    await close(9, 143);
    expect(await mirrors.findCounting(merged.id)).toBeNull();
    expect(await listed()).toEqual(['2 one-deal 50 1']);
    await close(1, 143);
    expect(await listed()).toEqual([]);
  });

  it.each([
    [1, '2 one-deal-given 50 1'],
    [2, '1 one-deal-given 50 2'],
  ])(
    'are listed with the one to be closed while lead %s is how head office has the deal',
    async (card, row) => {
      await leg(1, 60, { branchLeadId: 50 });
      await leg(2, 50, { branchLeadId: 50, isJoined: true });
      await give(50, card);
      expect(await listed()).toEqual([row]);
    },
  );

  it('a card that was made counts no longer when its escalation has ended and its people have it elsewhere', async () => {
    const merged = await leg(4, 30, { branchLeadId: 60, isJoined: true });
    await give(60, 9);
    await source.query('UPDATE journal.lead SET pipeline_id = 8 WHERE lead_id = 9');
    expect(await mirrors.findCounting(merged.id)).toBe(9);
    await source.query(`UPDATE router.escalation SET state = 'ended', ended_as = 'closed-in-branch'`);
    expect(await mirrors.findCounting(merged.id)).toBeNull();
    await source.query('UPDATE journal.lead SET pipeline_id = 1 WHERE lead_id = 9');
    expect(await mirrors.findCounting(merged.id)).toBe(9);
    await source.query(`UPDATE router.escalation SET ended_as = 'withdrawn'`);
    expect(await mirrors.findCounting(merged.id)).toBeNull();
  });

  it('are none where another branch has one of them by now: what it won is not this deal', async () => {
    const rejected = await leg(1, 60, { branchLeadId: 50, endedAs: 'rejected', endedAt: ago(55) });
    const second = await leg(2, 50, { branchLeadId: 50, isJoined: true });
    await close(1, 142);
    expect(await mirrors.findCounting(second.id)).toBeNull();
    expect(await listed()).toEqual([]);
    await source.query(`UPDATE router.transfer SET ended_as = 'won' WHERE id = $1`, [rejected.id]);
    expect(await listed()).toEqual(['2 one-deal 50 1']);
    const next = await leg(1, 20, { trailId: rejected.trailId });
    expect(await mirrors.findCounting(second.id)).toBeNull();
    await source.query('DELETE FROM router.transfer WHERE id = $1', [next.id]);
    await legs.end(source.manager, second.id, 'won', new Date());
    expect(await listed()).toEqual(['2 one-deal 50 1']);
    await leg(2, 10, { trailId: second.trailId });
    expect(await listed()).toEqual([]);
  });
});
