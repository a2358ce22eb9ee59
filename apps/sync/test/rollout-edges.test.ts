import { AccountRepository, AlarmRepository } from '@hub/accounts';
import type { RolloutView } from '@hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { Rollouts } from './rollout-fixture.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const blueprint = (tags: string, stages = ['Новая', 'Счёт']) => `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages: [${stages.join(', ')}]
tags:
  leads: [${tags}]
`;

let sync: SyncFixture;
let rollouts: Rollouts;
const releases = { first: '', second: '' };

beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  releases.first = (await sync.importRelease(blueprint('изЦентра'))).id;
  releases.second = (await sync.importRelease(blueprint('изЦентра, VIP', ['Новая']))).id;
});
afterAll(() => sync.close());

const setMode = ({ accountId }: Branch, mode: 'observe' | 'apply') =>
  sync.hub.source.transaction((tx) => sync.hub.app.get(AccountRepository).update(tx, accountId, { mode }));
const refuse = async ({ subdomain }: Branch): Promise<string> => {
  const wanted = { method: 'POST', path: '/api/v4/leads/tags' };
  const fault = { kind: 'status', status: 422, count: null, subdomain, ...wanted };
  return ((await sync.sandbox.control('POST', 'faults', fault)).body as { id: string }).id;
};
const openAlarms = async (of: string) => {
  const open = await sync.hub.app.get(AlarmRepository).list({ state: 'open' }, null, 100);
  return open.filter(({ accountId }) => accountId === of).map(({ kind }) => kind);
};
const planState = async (planId: string | null | undefined) =>
  (await sync.hub.ask('sync.plans.show', { planId: planId ?? '' })).state;

/** Goes on without the failed ones of a wave, and then although nobody in it proved anything. */
const goOnUnproven = async (rollout: RolloutView) => {
  await rollouts.act('resume', rollout);
  await rollouts.in(rollout, 'paused');
  await rollouts.act('resume', rollout);
};

describe('a rollout and what else is done with its accounts', () => {
  it('keeps a person’s plan beside its own until one of them is approved', async () => {
    const branch = await sync.branch();
    const rollout = await rollouts.in(await rollouts.make(releases.first, [branch]), 'approval');
    const [account] = await rollouts.accounts(rollout);
    const own = await sync.plan(branch, releases.first);
    expect(await planState(account?.planId)).toBe('planned');
    const again = await sync.plan(branch, releases.first);
    expect(await planState(own.id)).toBe('stale');
    expect((await rollouts.show(rollout)).checksum).toBe(rollout.checksum);

    await rollouts.approve(rollout, { forcedBy: 'Тест' });
    await rollouts.in(rollout, 'done');
    expect(await planState(again.id)).toBe('stale');
  });

  it('leaves a person’s paused plan as it is when there is nothing to do in the account', async () => {
    const branch = await sync.branch();
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    const { id: planId, checksum } = await sync.plan(branch, releases.second);
    await sync.hub.ask('sync.plans.approve', { planId, checksum, by: 'Анна' });
    await sync.hub.ask('sync.plans.pause', { planId });
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    expect(await planState(planId)).toBe('paused');
    await sync.hub.ask('sync.plans.apply', { planId });
    expect(await sync.ended(planId)).toMatchObject({ state: 'applied' });
  });

  it('says how many accounts got a part of the release only, and which', async () => {
    const [whole, asked] = [await sync.branch(), await sync.branch()];
    const namesake = (sort: number) => ({
      ...{ name: 'Заявки', sort, is_main: false, is_unsorted_on: false },
      _embedded: { statuses: [{ name: 'Своя', sort: 10 }] },
    });
    await asked.api('POST', '/api/v4/leads/pipelines', [namesake(20), namesake(30)]);
    const rollout = await rollouts.begin(releases.first, [whole, asked]);
    expect(await rollouts.in(rollout, 'done')).toMatchObject({
      ...{ accounts: { healthy: 2 }, inPart: 1 },
      summary: { facts: { healthy: 2, inPart: 1 } },
    });
    const rows = await rollouts.accounts(rollout);
    expect(rows.map(({ isInPart }) => isInPart)).toEqual([false, true]);
  });

  it('is not made for a chosen object that pruning would find nowhere', async () => {
    const branch = await sync.branch();
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    const made = (only: string) =>
      rollouts.make(releases.second, [branch], { prune: true, only: [{ kind: 'stage', key: only }] });
    await expect(made('Заявки/Счот')).rejects.toMatchObject({
      body: { status: 422, errors: [{ path: 'only.0' }] },
    });
    const rollout = await rollouts.in(await made('Заявки/Счёт'), 'approval');
    expect(rollout.groups).toMatchObject([{ counts: { delete: 1, create: 0 } }]);
    await rollouts.act('stop', rollout);
    // Because this account was never brought to the release that had it.
    await expect(
      rollouts.make(releases.second, [await sync.branch()], {
        prune: true,
        only: [{ kind: 'stage', key: 'Заявки/Счёт' }],
      }),
    ).rejects.toMatchObject({ body: { status: 422 } });
  });

  it('puts an account off that is only observed, says so, and goes on once it may be changed again', async () => {
    const [canary, watched] = [await sync.branch(), await sync.branch()];
    const rollout = await rollouts.in(await rollouts.make(releases.first, [canary, watched]), 'approval');
    await setMode(watched, 'observe');
    await rollouts.approve(rollout, { forcedBy: 'Тест' });
    await rollouts.in(rollout, 'done');
    expect(await rollouts.accounts(rollout, { state: 'suspended' })).toMatchObject([
      { accountId: watched.accountId, reason: { key: 'rollouts.observed' } },
    ]);
    await setMode(watched, 'apply');
    await sync.hub.announceUsable(watched.accountId);
    await rollouts.untilAccounts(rollout, [watched], 'healthy');
  });

  it('says of an account that refuses its first reading what amoCRM refuses, and plans for it again', async () => {
    const branch = await sync.branch();
    const wanted = { method: 'GET', path: '/api/v4/leads/pipelines' };
    const fault = { kind: 'status', status: 403, count: 1, subdomain: branch.subdomain, ...wanted };
    await sync.sandbox.control('POST', 'faults', fault);
    const rollout = await rollouts.make(releases.first, [branch]);
    await rollouts.untilAccounts(rollout, [branch], 'suspended');
    expect(await rollouts.accounts(rollout)).toMatchObject([
      { reason: { key: 'rollouts.refused-for-now', facts: { failure: { key: 'failures.forbidden' } } } },
    ]);
    await sync.hub.source.query('UPDATE sync.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0', [
      branch.accountId,
    ]);
    await rollouts.untilAccounts(rollout, [branch], 'planned');
  });

  it('fails an account whose plan was given up, with the reason, and plans for it again when it is retried', async () => {
    const branch = await sync.branch();
    const { accountId } = branch;
    // The plan can be made and not be kept.
    await sync.hub.source.query(
      `ALTER TABLE sync.plan_run ADD CONSTRAINT no_plan CHECK (account_id <> '${accountId}')`,
    );
    const rollout = await rollouts.make(releases.first, [branch]);
    // One failure before the last one that the bus counts; the first failure was at once.
    await eventually(async () => {
      const [rows] = await sync.hub.source.query<[unknown[], number]>(
        `UPDATE sync.inbox_lane SET failures = 11
         WHERE consumer = 'sync.rollout-plan' AND key = $1 AND failures > 0 RETURNING key`,
        [accountId],
      );
      if (rows.length === 0) throw new Error('no failure yet');
    });
    await rollouts.untilAccounts(rollout, [branch], 'failed');
    const [failed] = await rollouts.accounts(rollout);
    expect(failed).toMatchObject({
      reason: { key: 'rollouts.plan-failed', facts: { failure: { key: 'failures.given-up-after' } } },
    });
    expect(await openAlarms(accountId)).toEqual(['dead-letter']);

    await sync.hub.source.query('ALTER TABLE sync.plan_run DROP CONSTRAINT no_plan');
    await rollouts.act('retry', rollout);
    const shown = await rollouts.in(rollout, 'approval');
    expect(shown.accounts).toMatchObject({ planned: 1, failed: 0 });
    await rollouts.approve(shown, { forcedBy: 'Тест' });
    await rollouts.in(rollout, 'done');
    expect(await openAlarms(accountId)).toEqual([]);
  });

  it('stops again for an account that a person went on without, once that was tried again and failed again', async () => {
    const [canary, next, last] = [await sync.branch(), await sync.branch(), await sync.branch()];
    const [fault, later] = [await refuse(canary), await refuse(next)];
    const rollout = await rollouts.begin(releases.first, [canary, next, last], { waveSizes: [1] });
    await rollouts.in(rollout, 'paused');
    await goOnUnproven(rollout);
    await rollouts.untilAccounts(rollout, [canary, next, last], 'failed', 'failed', 'planned');
    await sync.sandbox.control('DELETE', `faults/${later}`);
    await rollouts.act('retry', rollout);
    await rollouts.untilAccounts(rollout, [canary, next, last], 'failed', 'healthy', 'planned');
    expect(await rollouts.in(rollout, 'paused')).toMatchObject({ reason: { key: 'rollouts.paused-failed' } });
    await sync.sandbox.control('DELETE', `faults/${fault}`);
    await rollouts.act('retry', rollout);
    await rollouts.in(rollout, 'done');
  });

  it('does not take a person’s own pause and resume for consent to go on without a proven canary', async () => {
    const [canary, next] = [await sync.branch(), await sync.branch()];
    const hold = { kind: 'hold', subdomain: canary.subdomain, method: 'POST', path: '/api/v4/*' };
    const { id } = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    const rollout = await rollouts.begin(releases.first, [canary, next], { waveSizes: [1] });
    await sync.paused(id);
    await rollouts.act('pause', rollout);
    await setMode(canary, 'observe');
    await sync.sandbox.control('DELETE', `faults/${id}`);
    await rollouts.act('resume', rollout);
    await rollouts.untilAccounts(rollout, [canary, next], 'suspended', 'planned');
    const paused = await rollouts.in(rollout, 'paused', 'done');
    expect(paused).toMatchObject({ state: 'paused', reason: { key: 'rollouts.paused-unproven' } });
    await rollouts.act('resume', rollout);
    await rollouts.in(rollout, 'done');
    expect(await rollouts.states(rollout, [canary, next])).toEqual(['suspended', 'healthy']);
  });

  it('leaves to a newer rollout what failed in one that is done', async () => {
    const branch = await sync.branch();
    const fault = await refuse(branch);
    const older = await rollouts.begin(releases.first, [branch]);
    await rollouts.in(older, 'paused');
    await rollouts.act('resume', older);
    await rollouts.in(older, 'done');
    await sync.sandbox.control('DELETE', `faults/${fault}`);
    const newer = await rollouts.in(await rollouts.make(releases.second, [branch]), 'approval');
    expect(await rollouts.states(older, [branch])).toEqual(['skipped']);
    // As one stands that was being caught up when the newer rollout was made, and failed since.
    await sync.hub.source.query(`UPDATE sync.rollout_account SET state = 'failed' WHERE rollout_id = $1`, [
      older.rolloutId,
    ]);
    await expect(rollouts.act('retry', older)).rejects.toThrow(newer.rolloutId);
    await rollouts.act('stop', newer);
  });

  it('takes from an older one that is done the plan that is still being carried out', async () => {
    const branch = await sync.branch();
    const hold = { kind: 'hold', subdomain: branch.subdomain, method: 'POST', path: '/api/v4/*' };
    const { id } = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    const older = await rollouts.begin(releases.first, [branch]);
    await sync.paused(id);
    await sync.hub.source.query(
      `UPDATE sync.rollout_account SET began_at = now() - interval '1 hour' WHERE rollout_id = $1`,
      [older.rolloutId],
    );
    await sync.hub.announceUsable(branch.accountId);
    await rollouts.in(older, 'done');
    const [account] = await rollouts.accounts(older, { state: 'suspended' });
    const newer = await rollouts.make(releases.second, [branch]);
    expect(await rollouts.states(older, [branch])).toEqual(['skipped']);
    const mark = sync.lastCall;
    await sync.sandbox.control('DELETE', `faults/${id}`);
    await eventually(async () => expect(await planState(account?.planId)).toBe('cancelled'));
    expect(sync.calls(branch, mark).filter((call) => !call.startsWith('GET'))).toEqual([]);
    await rollouts.act('stop', await rollouts.in(newer, 'approval'));
  });

  it('is not approved as it was shown when an account was planned again and touches more since', async () => {
    const branch = await sync.branch();
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    const rows = [...(await readRows(branch)).values()];
    const { id, pipeline_id } = rows.find(({ name }) => name === 'Счёт')!;
    const deals = (count: number) =>
      branch.api(
        'POST',
        '/api/v4/leads',
        Array.from({ length: count }, () => ({ pipeline_id, status_id: id })),
      );
    await deals(3);
    const dealTargets = [{ from: 'Заявки/Счёт', to: 'Заявки/Новая' }];
    const made = await rollouts.make(releases.second, [branch], { prune: true, dealTargets });
    const shown = await rollouts.in(made, 'approval');
    await deals(2);
    // Another plan of the account is approved, so the rollout plans again.
    const { id: planId, checksum } = await sync.plan(branch, releases.second);
    await sync.hub.ask('sync.plans.approve', { planId, checksum, by: 'Анна' });
    const again = await eventually(async () => {
      const now = await rollouts.show(shown);
      expect(now).toMatchObject({ state: 'approval', touched: [{ count: 5 }] });
      return now;
    });
    await expect(rollouts.approve(shown, { forcedBy: 'Тест' })).rejects.toMatchObject({
      body: { status: 409 },
    });
    await rollouts.approve(again, { forcedBy: 'Тест' });
    await rollouts.in(again, 'done');
  });

  it('reads an account once for its plan, with targets of deals too', async () => {
    const branch = await sync.branch();
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    const dealTargets = [{ from: 'Заявки/Счёт', to: 'Заявки/Новая' }];
    const reads = async (more: object) => {
      const mark = sync.lastCall;
      const rollout = await rollouts.in(
        await rollouts.make(releases.second, [branch], { prune: true, ...more }),
        'approval',
      );
      await rollouts.act('stop', rollout);
      return sync.calls(branch, mark).filter((call) => call === 'GET /api/v4/leads/pipelines').length;
    };
    expect(await reads({ dealTargets })).toBe(await reads({}));
  });
});
