import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { patchLead } from '@hub/amocrm';
import { BeginLeg } from '../src/custody/begin-leg.js';
import { LegRepository } from '../src/custody/leg.repository.js';
import { Transfer } from '../src/transfer/transfer.entity.js';
import { ReviewWaiting } from '../src/waiting/review-waiting.js';
import type { Franchise } from './franchise.js';
import {
  alarmsOf,
  countHandled,
  decisionsOf,
  publishLeadChange,
  leadsOf,
  receiveLead,
  startRouterHub,
  transferOf,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

/** A lead that no branch covers. */
async function waitingLead(franchise: Franchise): Promise<number> {
  const leadId = await receiveLead(franchise, 'Марс');
  await publishLeadChange(hub, franchise, leadId);
  await untilKind(leadId, 'manual');
  return leadId;
}
const untilKind = (leadId: number, kind: string) =>
  eventually(async () => {
    const [decision] = await decisionsOf(hub, leadId);
    expect(decision?.kind).toBe(kind);
    return decision!;
  });
const branchIdOf = async ({ branchAccountId }: Franchise) => {
  const [row] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1 ORDER BY created_at',
    [branchAccountId],
  );
  return row!.id;
};
const by = 'Ольга';
const listed = async (leadId: number) =>
  (await hub.app.ask('router.waiting', {})).items.find((row) => row.leadId === leadId);

describe('an operator', () => {
  it('gives a lead to a branch, once however often they press, and the lead leaves the list', async () => {
    const franchise = await hub.found('assign');
    const branchId = await branchIdOf(franchise);
    const leadId = await waitingLead(franchise);
    expect(await listed(leadId)).toMatchObject({ cause: 'lead-manual', candidates: [] });
    const press = () => hub.app.ask('router.leads.assign', { leadId, branchId, by });
    const answers = await Promise.all([press(), press(), press()]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await untilDone(hub, leadId);
    expect((await press()).id).toBe(answers[0].id);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
    const [decision] = await decisionsOf(hub, leadId);
    expect(decision).toMatchObject({ kind: 'transfer', branchId });
    expect(decision!.reasons).toContainEqual(
      expect.objectContaining({ check: 'operator', found: 'assigned', value: by }),
    );
    expect(await listed(leadId)).toBeUndefined();
  });

  it('sees the branches that might have got the lead', async () => {
    const franchise = await hub.found('choose');
    await hub.app.changeBranch(franchise.branchAccountId, { state: 'paused' });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilKind(leadId, 'manual');
    const branchId = await branchIdOf(franchise);
    expect((await listed(leadId))?.candidates).toMatchObject([{ branchId, why: { key: 'routing.branch' } }]);
    await expect(hub.app.ask('router.leads.assign', { leadId, branchId, by })).rejects.toMatchObject({
      body: { status: 409 },
    });
    expect(await transferOf(hub, leadId)).toBeUndefined();
  });

  it('leaves a lead alone, whatever is edited in it, until somebody wants it decided again', async () => {
    const franchise = await hub.found('ignore');
    const leadId = await waitingLead(franchise);
    const ignore = (reason: string) => hub.app.ask('router.leads.ignore', { leadId, reason, by });
    const first = await ignore('Спам');
    expect(first).toMatchObject({ kind: 'ignore', reasons: [{ check: 'operator', value: 'Спам' }] });
    expect(await ignore('Другое')).toEqual(first);
    expect(await listed(leadId)).toBeUndefined();
    const handled = await countHandled(hub, franchise, leadId);
    await patchLead(franchise.hq, leadId, {
      custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value: franchise.region }] }],
    });
    await publishLeadChange(hub, franchise, leadId, 'update');
    await eventually(async () => {
      expect(await countHandled(hub, franchise, leadId)).toBeGreaterThan(handled);
    });
    expect(await transferOf(hub, leadId)).toBeUndefined();
    await hub.app.ask('router.leads.decide-again', { leadId });
    await untilDone(hub, leadId);
    const unknown = hub.app.ask('router.leads.decide-again', { leadId: 987_654 });
    await expect(unknown).rejects.toMatchObject({ body: { status: 404 } });
  });

  it('may give a lead that was left alone to a branch, but none that nobody has judged', async () => {
    const franchise = await hub.found('both');
    const branchId = await branchIdOf(franchise);
    const leadId = await waitingLead(franchise);
    await hub.app.ask('router.leads.ignore', { leadId, reason: 'Спам', by });
    await hub.app.ask('router.leads.assign', { leadId, branchId, by });
    await untilDone(hub, leadId);
    const unknown = hub.app.ask('router.leads.ignore', { leadId: 999_999_999, reason: 'Спам', by });
    await expect(unknown).rejects.toMatchObject({ body: { status: 409 } });
  });
});

it('a lead in hand is not left alone by an operator while a round gives it to its next branch', async () => {
  const franchise = await hub.found('two-at-once');
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  const { id } = await untilDone(hub, leadId);
  const { source } = hub.app;
  await source.query(
    `UPDATE router.transfer SET ended_at = now(), ended_as = 'rejected', in_hand_since = now() WHERE id = $1`,
    [id],
  );
  const leg = await source.manager.findOneByOrFail(Transfer, { id });
  const branch = { id: leg.branchId, name: leg.branchName, target: leg.target };
  let answer = Promise.resolve<unknown>(null);
  await source.transaction(async (tx) => {
    expect(await hub.app.app.get(LegRepository, { strict: false }).lockInHand(tx, id)).toBe(true);
    const begin = hub.app.app.get(BeginLeg, { strict: false });
    await begin.run(tx, leg, branch, { correlationId: 'c', now: new Date() });
    answer = hub.app
      .ask('router.leads.ignore', { leadId, reason: 'Спам', by })
      .catch((error: unknown) => error);
    await eventually(async () => {
      const waiting = await source.query<unknown[]>(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).not.toEqual([]);
    });
  });
  expect(await answer).toMatchObject({ body: { status: 409 } });
  const said = 'SELECT 1 FROM router.operator_word WHERE account_id = $1 AND lead_id = $2';
  expect(await source.query(said, [franchise.hqAccountId, leadId])).toEqual([]);
});

it('raises an alarm for a lead that has no decision two minutes after its change, and clears it', async () => {
  const franchise = await hub.found('undecided');
  const review = hub.app.app.get(ReviewWaiting, { strict: false });
  // Work that no lane has taken: without one nobody begins it.
  const insert = `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, created_at, run_at, state)
    VALUES ('router.lead', $1, $2, $3, 'c', now() - $4::interval, now(), 'waiting')`;
  const put = (leadId: number, age: string) =>
    hub.app.source.query(insert, [
      `late ${leadId}`,
      `${franchise.hqAccountId}:lead:${leadId}`,
      { accountId: franchise.hqAccountId, entity: 'lead', entityId: leadId },
      age,
    ]);
  await put(71, '3 minutes');
  await put(72, '1 minute');
  await review.review(new Date());
  expect(await alarmsOf(hub, 'lead-undecided')).toMatchObject([
    { account_id: franchise.hqAccountId, facts: { count: 1, leadId: '71' } },
  ]);
  await hub.app.source.query(
    `UPDATE router.inbox SET state = 'dead', finished_at = now() WHERE id = 'late 71'`,
  );
  await review.review(new Date());
  // Also while its work is given up: the lead has no decision still.
  expect(await alarmsOf(hub, 'lead-undecided')).toHaveLength(1);
  await hub.app.source.query(`DELETE FROM router.inbox WHERE id = 'late 71'`);
  await review.review(new Date());
  expect(await alarmsOf(hub, 'lead-undecided')).toEqual([]);
});
