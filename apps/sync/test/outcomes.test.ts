import { randomUUID } from 'node:crypto';
import { inTransaction } from '@hub/database';
import { message, say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplyPlan } from '../src/apply/apply-plan.js';
import { franchise, SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';

let sync: SyncFixture;
let releaseId: string;

beforeAll(async () => {
  sync = await SyncFixture.start();
  releaseId = (await sync.importRelease(franchise)).id;
});
afterAll(() => sync.close());

const fault = (branch: Branch, given: object) =>
  sync.sandbox.control('POST', 'faults', { subdomain: branch.subdomain, count: 1, ...given });

/** Makes the next attempt of a job of the branch due. */
const tryAgain = ({ accountId }: Branch) =>
  sync.hub.source.query('UPDATE sync.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0', [
    accountId,
  ]);

const line = (...names: string[]) => `blueprint: 1
name: Проба
pipelines:
${names.map((name) => `  - { name: ${name}, stages: [Первый] }`).join('\n')}
`;

describe('the end of an apply', () => {
  it('tells what became of each change when amoCRM refuses one', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    const path = { planId: plan.id };
    const results = async () => {
      const { items } = await sync.hub.ask('sync.plans.changes', { ...path, limit: 100 });
      return new Set(
        items.map(({ kind, result, detail }) =>
          `${kind} ${result ?? '-'} ${detail === null ? '' : say(detail, 'en')}`.trim(),
        ),
      );
    };
    expect(await results()).toContain('tag waiting');
    await fault(branch, { kind: 'status', status: 400, method: 'POST', path: '/api/v4/leads/custom_fields' });
    const ended = await sync.apply(plan);
    expect(ended).toMatchObject({ state: 'failed' });
    const seen = [...(await results())].map((result) => result.replace(/ refused .*/, ' refused in words'));
    expect(seen.sort()).toEqual([
      'enum refused in words',
      'field refused in words',
      'field-group done',
      'loss-reason done',
      'manual -',
      'pipeline done',
      'stage done',
      'tag left',
    ]);
  });

  it.each([
    ['a list that is read before the first call', { method: 'GET', path: '/api/v4/leads/pipelines' }],
    ['a call', { method: 'POST', path: '/api/v4/leads/pipelines' }],
    ['the reading at the end', { method: 'GET', path: '/api/v4/leads/pipelines', nth: 2 }],
  ])('goes on after a refusal of %s that passes', async (_what, call) => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, (await sync.importRelease(line('А', 'Б'))).id);
    await fault(branch, { kind: 'status', status: 403, ...call });
    await sync.begin(plan);
    await eventually(async () => {
      const { state, reason } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
      expect([state, reason && say(reason, 'en')]).toEqual([
        'applying',
        expect.stringContaining('does not allow the hub'),
      ]);
    });
    await tryAgain(branch);
    expect(await sync.ended(plan.id)).toMatchObject({ state: 'applied' });
    const { body } = await branch.api('GET', '/api/v4/leads/pipelines');
    const names = body._embedded.pipelines.map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => ['А', 'Б'].includes(name)).sort()).toEqual(['А', 'Б']);
  });

  it('keeps what people call their own while its refused deletion waits for another try, and does not call it removed', async () => {
    const branch = await sync.branch();
    const field = (name: string) => `fields:\n  leads: [{ name: ${name}, type: text, code: PROBE }]\n`;
    const [with_, without] = [
      await sync.importRelease(`${line('А')}${field('Своё')}`),
      await sync.importRelease(line('А')),
    ];
    expect(await sync.apply(await sync.plan(branch, with_.id))).toMatchObject({ state: 'applied' });
    await fault(branch, {
      kind: 'status',
      status: 403,
      method: 'DELETE',
      path: '/api/v4/leads/custom_fields/*',
    });
    const plan = await sync.plan(branch, without.id, { prune: true });
    await sync.begin(plan);
    await eventually(async () => {
      const { state, reason } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
      expect([state, reason && say(reason, 'en')]).toEqual([
        'applying',
        expect.stringMatching(/Field "leads\/PROBE".*does not allow the hub/),
      ]);
    });
    const { items } = await sync.hub.ask('sync.plans.changes', { planId: plan.id, limit: 100 });
    expect(items.map(({ kind, result }) => [kind, result])).toEqual([['field', 'waiting']]);
    const { accountId } = branch;
    const known = await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 });
    const { ref } = known.items.find(({ branchId }) => branchId === items[0]?.branchId)!;
    await sync.hub.ask('sync.ledger.forget', { accountId, kind: 'field', ref });
    await tryAgain(branch);
    expect(await sync.ended(plan.id)).toMatchObject({
      state: 'stale',
      reason: expect.stringContaining('Field "leads/PROBE"') as unknown,
    });
  });

  it('fails where a deletion was answered and did not happen', async () => {
    const branch = await sync.branch();
    const [both, one] = [await sync.importRelease(line('А', 'Б')), await sync.importRelease(line('А'))];
    expect(await sync.apply(await sync.plan(branch, both.id))).toMatchObject({ state: 'applied' });
    await fault(branch, { kind: 'status', status: 204, method: 'DELETE', path: '/api/v4/leads/pipelines/*' });
    const ended = await sync.apply(await sync.plan(branch, one.id, { prune: true }));
    expect(ended).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('delete Pipeline') as unknown,
    });
  });

  it('is good when the work made something possible that was blocked', async () => {
    const branch = await sync.branch();
    const [old, fresh] = [await sync.importRelease(line('Старая')), await sync.importRelease(line('Новая'))];
    expect(await sync.apply(await sync.plan(branch, old.id))).toMatchObject({ state: 'applied' });
    const limits = { pipelines: 2 };
    const full = await sync.plan(branch, fresh.id, { prune: true, limits });
    expect(full.counts).toMatchObject({ delete: 1, create: 0 });
    expect(await sync.apply(full)).toMatchObject({
      state: 'applied-in-part',
      reason: expect.stringContaining('possible now') as unknown,
    });
    const rest = await sync.plan(branch, fresh.id, { limits });
    expect(await sync.apply(rest)).toMatchObject({ state: 'applied', reason: 'applied and read back' });
    expect(await sync.plan(branch, fresh.id, { limits })).toMatchObject({ isEmpty: true });
  });

  const path = '/api/v4/leads/loss_reasons';

  /** A plan whose first call of loss reasons will be refused for a moment, so that the apply looks again. */
  async function toBeInterrupted(branch: Branch): Promise<SpokenPlan> {
    const plan = await sync.plan(branch, releaseId);
    const tooMany = { status: 429, body: { title: 'Too Many Requests', status: 429, retry_after: 1 } };
    await fault(branch, { kind: 'status', ...tooMany, method: 'POST', path });
    return plan;
  }

  it('does not take for the hub’s own what people made while nothing was sent', async () => {
    const branch = await sync.branch();
    const plan = await toBeInterrupted(branch);
    const hold = { kind: 'hold', method: 'GET', path, nth: 2, when: 'before' };
    const { id } = (await fault(branch, hold)).body as { id: string };
    await sync.begin(plan);
    await sync.paused(id);
    await branch.api('POST', path, [{ name: 'Дорого' }]);
    await sync.sandbox.control('POST', `faults/${id}/release`, {});
    const ended = await sync.ended(plan.id);
    expect(ended).toMatchObject({
      state: 'stale',
      reason: expect.stringContaining('take over Loss reason "Дорого"') as unknown,
    });
    const { items } = await sync.hub.ask('sync.ledger.list', { accountId: branch.accountId, limit: 100 });
    expect(items).toEqual([]);
  });

  /** A plan whose loss reasons were made, and whose job waits because no answer said so. */
  async function unanswered(branch: Branch): Promise<SpokenPlan> {
    const plan = await sync.plan(branch, releaseId);
    await fault(branch, { kind: 'lost-answer', method: 'POST', path });
    await sync.begin(plan);
    await eventually(async () => {
      const { reason } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
      expect(reason).not.toBeNull();
    });
    return plan;
  }

  const ownersIn = async ({ accountId }: Branch) =>
    new Set(
      (await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 })).items.map(({ origin }) => origin),
    );

  it('remembers through a pause what it made without an answer, and does not wait to obey', async () => {
    const branch = await sync.branch();
    const { id: planId } = await unanswered(branch);
    await sync.hub.ask('sync.plans.pause', { planId });
    expect(await sync.ended(planId, 20_000)).toMatchObject({ state: 'paused' });
    await sync.hub.ask('sync.plans.apply', { planId });
    expect(await sync.ended(planId)).toMatchObject({ state: 'applied' });
    expect(await ownersIn(branch)).toEqual(new Set(['created']));
  });

  it.each([
    ['cancelled', (planId: string) => sync.hub.ask('sync.plans.cancel', { planId })],
    ['failed', giveUp],
  ])(
    'leaves what it made without an answer to the next plan as its own when it is %s',
    async (state, end) => {
      const branch = await sync.branch();
      const plan = await unanswered(branch);
      await end(plan.id, branch.accountId);
      expect(await sync.ended(plan.id, 20_000)).toMatchObject({ state });
      expect(await sync.apply(await sync.plan(branch, releaseId))).toMatchObject({ state: 'applied' });
      expect(await ownersIn(branch)).toEqual(new Set(['created']));
    },
  );

  /** What the bus does with the job of a plan that it gives up. */
  async function giveUp(planId: string, accountId: string): Promise<void> {
    const given = {
      payload: { planId, accountId },
      correlationId: 'given-up',
      reason: message('failures.off-boarded'),
    };
    const applyPlan = sync.hub.app.get(ApplyPlan, { strict: false });
    await inTransaction(sync.hub.source, (tx) => applyPlan.giveUp(tx, given));
    const gone = { ...given, payload: { planId: randomUUID(), accountId } };
    await inTransaction(sync.hub.source, (tx) => applyPlan.giveUp(tx, gone));
  }

  /** A call of a plan got no answer and did nothing; the plan is stopped, and the call can run no more. */
  async function neverSent(branch: Branch, end: 'pause' | 'cancel'): Promise<SpokenPlan> {
    const plan = await sync.plan(branch, releaseId);
    await fault(branch, { kind: 'reset', method: 'POST', path });
    await sync.begin(plan);
    await eventually(async () => {
      const { reason } = await sync.hub.ask('sync.plans.show', { planId: plan.id });
      expect(reason).not.toBeNull();
    });
    await sync.hub.ask(`sync.plans.${end}`, { planId: plan.id });
    await sync.ended(plan.id, 20_000);
    await sync.plan(branch, releaseId);
    // A reading so soon proves nothing.
    expect((await ledgerOf(branch)).map(({ branchId }) => branchId)).toContain('');
    await sync.hub.source.query(
      `UPDATE sync.managed_object SET unseen_since = unseen_since - interval '1 minute' WHERE account_id = $1`,
      [branch.accountId],
    );
    return plan;
  }
  const ledgerOf = async ({ accountId }: Branch) =>
    (await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 })).items;

  it('takes what people make for the branch’s own once a reading has shown that its call made nothing', async () => {
    const branch = await sync.branch();
    await neverSent(branch, 'cancel');
    await sync.plan(branch, releaseId);
    expect(await ledgerOf(branch)).toEqual([]);
    await branch.api('POST', path, [{ name: 'Дорого' }]);
    expect(await sync.apply(await sync.plan(branch, releaseId))).toMatchObject({ state: 'applied' });
    const own = (await ledgerOf(branch)).filter(({ origin }) => origin === 'adopted');
    expect(own).toMatchObject([{ kind: 'loss-reason' }]);
  });

  it('does not take it for its own when a paused plan goes on, either', async () => {
    const branch = await sync.branch();
    const { id: planId } = await neverSent(branch, 'pause');
    await sync.plan(branch, releaseId);
    await branch.api('POST', path, [{ name: 'Дорого' }]);
    await sync.hub.ask('sync.plans.apply', { planId });
    expect(await sync.ended(planId)).toMatchObject({ state: 'stale' });
    expect(await ledgerOf(branch)).toEqual([]);
  });

  it('does not take for done what can no longer be written', async () => {
    const branch = await sync.branch();
    const plan = await toBeInterrupted(branch);
    await fault(branch, { kind: 'status', status: 404, method: 'GET', path, nth: 2 });
    const ended = await sync.apply(plan);
    expect(ended).toMatchObject({
      state: 'stale',
      reason: expect.stringMatching(/create Loss reason .* can no longer be written/) as unknown,
    });
    const { items } = await sync.hub.ask('sync.plans.changes', { planId: ended.id, limit: 100 });
    expect(new Set(items.map(({ result }) => result))).toEqual(new Set(['left', null]));
  });
});
