import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import {
  decideRollout,
  unprovenAfterResume,
  type AccountFacts,
  type RolloutFacts,
} from './decide-rollout.js';

const now = new Date('2026-03-02T10:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const rollout = (given: Partial<RolloutFacts> = {}): RolloutFacts => ({
  state: 'running',
  wave: 1,
  waves: 2,
  unprovenWave: 0,
  gateMinutes: 10,
  slowMinutes: 30,
  reason: null,
  ...given,
});
const plan = (state: NonNullable<AccountFacts['plan']>['state'], isEmpty = false) => {
  return { state, reason: null, refusal: null, isEmpty };
};
const account = (accountId: string, given: Partial<AccountFacts> = {}): AccountFacts => ({
  accountId,
  wave: 1,
  state: 'planned',
  isRefused: false,
  isPlanning: false,
  isAccepted: false,
  isUntouched: false,
  plansMade: 1,
  beganAt: null,
  verifiedAt: null,
  intake: null,
  obstacle: null,
  isBusy: false,
  alarm: null,
  plan: plan('planned'),
  isApproved: true,
  areBotsDue: false,
  ...given,
});
const applying = { state: 'applying', beganAt: minutesAgo(1), plan: plan('applying') } as const;
const counted = (came: number) => ({ kind: 'counted', came, before: [20, 20, 20, 20] }) as const;
const verified = (minutes: number) =>
  ({
    state: 'verified',
    beganAt: minutesAgo(60),
    verifiedAt: minutesAgo(minutes),
    intake: counted(12),
    plan: plan('applied'),
  }) as const;
const second = account('b', { wave: 2 });

function decide(given: Partial<RolloutFacts>, ...accounts: AccountFacts[]) {
  const { moves, state, wave, asksPerson, reason, nextCheckAt } = decideRollout(
    rollout(given),
    accounts,
    now,
  );
  const done = moves.map(
    ({ accountId, move }) => `${accountId}: ${move.do === 'become' ? move.state : move.do}`,
  );
  return { moves: done, state, wave, asksPerson, reason: reason?.key ?? null, nextCheckAt };
}

describe('the bots of a rollout', () => {
  const due = (id: string, given: Partial<AccountFacts>) => account(id, { areBotsDue: true, ...given });
  const botsFor = (given: Partial<RolloutFacts>, ...accounts: AccountFacts[]) =>
    decideRollout(rollout(given), accounts, now).botsFor;

  it('are delivered once the release is applied and read back, while the gate still runs', () => {
    expect(botsFor({}, due('a', applying), due('b', { wave: 2 }))).toEqual([]);
    const applied = due('a', { ...applying, plan: plan('applied') });
    expect(botsFor({}, applied, due('b', { wave: 2 }))).toEqual(['a']);
    const idle = { plan: plan('applied', true) };
    const later = account('b', { wave: 2, plan: plan('planned', true) });
    expect(botsFor({}, due('a', { ...applying, ...idle }), later)).toEqual(['a']);
  });

  it('are delivered once, and to nobody who failed, or while nothing new is begun', () => {
    expect(botsFor({ state: 'gate' }, account('a', verified(1)), second)).toEqual([]);
    const alarmed = due('a', { ...verified(1), alarm: message('rollouts.busy') });
    const failing = due('b', { ...verified(1) });
    expect(botsFor({ state: 'gate' }, alarmed, failing)).toEqual([]);
    for (const state of ['paused', 'stopped'] as const)
      expect(botsFor({ state }, due('a', verified(1)), second)).toEqual([]);
    expect(botsFor({ state: 'done', wave: 2 }, due('a', { state: 'healthy' }))).toEqual(['a']);
  });
});

describe('planning', () => {
  it('awaits approval once every account has a plan or is said why not', () => {
    const queued = account('a', { state: 'queued', isPlanning: true });
    expect(decide({ state: 'planning', wave: 0 }, queued, second).state).toBe('planning');
    const dead = account('a', { state: 'suspended', isPlanning: true, plan: null });
    expect(decide({ state: 'planning', wave: 0 }, dead, second)).toMatchObject({
      state: 'approval',
      moves: [],
    });
  });

  it('plans again what another plan of the account has replaced', () => {
    const stale = account('a', { plan: plan('stale') });
    expect(decide({ state: 'approval', wave: 0 }, stale)).toMatchObject({
      moves: ['a: plan'],
      state: 'planning',
    });
  });
});

describe('the first wave', () => {
  const approval = { state: 'approval', wave: 0 } as const;
  const empty = account('a', { plan: plan('planned', true) });

  it('gets the first account with changes where it has none', () => {
    const others = [account('b', { wave: 2, plan: plan('planned', true) }), account('c', { wave: 2 })];
    expect(decide(approval, empty, ...others, account('d', { wave: 2 }))).toMatchObject({
      ...{ moves: ['c: join'], state: 'approval' },
    });
  });

  it('stays as it is where it has changes, where an account is not planned yet, and where nobody has changes', () => {
    const joined = account('c', { wave: 1 });
    expect(decide(approval, empty, joined, second).moves).toEqual([]);
    const queued = account('b', { wave: 2, state: 'queued', isPlanning: true });
    expect(decide({ state: 'planning', wave: 0 }, empty, queued, account('c', { wave: 2 })).moves).toEqual(
      [],
    );
    const dead = account('e', { state: 'suspended', isPlanning: true, plan: null });
    expect(decide(approval, empty, dead, second).moves).toEqual([]);
    expect(decide(approval, empty, { ...empty, accountId: 'b', wave: 2 }).moves).toEqual([]);
  });
});

describe('a wave', () => {
  it('begins its own accounts and nobody else', () => {
    expect(decide({}, account('a'), second)).toMatchObject({
      moves: ['a: begin'],
      state: 'running',
      wave: 1,
    });
  });

  it('begins an account with nothing to do too, and takes it as healthy without a gate', () => {
    const empty = account('a', { plan: plan('planned', true) });
    expect(decide({}, empty, second)).toMatchObject({ moves: ['a: begin'], wave: 1 });
    const read = account('a', { ...applying, plan: plan('applied', true) });
    const proven = account('c', { state: 'healthy', plan: plan('applied') });
    expect(decide({}, read, proven, second)).toMatchObject({ moves: ['a: healthy', 'b: begin'], wave: 2 });
  });

  it('proves nothing while no account was changed, in it or before it', () => {
    const read = account('a', { ...applying, plan: plan('applied', true) });
    const unproven = { moves: ['a: healthy'], state: 'paused', reason: 'rollouts.paused-unproven' };
    expect(decide({}, read, second)).toMatchObject(unproven);
    const untouched = account('a', { state: 'healthy', isUntouched: true, plan: plan('applied', true) });
    const third = account('c', { wave: 3 });
    expect(
      decide({ waves: 3, wave: 2, unprovenWave: 1 }, untouched, { ...untouched, wave: 2 }, third),
    ).toMatchObject({
      ...{ state: 'paused', reason: 'rollouts.paused-unproven' },
    });
    const changed = account('d', { state: 'healthy', plan: plan('applied') });
    expect(decide({ waves: 3, wave: 2 }, changed, { ...untouched, wave: 2 }, third).moves).toEqual([
      'c: begin',
    ]);
  });

  it('that has no account is passed over', () => {
    const proven = account('a', { state: 'healthy', plan: plan('applied') });
    expect(decide({ waves: 3 }, proven, account('c', { wave: 3 }))).toMatchObject({
      moves: ['c: begin'],
      wave: 3,
    });
  });

  it('plans again what is no longer as it was planned, a few times', () => {
    const stale = account('a', { ...applying, plan: plan('stale') });
    expect(decide({}, stale, second).moves).toEqual(['a: plan']);
    expect(decide({}, { ...stale, plansMade: 4 }, second)).toMatchObject({
      moves: ['a: failed'],
      state: 'paused',
    });
  });

  it('holds the next one until the gate’s time has passed without an alarm', () => {
    expect(decide({ state: 'gate' }, account('a', verified(9)), second)).toMatchObject({
      moves: [],
      state: 'gate',
      nextCheckAt: new Date(now.getTime() + 30_000),
    });
    expect(decide({ state: 'gate' }, account('a', verified(10)), second)).toMatchObject({
      moves: ['a: healthy', 'b: begin'],
      state: 'running',
      wave: 2,
    });
    const unmeasured = account('a', { ...verified(10), intake: null });
    expect(decide({ state: 'gate' }, unmeasured, second)).toMatchObject({
      moves: ['a: measure'],
      state: 'gate',
      nextCheckAt: new Date(now.getTime() + 30_000),
    });
    const asked = { ...unmeasured, intake: { kind: 'asked' } } as const;
    expect(decide({ state: 'gate' }, asked, second)).toMatchObject({ moves: [], state: 'gate' });
    expect(decide({ state: 'gate', gateMinutes: 0 }, unmeasured, second).moves[0]).toBe('a: healthy');
    const alarmed = account('a', { ...verified(9), alarm: message('alarms.dead-letter') });
    expect(decide({ state: 'gate' }, alarmed, second)).toMatchObject({
      moves: ['a: failed'],
      state: 'paused',
      asksPerson: true,
      reason: 'rollouts.paused-failed',
    });
  });

  it('asks no look more where the gate takes no time', () => {
    const done = account('a', { ...applying, plan: plan('applied') });
    expect(decide({ gateMinutes: 0 }, done, second)).toMatchObject({
      moves: ['a: healthy', 'b: begin'],
      wave: 2,
    });
    const alarmed = { ...done, alarm: message('alarms.dead-letter') };
    expect(decide({ gateMinutes: 0 }, alarmed, second)).toMatchObject({
      moves: ['a: failed'],
      state: 'paused',
    });
  });

  it('looks again right when the gate opens', () => {
    const soon = account('a', { ...verified(0), verifiedAt: new Date(minutesAgo(10).getTime() + 5_000) });
    expect(decide({ state: 'gate' }, soon, second).nextCheckAt).toEqual(new Date(now.getTime() + 5_000));
  });

  it('is stopped by an account whose lead intake fell, and its gate begins anew once that is tried again', () => {
    const fallen = account('a', { ...verified(10), intake: counted(3) });
    expect(decide({ state: 'gate' }, fallen, second)).toMatchObject({
      moves: ['a: failed'],
      state: 'paused',
    });
    const again = account('a', { ...applying, verifiedAt: minutesAgo(20), plan: plan('applied', true) });
    expect(decide({}, again, second)).toMatchObject({ moves: ['a: verified'], state: 'gate', wave: 1 });
  });

  it('is stopped by a failed account before the next one, and goes on when a person accepts that', () => {
    const failed = account('a', { ...applying, plan: plan('failed') });
    const other = account('c', applying);
    expect(decide({}, failed, other, second)).toMatchObject({
      moves: ['a: failed'],
      state: 'paused',
      reason: 'rollouts.paused-failed',
    });
    const accepted = account('a', { state: 'failed', isAccepted: true, plan: plan('failed') });
    expect(decide({}, accepted, account('c', verified(10)), second)).toMatchObject({
      moves: ['c: healthy', 'b: begin'],
      wave: 2,
    });
  });
});

describe('an account that amoCRM refuses for now', () => {
  const healthy = account('c', { state: 'healthy', plan: plan('applied') });
  const refusal = message('failures.unexpected');
  const waiting = { ...plan('applying'), refusal };
  const slow = { ...applying, beganAt: minutesAgo(40) };

  it('holds the next wave while its plan waits for another try, and while that runs', () => {
    const again = account('a', { ...slow, plan: waiting });
    expect(decide({}, again, healthy, second)).toMatchObject({ moves: ['a: applying'], wave: 1 });
    expect(decideRollout(rollout(), [again, healthy, second], now).moves[0]?.move).toMatchObject({
      ...{ isRefused: true, reason: message('rollouts.refused-for-now', { failure: refusal }) },
    });
    const runs = account('a', { ...slow, isRefused: true });
    expect(decide({}, runs, healthy, second)).toMatchObject({ moves: [], state: 'running', wave: 1 });
    const late = account('a', { ...slow, state: 'suspended', plan: waiting });
    expect(decide({}, late, healthy, second)).toMatchObject({ moves: ['a: applying'], wave: 1 });
  });

  it('holds nothing more once a person has paused its plan', () => {
    const paused = account('a', { ...slow, isRefused: true, plan: plan('paused') });
    expect(decide({}, paused, healthy, second).moves).toEqual(['a: suspended', 'b: begin']);
  });

  it('is failed or goes on when that is decided', () => {
    const failed = account('a', { ...slow, isRefused: true, plan: plan('failed') });
    expect(decide({}, failed, healthy, second)).toMatchObject({ moves: ['a: failed'], state: 'paused' });
    const applied = account('a', { ...slow, isRefused: true, plan: plan('applied') });
    expect(decide({}, applied, healthy, second)).toMatchObject({ moves: ['a: verified'], state: 'gate' });
  });

  it('holds the next wave while it is planned, unless it cannot be used any more', () => {
    const planned = account('a', { state: 'suspended', isPlanning: true, isRefused: true, plan: null });
    expect(decide({}, planned, healthy, second)).toMatchObject({ moves: [], state: 'running', wave: 1 });
    expect(decide({ state: 'planning', wave: 0 }, planned, second).state).toBe('approval');
    const cut = { ...planned, obstacle: 'rollouts.not-usable' } as const;
    expect(decide({}, cut, healthy, second)).toMatchObject({ moves: ['b: begin'], wave: 2 });
  });
});

describe('an account that cannot be reached, or is slow', () => {
  it('delays nobody', () => {
    const dead = account('a', { ...applying, obstacle: 'rollouts.not-usable' });
    const slow = account('c', { ...applying, beganAt: minutesAgo(30) });
    expect(decide({}, dead, slow, account('d', verified(10)), second)).toMatchObject({
      moves: ['a: suspended', 'c: suspended', 'd: healthy', 'b: begin'],
      wave: 2,
    });
  });

  it('proves nothing alone: the rollout is paused before the next wave', () => {
    const dead = account('a', { obstacle: 'rollouts.not-usable' });
    expect(decide({}, dead, second)).toMatchObject({
      moves: ['a: suspended'],
      state: 'paused',
      reason: 'rollouts.paused-unproven',
    });
    const suspended = account('a', { state: 'suspended', obstacle: 'rollouts.not-usable' });
    expect(decide({ unprovenWave: 1 }, suspended, second)).toMatchObject({ moves: ['b: begin'], wave: 2 });
  });

  it('proves nothing when it was left out, or failed with everybody’s knowledge', () => {
    for (const state of ['skipped', 'failed'] as const) {
      const canary = account('a', { state, isAccepted: true });
      expect(decide({}, canary, second)).toMatchObject({
        ...{ moves: [], state: 'paused', asksPerson: true },
        reason: 'rollouts.paused-unproven',
      });
    }
  });

  it('is caught up when it can be used again, also after the rollout is done', () => {
    const back = account('a', { state: 'suspended' });
    expect(decide({ state: 'done', wave: 2 }, back)).toMatchObject({ moves: ['a: begin'], state: 'done' });
    const unplanned = account('a', { state: 'suspended', plan: null, isApproved: false });
    expect(decide({ state: 'done', wave: 2 }, unplanned).moves).toEqual(['a: plan']);
    expect(decide({ state: 'paused' }, back).moves).toEqual([]);
  });

  it('is verified when its plan ends after all, and planned anew when that failed for want of access', () => {
    const late = account('a', { state: 'suspended', beganAt: minutesAgo(90), plan: plan('applied') });
    expect(decide({ wave: 2, state: 'done' }, late).moves).toEqual(['a: verified']);
    const cut = account('a', { ...applying, plan: plan('failed'), obstacle: 'rollouts.not-usable' });
    expect(decide({}, cut).moves).toEqual(['a: suspended']);
  });

  it('waits for another plan that is carried out in it', () => {
    const busy = account('a', { isBusy: true });
    expect(decide({}, busy, account('c', verified(10)), second).moves).toEqual([
      'a: suspended',
      'c: healthy',
      'b: begin',
    ]);
  });
});

describe('the end', () => {
  it('comes when no wave is left, but not while a person has to approve an account', () => {
    const healthy = account('a', { state: 'healthy', plan: plan('applied') });
    expect(decide({ wave: 2 }, healthy, { ...healthy, accountId: 'b', wave: 2 }).state).toBe('done');
    const asks = account('b', { wave: 2, state: 'needs-approval' });
    expect(decide({ wave: 2 }, healthy, asks).state).toBe('running');
    const canary = account('a', { state: 'needs-approval' });
    const waits = { state: 'running', asksPerson: true, reason: 'rollouts.waits-for-approval' };
    expect(decide({ wave: 2 }, healthy, asks)).toMatchObject(waits);
    expect(decide({}, canary, second)).toMatchObject(waits);
    const reason = { key: 'rollouts.waits-for-approval', facts: {} } as const;
    expect(decide({ reason }, canary, second)).toMatchObject({ ...waits, asksPerson: false });
    expect(decide({ reason }, account('a'), second)).toMatchObject({ moves: ['a: begin'], reason: null });
  });

  it('is taken back by an account that fails when it is caught up, until a person goes on without it', () => {
    const ended = account('b', { wave: 2, ...applying, state: 'suspended', plan: plan('failed') });
    const paused = { state: 'paused', reason: 'rollouts.paused-failed', asksPerson: true };
    expect(decide({ state: 'done', wave: 2 }, ended)).toMatchObject({ moves: ['b: failed'], ...paused });
    const failed = account('b', { wave: 2, state: 'failed', isAccepted: true });
    expect(decide({ state: 'done', wave: 2 }, failed)).toMatchObject({ state: 'done', asksPerson: false });
    expect(decide({ state: 'running', wave: 2 }, failed)).toMatchObject({ state: 'done' });
  });

  it('of a stopped one leaves out what was cut short', () => {
    const cut = account('a', { ...applying, plan: plan('cancelled') });
    expect(decide({ state: 'stopped' }, cut, second)).toMatchObject({
      moves: ['a: skipped'],
      state: 'stopped',
    });
  });
});

describe('a resume', () => {
  it.each([
    ['after an unproven wave lets the next one begin', message('rollouts.paused-unproven', { wave: 2 }), 2],
    ['after a person’s own pause does not', message('rollouts.paused-by', { by: 'Анна' }), 1],
    ['after a failure does not', message('rollouts.paused-failed', { wave: 2, failed: 1 }), 1],
  ])('%s', (_title, reason, unproven) => {
    expect(unprovenAfterResume({ wave: 2, unprovenWave: 1, reason })).toBe(unproven);
  });
});
