import { describe, expect, it } from '@jest/globals';
import { estimateRest, type Measured } from './estimate-rest.js';

const now = new Date('2026-03-02T10:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const account = (wave: number, given: Partial<Measured> = {}): Measured => ({
  wave,
  state: 'planned',
  callsPlanned: 70,
  callsDone: 0,
  beganAt: null,
  verifiedAt: null,
  ...given,
});
const rollout = { wave: 1, waves: 2, gateMinutes: 1 };

describe('the estimate', () => {
  it('reckons seven calls a second and account, reads by their usual number, and the gates', () => {
    const two = [account(1), account(2), account(2, { callsPlanned: 7 })];
    expect(estimateRest(two, rollout, now)).toEqual({ secondsLeft: 13 + 60 + 13 + 60, isMeasured: false });
  });

  it('rests on what the accounts that are done took', () => {
    const done = account(1, {
      state: 'verified',
      callsDone: 70,
      beganAt: secondsAgo(50),
      verifiedAt: secondsAgo(20),
    });
    const left = estimateRest([done, account(2)], rollout, now);
    expect(left).toEqual({ secondsLeft: 40 + (20 + 10) + 60, isMeasured: true });
  });

  it.each<[string, Partial<Measured>]>([
    ['had nothing to do', { callsPlanned: 0, beganAt: secondsAgo(30), verifiedAt: secondsAgo(29.6) }],
    ['failed its gate', { callsDone: 70, beganAt: secondsAgo(9), verifiedAt: secondsAgo(40) }],
  ])('does not rest on an account that %s', (_, given) => {
    const done = account(1, { state: 'healthy', ...given });
    const left = estimateRest([done, account(2)], rollout, now);
    expect(left).toEqual({ secondsLeft: 13 + 60, isMeasured: false });
  });

  it('counts no gate where there is nothing to do, but for an account without a plan', () => {
    const idle = account(1, { callsPlanned: 0 });
    const one = { ...rollout, waves: 1 };
    expect(estimateRest([idle], one, now).secondsLeft).toBe(3);
    expect(estimateRest([{ ...idle, state: 'queued' }], one, now).secondsLeft).toBe(3 + 60);
  });

  it('counts a plan only by what is left of it, and more than fifty in turns', () => {
    const half = account(1, { state: 'applying', callsDone: 35 });
    expect(estimateRest([half], { ...rollout, waves: 1, gateMinutes: 0 }, now).secondsLeft).toBe(8);
    const many = Array.from({ length: 150 }, () => account(1));
    expect(estimateRest(many, { ...rollout, waves: 1, gateMinutes: 0 }, now).secondsLeft).toBe(39);
  });

  it('leaves out who is not waited for', () => {
    const gone = account(1, { state: 'suspended' });
    expect(estimateRest([gone, account(1, { state: 'healthy' })], rollout, now).secondsLeft).toBe(0);
  });
});
