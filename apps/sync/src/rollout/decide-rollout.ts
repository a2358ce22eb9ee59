import type { PlanState, RolloutAccountState, RolloutState } from '@hub/contracts';
import { isRunning } from '@hub/contracts/pure';
import { message, type Message } from '@hub/messages';
import { judgeIntake, type Intake } from './judge-intake.js';

/*
 * A rollout
 *
 * planning           plans are made for its accounts, one job each.
 * approval           every account has a plan, or a reason why not. Where nothing is to be changed in the first wave, the
 *                    first account with changes joins it. A person approves all plans by one checksum.
 * running            the accounts of the wave are being changed.
 * gate               all are applied and read back; the gate's time runs.
 * paused             by a person, or by the gate: an account failed, or nobody in a wave could be proven healthy. Nothing
 *                    new is begun. `resume` goes on without the failed ones, `retry` tries those again. Only a `resume`
 *                    after an unproven wave lets the next one begin without a healthy account.
 * done               no wave is left. Suspended accounts are still caught up, and one that fails then pauses it again.
 * stopped            given up by a person. Final.
 *
 * An account of it
 *
 * queued          a job plans for it.
 * planned         planned, and approved once the rollout is; begins with its wave.
 * needs-approval  planned again since the approval, and more than was approved, or people planned another release for it.
 *                 Delays no other account.
 * applying        its plan was approved by the wave and is being carried out, also one without changes: it records that
 *                 the account is at the release.
 * verified        applied and read back; becomes healthy when the gate's time passes without an alarm for it and without
 *                 a fall of its lead intake (`judge-intake.ts`), which a job counts at the end of that time.
 * healthy         at the release. Final but for a person.
 * failed          amoCRM refused for good, reading back found a difference, an alarm came, or its lead intake fell. Stops the
 *                 rollout before the next wave. One that amoCRM refuses for now (a refusal that the bus tries again for half an
 *                 hour) holds that wave too until its plan has ended, or is made: it may fail yet.
 * skipped         left out: by a person, or because the rollout was stopped or a newer one has the account. Final.
 * suspended       not reachable, busy with another plan, slower than `slowMinutes`, or refused for now while a job plans for
 *                 it. No account waits for it, but for one that is refused; it goes on by itself when it can be used again.
 *
 * The bots of a rollout are delivered to an account once it is verified, or healthy at once, while the rollout goes on.
 * No gate waits for them: a person installs a bot days later, and a question of one branch about its bot says nothing
 * about the release. What was not delivered is shown with its account, and `retry` tries it again.
 */

/** What is known of a rollout. */
export interface RolloutFacts {
  readonly state: RolloutState;
  readonly wave: number;
  readonly waves: number;
  readonly unprovenWave: number;
  readonly gateMinutes: number;
  readonly slowMinutes: number;
  readonly reason: Message | null;
}

/** Why nothing can be done in an account for now. */
export type Obstacle = 'rollouts.not-usable' | 'rollouts.observed';

/** What is known of one account of it. */
export interface AccountFacts {
  readonly accountId: string;
  readonly wave: number;
  readonly state: RolloutAccountState;
  /** Whether amoCRM refused the plan that is carried out or made for it, and may let it pass; until that ends. */
  readonly isRefused: boolean;
  readonly isPlanning: boolean;
  readonly isAccepted: boolean;
  /** Whether it is healthy because nothing was to be changed. */
  readonly isUntouched: boolean;
  readonly plansMade: number;
  readonly beganAt: Date | null;
  /** When it was applied and read back; of an account that failed its gate it stays, because it needs a new gate. */
  readonly verifiedAt: Date | null;
  /** What its gate measured; `asked` while a job counts. */
  readonly intake: Intake | { readonly kind: 'asked' } | null;
  /** Why the hub may not call or change it now; null when it may. */
  readonly obstacle: Obstacle | null;
  /** Whether another plan is being carried out in it. */
  readonly isBusy: boolean;
  /** An open alarm about it that came since it began for the first time, in words. */
  readonly alarm: Message | null;
  readonly plan: {
    readonly state: PlanState;
    readonly reason: Message | null;
    /** What amoCRM refused at its last attempt and may still let pass. */
    readonly refusal: Message | null;
    readonly isEmpty: boolean;
  } | null;
  readonly isApproved: boolean;
  /** Whether the rollout carries bots that this account was not asked to get since its newest plan. */
  readonly areBotsDue: boolean;
}

/** What is to be done about one account. */
export type Move =
  | { readonly do: 'plan' }
  | { readonly do: 'begin' }
  /** Into the first wave. */
  | { readonly do: 'join' }
  | { readonly do: 'measure' }
  | {
      readonly do: 'become';
      readonly state: RolloutAccountState;
      readonly reason: Message | null;
      readonly isRefused: boolean;
    };

export interface Decision {
  readonly moves: readonly { readonly accountId: string; readonly move: Move }[];
  /** Accounts that get the bots of the rollout now. */
  readonly botsFor: readonly string[];
  readonly state: RolloutState;
  readonly wave: number;
  readonly reason: Message | null;
  /** Whether it stops now until a person acts: `reason` says why. */
  readonly asksPerson: boolean;
  /** When to check again if no event comes before; null when only an event or a person can advance it. */
  readonly nextCheckAt: Date | null;
}

/** Why an account is healthy that was not changed. */
export const untouched = 'rollouts.nothing-to-do';
/** After so many plans that became stale, a person has to act. */
const mostPlans = 4;
const minuteMs = 60_000;
/** How soon an account that stopped answering, or an alarm, is noticed. */
const checkEveryMs = 30_000;

/** The next steps of a rollout, from the current states. Performs no I/O; asked again after its steps, it adds none. */
export function decideRollout(rollout: RolloutFacts, accounts: readonly AccountFacts[], now: Date): Decision {
  const joining = joinsCanary(rollout, accounts);
  for (let { wave } = rollout; ; wave++) {
    const asked = accounts.map(
      (account) =>
        [account, account === joining ? join : moveOf(account, { ...rollout, wave }, now)] as const,
    );
    const after = asked.map(([account, move]) => stateAfter(account, move));
    const verdict = judge({ ...rollout, wave }, after);
    if (verdict.isPassed && wave < rollout.waves) continue;
    // A running rollout has no stored reason: only the current verdict gives one.
    const isMoving = verdict.state === 'running' || verdict.state === 'gate';
    const kept = rollout.state === verdict.state && !isMoving ? rollout.reason : null;
    const { state, reason = kept } = verdict;
    return {
      moves: asked.flatMap(([{ accountId }, move]) => (move ? [{ accountId, move }] : [])),
      botsFor: isOpen(verdict) ? after.filter(getsBots).map(({ accountId }) => accountId) : [],
      state,
      wave,
      reason,
      asksPerson:
        reason !== null && reason.key !== rollout.reason?.key && (isMoving || rollout.state !== 'paused'),
      nextCheckAt: nextCheck(state, rollout, after, now),
    };
  }
}

/**
 * The last wave that a person went on from although it proved nothing, once they resume the rollout as it is: a pause
 * of another cause did not ask for that, and its `resume` is no consent.
 */
export function unprovenAfterResume({
  wave,
  unprovenWave,
  reason,
}: Pick<RolloutFacts, 'wave' | 'unprovenWave' | 'reason'>): number {
  return reason?.key === 'rollouts.paused-unproven' ? wave : unprovenWave;
}

const join: Move = { do: 'join' };

/**
 * The account that the first wave needs before the approval: where none of its own has anything to change, it would prove
 * nothing, so the first account that has comes into it.
 */
function joinsCanary(
  { wave, state }: RolloutFacts,
  accounts: readonly AccountFacts[],
): AccountFacts | undefined {
  const isAwaited = accounts.some((account) => account.state === 'queued' || account.plan?.state === 'stale');
  if (wave > 0 || isAwaited || !(state === 'planning' || state === 'approval')) return undefined;
  const planned = accounts.filter((account) => account.state === 'planned');
  const canary = accounts.filter((account) => account.wave === 1);
  const isIdle = canary.every((account) => account.state === 'planned' && account.plan?.isEmpty === true);
  return isIdle ? planned.find(({ plan }) => plan?.isEmpty === false) : undefined;
}

function moveOf(account: AccountFacts, rollout: RolloutFacts, now: Date): Move | null {
  const { state, plan, isPlanning } = account;
  switch (state) {
    case 'planned':
      if (isStarted(rollout)) return mayBegin(account, rollout) ? begin(account) : null;
      return plan?.state === 'planned' || !isOpen(rollout) ? null : { do: 'plan' };
    case 'needs-approval':
      return plan?.state === 'planned' || !isOpen(rollout) ? null : { do: 'plan' };
    case 'applying':
      return afterBegin(account, rollout, now);
    case 'suspended':
      return isPlanning ? null : catchUp(account, rollout, now);
    case 'verified':
      return judgeHealth(account, rollout, now);
    case 'queued':
    case 'healthy':
    case 'failed':
    case 'skipped':
      return null;
  }
}

/** Whether it was approved. */
const isStarted = ({ wave }: RolloutFacts): boolean => wave > 0;
/** Whether anything new may be begun or planned. */
const isOpen = ({ state }: Pick<RolloutFacts, 'state'>): boolean => state !== 'paused' && state !== 'stopped';
const mayBegin = ({ wave }: AccountFacts, rollout: RolloutFacts): boolean =>
  isOpen(rollout) && isStarted(rollout) && wave <= rollout.wave;

const getsBots = ({ state, areBotsDue }: AccountFacts): boolean =>
  areBotsDue && (state === 'verified' || state === 'healthy');

function begin(account: AccountFacts): Move {
  const { obstacle, isBusy, plan } = account;
  if (obstacle) return become('suspended', obstacle);
  if (isBusy) return become('suspended', 'rollouts.busy');
  // A plan without changes is begun too: that is what brings the account to the release.
  return plan?.state === 'planned' ? { do: 'begin' } : { do: 'plan' };
}

/** A plan was begun: it has ended, or the rollout waits for the account, or does so no longer. */
function afterBegin(account: AccountFacts, rollout: RolloutFacts, now: Date): Move | null {
  const { plan, obstacle, plansMade, state, verifiedAt } = account;
  if (plan && !isRunning(plan.state)) {
    if (plan.state === 'applied' || plan.state === 'applied-in-part') {
      // Nothing was changed, so there is nothing to wait for, unless an earlier plan of it had begun or failed its gate.
      const isUntouched = plan.isEmpty && verifiedAt === null;
      return isUntouched ? become('healthy', untouched) : enterGate(account, rollout, now);
    }
    if (rollout.state === 'stopped') return become('skipped', 'rollouts.stopped-midway');
    if (obstacle) return become('suspended', obstacle);
    if (plan.state !== 'stale') return become('failed', 'rollouts.plan-ended', { reason: plan.reason ?? '' });
    if (plansMade >= mostPlans)
      return become('failed', 'rollouts.keeps-changing', { reason: plan.reason ?? '' });
    return isOpen(rollout) ? { do: 'plan' } : null;
  }
  const refusal = plan?.refusal;
  if (refusal && !obstacle && !account.isRefused)
    return { ...become('applying', 'rollouts.refused-for-now', { failure: refusal }), isRefused: true };
  const wanted = obstacle ?? (isSlow(account, rollout, now) ? 'rollouts.slow' : null);
  if (state === 'applying') return wanted ? become('suspended', wanted) : null;
  return wanted ? null : become('applying');
}

/** While nothing new may be begun (say the rollout is paused), no account counts as slow; nor does one that may fail yet. */
function isSlow(account: AccountFacts, rollout: RolloutFacts, now: Date): boolean {
  const { beganAt, plan, isRefused } = account;
  const { slowMinutes } = rollout;
  const mayFail = plan?.state === 'applying' && isRefused;
  if (!isOpen(rollout) || mayFail || beganAt === null) return false;
  return now.getTime() - beganAt.getTime() >= slowMinutes * minuteMs;
}

/** A suspended account: its plan goes on by itself, else it is planned or begun once it can be used. */
function catchUp(account: AccountFacts, rollout: RolloutFacts, now: Date): Move | null {
  const { plan, obstacle, isBusy, beganAt, isApproved } = account;
  if (beganAt !== null) return afterBegin(account, rollout, now);
  if (obstacle || isBusy || !isOpen(rollout)) return null;
  if (plan?.state !== 'planned') return { do: 'plan' };
  if (mayBegin(account, rollout) && isApproved) return begin(account);
  return become('planned');
}

/** Applied and read back just now, or it needs a new gate. */
function enterGate(account: AccountFacts, rollout: RolloutFacts, now: Date): Move {
  return judgeHealth({ ...account, verifiedAt: now }, rollout, now) ?? become('verified');
}

function judgeHealth(
  { alarm, verifiedAt, intake }: AccountFacts,
  { gateMinutes }: RolloutFacts,
  now: Date,
): Move | null {
  if (alarm !== null) return become('failed', 'rollouts.alarm', { alarm });
  const isOver = verifiedAt !== null && now.getTime() >= verifiedAt.getTime() + gateMinutes * minuteMs;
  if (!isOver) return null;
  if (gateMinutes === 0) return become('healthy');
  if (intake === null) return { do: 'measure' };
  if (intake.kind === 'asked') return null;
  const { isFallen, reason } = judgeIntake(intake, gateMinutes);
  return { do: 'become', state: isFallen ? 'failed' : 'healthy', reason, isRefused: false };
}

function become(
  state: RolloutAccountState,
  key?: Message['key'],
  facts: Message['facts'] = {},
): Move & { do: 'become' } {
  return { do: 'become', state, reason: key ? message(key, facts) : null, isRefused: false };
}

function stateAfter(account: AccountFacts, move: Move | null): AccountFacts {
  if (move === null) return account;
  if (move.do === 'plan') return { ...account, state: 'queued', isPlanning: true };
  if (move.do === 'measure') return account;
  if (move.do === 'join') return { ...account, wave: 1 };
  if (move.do === 'begin') return { ...account, state: 'applying' };
  return { ...account, state: move.state, isUntouched: move.reason?.key === untouched };
}

interface Verdict {
  readonly state: RolloutState;
  readonly reason?: Message;
  /** Whether the next wave may begin. */
  readonly isPassed?: boolean;
}

/**
 * The state of the rollout. A failed account pauses it; one that needs approval or is suspended is not waited for, unless
 * amoCRM refuses for now what is planned for it. But a wave without a healthy account proves nothing, nor do waves up to
 * the first account that was changed: the rollout waits for the approval, or pauses, unless no wave comes that changes any.
 */
function judge(rollout: RolloutFacts, accounts: readonly AccountFacts[]): Verdict {
  const { state, wave, waves, unprovenWave } = rollout;
  const has = (of: readonly AccountFacts[], ...states: RolloutAccountState[]) =>
    of.some((account) => states.includes(account.state));
  if (state === 'planning' || state === 'approval')
    return { state: has(accounts, 'queued') ? 'planning' : 'approval' };
  if (state !== 'running' && state !== 'gate' && state !== 'done') return { state };
  const begun = accounts.filter((account) => account.wave <= wave);
  const failed = begun.filter((account) => account.state === 'failed' && !account.isAccepted).length;
  if (failed > 0) return { state: 'paused', reason: message('rollouts.paused-failed', { wave, failed }) };
  if (state === 'done') return { state };
  const isUndecided = begun.some((account) => account.isPlanning && account.isRefused && !account.obstacle);
  if (isUndecided || has(begun, 'queued', 'planned', 'applying')) return { state: 'running' };
  if (has(begun, 'verified')) return { state: 'gate' };
  const own = begun.filter((account) => account.wave === wave);
  const isChanged = begun.some((account) => account.state === 'healthy' && !account.isUntouched);
  const isHarmless = accounts.every((account) => account.wave <= wave || account.plan?.isEmpty === true);
  const isProven = has(own, 'healthy') && (isChanged || isHarmless);
  if (wave < waves && unprovenWave < wave && own.length > 0 && !isProven) {
    if (has(own, 'needs-approval')) return waitsForApproval;
    return { state: 'paused', reason: message('rollouts.paused-unproven', { wave }) };
  }
  if (wave < waves) return { state: 'running', isPassed: true };
  return has(accounts, 'needs-approval') ? waitsForApproval : { state: 'done' };
}

/** Nothing goes on before a person has approved an account, or left it out. */
const waitsForApproval: Verdict = { state: 'running', reason: message('rollouts.waits-for-approval') };

function nextCheck(
  state: RolloutState,
  { gateMinutes }: RolloutFacts,
  accounts: readonly AccountFacts[],
  now: Date,
): Date | null {
  if (state === 'planning' || state === 'approval' || state === 'stopped') return null;
  const gates = accounts
    .filter((account) => account.state === 'verified')
    .map(({ verifiedAt }) => (verifiedAt ?? now).getTime() + gateMinutes * minuteMs)
    .filter((opensAt) => opensAt > now.getTime());
  const isWatched = accounts.some(
    (account) =>
      account.state === 'applying' ||
      account.state === 'verified' ||
      (account.state === 'suspended' && !account.obstacle && !account.isPlanning),
  );
  if (!isWatched) return null;
  return new Date(Math.min(now.getTime() + checkEveryMs, ...gates));
}
