import type { RolloutAccountState } from '@hub/contracts';

/** What the estimate needs of one account. */
export interface Measured {
  readonly wave: number;
  readonly state: RolloutAccountState;
  readonly callsPlanned: number;
  readonly callsDone: number;
  readonly beganAt: Date | null;
  readonly verifiedAt: Date | null;
}

export interface Estimate {
  readonly secondsLeft: number;
  /** False while no account of this rollout is done: then the usual number of reads is assumed. */
  readonly isMeasured: boolean;
}

/** Calls that amoCRM takes of one account in a second. */
const callsPerSecond = 7;
/** A fresh read and a read-back cost about 21 calls where nothing is known yet. */
const usualReadSeconds = 3;
/** Plans that one process carries out at once. */
const atOnce = 50;

/**
 * Seconds that the rest of a running rollout takes at least: per account its writing calls at seven a second, and what
 * those that are done by calls took on top of that (their median), wave by wave, with the gate after each. The time of a person
 * or of an account that does not answer is unknown: both are left out.
 */
export function estimateRest(
  accounts: readonly Measured[],
  { wave, waves, gateMinutes }: { wave: number; waves: number; gateMinutes: number },
  now: Date,
): Estimate {
  const done = accounts.filter(isMeasurable).map(({ beganAt, verifiedAt, callsPlanned }) => {
    return Math.max(0, secondsBetween(beganAt, verifiedAt) - callsPlanned / callsPerSecond);
  });
  const readSeconds = median(done) ?? usualReadSeconds;
  const gate = gateMinutes * 60;
  let secondsLeft = 0;
  for (let at = wave; at <= waves; at++) {
    const own = accounts.filter((account) => account.wave === at);
    const rests = own.filter(
      ({ state }) => state === 'planned' || state === 'queued' || state === 'applying',
    );
    const seconds = rests.map(({ callsPlanned, callsDone }) => {
      return readSeconds + Math.max(0, callsPlanned - callsDone) / callsPerSecond;
    });
    const gates = own.flatMap(({ state, verifiedAt }) =>
      state === 'verified' && verifiedAt ? [Math.max(0, gate - secondsBetween(verifiedAt, now))] : [],
    );
    const work = Math.max(0, ...seconds, sum(seconds) / atOnce);
    // Because an account without changes passes no gate; what one without a plan needs is not known.
    const needsGate = rests.some(({ state, callsPlanned }) => state === 'queued' || callsPlanned > 0);
    secondsLeft += Math.max(needsGate ? work + gate : work, ...gates);
  }
  return { secondsLeft: Math.ceil(secondsLeft), isMeasured: done.length > 0 };
}

/**
 * Whether what an account took says how long reads take: it is done, by calls that were begun before. One without changes is
 * done at once, and one that needed a new gate was verified before it was begun again.
 */
function isMeasurable(account: Measured): account is Measured & { beganAt: Date; verifiedAt: Date } {
  const { state, callsDone, beganAt, verifiedAt } = account;
  const isDone = (state === 'verified' || state === 'healthy') && callsDone > 0;
  return isDone && beganAt !== null && verifiedAt !== null && verifiedAt >= beganAt;
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function median(numbers: readonly number[]): number | undefined {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
