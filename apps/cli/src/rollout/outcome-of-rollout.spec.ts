import { describe, expect, it } from '@jest/globals';
import type { RolloutBotCounts, RolloutCounts, RolloutState } from '@hub/contracts';
import { outcomeOfPlans, outcomeOfRollout, hasStopped } from './outcome-of-rollout.js';

const none: RolloutCounts = {
  ...{ queued: 0, planned: 0, needsApproval: 0, applying: 0, verified: 0 },
  ...{ healthy: 3, failed: 0, skipped: 0, suspended: 0 },
};

const noBots: RolloutBotCounts = {
  ...{ waiting: 0, making: 0, refused: 0, delivering: 0, delivered: 0 },
  ...{ declaredInstalled: 0, proved: 0 },
};

describe('outcomeOfRollout', () => {
  it.each<[RolloutState, Partial<RolloutCounts> & { inPart?: number; refused?: number }, string]>([
    ['done', {}, 'done'],
    ['done', { inPart: 1 }, 'blocked'],
    ['done', { refused: 1 }, 'blocked'],
    ['done', { failed: 1 }, 'blocked'],
    ['done', { suspended: 1 }, 'blocked'],
    ['done', { skipped: 1 }, 'blocked'],
    ['approval', { planned: 3 }, 'not-approved'],
    ['running', { needsApproval: 1 }, 'not-approved'],
    ['running', { applying: 1 }, 'changes'],
    ['paused', { failed: 1 }, 'failed'],
    ['stopped', {}, 'failed'],
  ])('%s with %j: %s', (state, { inPart = 0, refused = 0, ...accounts }, outcome) => {
    const botStates = { ...noBots, refused };
    expect(outcomeOfRollout({ state, accounts: { ...none, ...accounts }, inPart, botStates })).toBe(outcome);
  });
});

describe('outcomeOfPlans', () => {
  const counts = {
    ...{ create: 0, update: 0, delete: 0, adopt: 0, manual: 0, blocked: 0 },
    ...{ managed: 9, own: 0 },
  };
  const idle = { counts };
  const busy = { counts: { ...counts, create: 1 } };
  const planned = { ...none, healthy: 0, planned: 3 };

  it.each<[string, Partial<RolloutCounts>, (typeof idle)[], string]>([
    ['nothing to do anywhere', {}, [idle], 'nothing'],
    ['something to do', {}, [idle, busy], 'changes'],
    ['no plan at all', { planned: 0, failed: 2, suspended: 1 }, [], 'failed'],
    ['nothing to do, and an account without a plan', { failed: 1 }, [idle], 'blocked'],
    ['something to do, and an account that is left out', { skipped: 1 }, [busy], 'blocked'],
    ['something to do, and an account that does not answer', { suspended: 1 }, [busy], 'blocked'],
  ])('%s', (_, accounts, groups, outcome) => {
    expect(outcomeOfPlans({ accounts: { ...planned, ...accounts }, groups })).toBe(outcome);
  });
});

it.each<[RolloutState, string | null, boolean, number?]>([
  ['planning', null, false],
  ['running', null, false],
  ['running', 'ждёт решения', true],
  ['gate', null, false],
  ['approval', null, true],
  ['paused', 'волна 1', true],
  ['done', null, true],
  ['done', null, false, 1],
])('%s with the reason %s stands still: %s', (state, reason, expected, making = 0) => {
  expect(hasStopped({ state, reason, botStates: { ...noBots, making } })).toBe(expected);
});
