import { AlarmRepository } from '@hub/accounts';
import type { RolloutView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { Rollouts } from './rollout-fixture.js';
import { SyncFixture, type Branch } from './sync-fixture.js';

const text = `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages: [Новая, Счёт]
`;
const weekSeconds = 7 * 86_400;
/** A tariff that ignores every filter of leads. */
const switchOff = { features: { api_filter_off: 'all' } };
const hourMs = 3_600_000;

let sync: SyncFixture;
let rollouts: Rollouts;
let releaseId: string;
beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  releaseId = (await sync.importRelease(text)).id;
});
afterAll(() => sync.close());

/** Leads that came in a branch at these moments. */
const leadsAt = ({ api }: Branch, ...moments: number[]) =>
  api(
    'POST',
    '/api/v4/leads',
    moments.map((created_at, at) => ({ name: `Заявка ${at}`, created_at })),
  );
/** `count` leads in the gate’s time of each of the last weeks, `came` in that of the gate that began then. */
const weeksOf = (branch: Branch, began: number, came: number, count: number) =>
  leadsAt(
    branch,
    ...[0, 1, 2, 3, 4].flatMap((week) =>
      Array.from({ length: week === 0 ? came : count }, () => began - week * weekSeconds + 900),
    ),
  );

describe.each([
  ['with filters', true],
  ['without filters', false],
])('the gate of a rollout, in an account %s', (_, hasFilters) => {
  it('holds the next wave while fewer leads come than usual, and is passed again after the repair', async () => {
    const [canary, next] = [await sync.branch(), await sync.branch()];
    if (!hasFilters) await sync.sandbox.control('PATCH', `accounts/${canary.subdomain}`, switchOff);
    const rollout = await rollouts.begin(releaseId, [canary, next], { gateMinutes: 30 });
    /** Moves the gate into the past, so that it is over, and has the rollout look. */
    const pass = async (came: number, before: number) => {
      await rollouts.untilAccounts(rollout, [canary, next], 'verified', 'planned');
      const began = Math.floor((Date.now() - hourMs) / 1000);
      await weeksOf(canary, began, came, before);
      await sync.hub.source.query(
        `UPDATE sync.rollout_account SET verified_at = to_timestamp($1) WHERE account_id = $2`,
        [began, canary.accountId],
      );
      await sync.hub.announceUsable(canary.accountId);
    };
    await pass(2, 12);
    await rollouts.in(rollout, 'paused');
    const [failed] = await rollouts.accounts(rollout, { state: 'failed' });
    expect(failed).toMatchObject({
      accountId: canary.accountId,
      reason: { key: 'rollouts.intake-fell', facts: { came: 2, usual: 12, minutes: 30 } },
    });

    await rollouts.act('retry', rollout);
    await pass(9, 0);
    await rollouts.untilAccounts(rollout, [canary, next], 'healthy', 'verified');
    const [healthy] = await rollouts.accounts(rollout, { state: 'healthy' });
    expect(healthy).toMatchObject({ reason: { key: 'rollouts.intake-kept' } });

    await sync.hub.source.query(
      `UPDATE sync.rollout_account SET verified_at = now() - interval '1 hour' WHERE account_id = $1`,
      [next.accountId],
    );
    const mark = sync.lastCall;
    await sync.hub.announceUsable(next.accountId);
    await rollouts.in(rollout, 'done');
    const accounts = await rollouts.accounts(rollout);
    expect(accounts[1]).toMatchObject({ state: 'healthy', reason: { key: 'rollouts.intake-few' } });
    expect(sync.calls(next, mark)).toEqual(Array.from({ length: 5 }, () => 'GET /api/v4/leads'));
  });
});

it('a gate without a measure holds nobody, and says why', async () => {
  const branch = await sync.branch();
  const rollout = await rollouts.begin(releaseId, [branch], { gateMinutes: 30 });
  await rollouts.untilAccounts(rollout, [branch], 'verified');
  const { subdomain, accountId } = branch;
  const fault = { kind: 'status', status: 403, count: null, subdomain, method: 'GET', path: '/api/v4/leads' };
  await sync.sandbox.control('POST', 'faults', fault);
  await sync.hub.source.query(
    `UPDATE sync.rollout_account SET verified_at = now() - interval '1 hour' WHERE account_id = $1`,
    [accountId],
  );
  await sync.hub.announceUsable(accountId);
  await rollouts.in(rollout, 'done');
  expect(await rollouts.accounts(rollout)).toMatchObject([
    {
      state: 'healthy',
      reason: { key: 'rollouts.intake-unknown', facts: { why: { key: 'failures.forbidden' } } },
    },
  ]);
});

describe('an alarm of a branch', () => {
  const alarms = () => sync.hub.app.get(AlarmRepository);
  const inTx = (work: (tx: EntityManager) => Promise<void>) => sync.hub.source.transaction(work);
  const broken = ({ accountId }: Branch) =>
    ({ kind: 'branch-target-broken', subject: accountId, accountId, facts: {} }) as const;
  const raise = (branch: Branch) => inTx((tx) => alarms().raise(tx, broken(branch), new Date()));
  const keep = (branch: Branch) => inTx((tx) => alarms().keep(tx, broken(branch), new Date()));
  const clear = (branch: Branch) =>
    inTx((tx) => alarms().clear(tx, 'branch-target-broken', branch.accountId, new Date()));

  /** Moves the gate into the past, so that it is over, and has the rollout look. */
  const endGate = async ({ rolloutId }: { rolloutId: string }, { accountId }: Branch) => {
    await sync.hub.source.query(
      `UPDATE sync.rollout_account SET verified_at = now() - interval '1 hour' WHERE rollout_id = $1`,
      [rolloutId],
    );
    await sync.hub.announceUsable(accountId);
  };

  /** Where a branch is once its plan is applied and read back. */
  const atGate = (rollout: RolloutView, branch: Branch) =>
    eventually(async () => {
      const [state] = await rollouts.states(rollout, [branch]);
      if (state !== 'verified' && state !== 'failed') throw new Error(state);
      return state;
    });

  it.each(['exception-expired', 'account-unread', 'webhook-flood'] as const)(
    '%s is caused by no release',
    async (kind) => {
      const branch = await sync.branch();
      const { accountId } = branch;
      const rollout = await rollouts.begin(releaseId, [branch], { gateMinutes: 30 });
      await rollouts.untilAccounts(rollout, [branch], 'verified');
      await inTx((tx) => alarms().raise(tx, { kind, subject: accountId, accountId, facts: {} }, new Date()));
      await endGate(rollout, branch);
      await rollouts.untilAccounts(rollout, [branch], 'healthy');
    },
  );

  it('that is open fails the branch at each new gate, until it is cleared', async () => {
    const branch = await sync.branch();
    const rollout = await rollouts.begin(releaseId, [branch], { gateMinutes: 30 });
    await rollouts.untilAccounts(rollout, [branch], 'verified');
    await raise(branch);
    await sync.hub.announceUsable(branch.accountId);
    await rollouts.untilAccounts(rollout, [branch], 'failed');
    await rollouts.in(rollout, 'paused');

    await rollouts.act('retry', rollout);
    // It has failed at once, or its alarm was forgotten because the account began anew.
    expect(await atGate(rollout, branch)).toBe('failed');
    const [failed] = await rollouts.accounts(rollout);
    expect(failed).toMatchObject({ reason: { key: 'rollouts.alarm' } });

    await clear(branch);
    await rollouts.in(rollout, 'paused');
    await rollouts.act('retry', rollout);
    await rollouts.untilAccounts(rollout, [branch], 'verified');
  });

  it('that was open before counts once it is raised again, not while its cause only goes on', async () => {
    const [goesOn, again] = [await sync.branch(), await sync.branch()];
    for (const branch of [goesOn, again]) await raise(branch);
    const canaryIds = [goesOn.accountId, again.accountId];
    const rollout = await rollouts.begin(releaseId, [goesOn, again], { gateMinutes: 30, canaryIds });
    await rollouts.untilAccounts(rollout, [goesOn, again], 'verified', 'verified');
    await keep(goesOn);
    await raise(again);
    await endGate(rollout, goesOn);
    await rollouts.untilAccounts(rollout, [goesOn, again], 'healthy', 'failed');
  });
});
