import type {
  DealMoves,
  MovedDealView,
  LeftoverObject,
  PlanChange,
  PlanSummary,
  PlanView,
} from '@hub/contracts';
import { isRunning } from '@hub/contracts/pure';
import { joined, message, type Fact, type Joined, type Message } from '@hub/messages';
import { describeExceptions } from '../exception/describe-exceptions.js';
import { answersOf, type AskedBy } from '../plan/answers.js';
import { describePlan } from '../plan/describe-plan.js';
import { isWritten, placeOf, type Change, type Leftover, type Plan } from '../plan/plan.js';
import { touchedBy } from '../plan/touched.js';
import type { MovedDeal } from '../apply/moved-deal.entity.js';
import { askAgain } from './ask-again.js';
import { describeAnswers } from './describe-answers.js';
import { listedPlan, shownChecksum } from './listed-plan.js';
import { missingOf } from './missing-of.js';
import type { PlanRun } from './plan-run.entity.js';
import type { ListedRun } from './plan-run.repository.js';

/** The most leftovers and missing objects that a view names. */
const maxListed = 500;

/** A plan as REST shows it, with what was recorded of the deals that it moves. */
export function planView(run: PlanRun, recorded = { moved: 0, sent: 0 }): PlanView {
  const leftovers = run.plan.leftovers.slice(0, maxListed).map(leftoverView);
  const released = (run.plan.released ?? []).slice(0, maxListed).map(leftoverView);
  const missing = missingOf(run).slice(0, maxListed);
  const { irrevocable, options } = run;
  const narrowedTo = options.only?.length ?? null;
  return {
    ...planSummary(run),
    text: planText(run),
    again: askAgain(run),
    narrowedTo,
    irrevocable,
    leftovers,
    released,
    missing,
    dealMoves: dealMoves(run.plan, recorded),
  };
}

/** How far the moves of a plan are; null where it moves no deal. */
export function dealMoves(plan: Plan, recorded: Omit<DealMoves, 'planned'>): DealMoves | null {
  const leaving = touchedBy(plan).filter(({ migrateTo }) => migrateTo !== null);
  if (leaving.length === 0 && recorded.moved + recorded.sent === 0) return null;
  return { planned: leaving.reduce((sum, { count }) => sum + count, 0), ...recorded };
}

/** A deal that a plan moves as REST shows it. */
export function movedDealView({ leadId, fromStage, toStage, begunAt, movedAt }: MovedDeal): MovedDealView {
  const [begun, moved] = [begunAt.toISOString(), movedAt?.toISOString() ?? null];
  return { leadId, fromStage, toStage, begunAt: begun, movedAt: moved };
}

function leftoverView({ kind, name, branchId, within }: Leftover): LeftoverObject {
  return { kind, name, branchId, within: within ?? '' };
}

/** The plan as a change list for people: what it is narrowed to, what it cannot bring back, and what it leaves alone. */
export function planText(run: AskingRun & Pick<PlanRun, 'plan' | 'irrevocable'>): Joined {
  const { plan, irrevocable } = run;
  const { only, exceptions = [] } = run.options;
  const blocks = [
    ...lostLines(irrevocable),
    ...describeExceptions(exceptions),
    ...describeAnswers(plan, askedBy(run)),
  ];
  return joined('\n', [...narrowedLines(only), describePlan(plan), ...blocks]);
}

type AskingRun = Pick<PlanRun, 'id' | 'accountId' | 'releaseId' | 'rolloutId' | 'options'>;

/** What the answers to a plan's questions name. */
export function askedBy(run: AskingRun): AskedBy {
  const { id: planId, accountId, releaseId, rolloutId } = run;
  const isNarrowed = run.options.only !== undefined;
  return { planId, accountId, releaseId, again: askAgain(run), isNarrowed, isOfRollout: rolloutId !== null };
}

/** To how many objects a plan is narrowed, as a line of its text; nothing for one of the whole release. */
export function narrowedLines(only: PlanRun['options']['only']): Fact[] {
  return only ? [message('sync.narrowed', { count: only.length })] : [];
}

/** What a plan does not bring back, as a block of its text; nothing where all comes back. */
export function lostLines(irrevocable: readonly Message[]): Fact[] {
  if (irrevocable.length === 0) return [];
  const title = joined(': ', [message('rollouts.cannot-undo'), irrevocable.length]);
  return [title, ...irrevocable.map((what) => joined('', ['  ! ', what])), ''];
}

function planSummary(run: PlanRun): PlanSummary {
  return listedSummary({
    ...run,
    listed: { ...(run.listed ?? listedPlan(run.plan)), checksum: shownChecksum(run.plan) },
    hasRefused: missingOf(run).length > run.plan.counts.blocked,
  });
}

/** A plan as a list of plans shows it. */
export function listedSummary(run: ListedRun): PlanSummary {
  const { madeAt, changedAt } = run;
  const { checksum, counts, isEmpty, objections } = run.listed;
  return {
    id: run.id,
    accountId: run.accountId,
    releaseId: run.releaseId,
    rolloutId: run.rolloutId,
    state: run.state,
    reason: run.order === null ? run.reason : waitingFor(run.order),
    ...{ checksum, counts, isEmpty, objections },
    isComplete: counts.blocked === 0 && !run.hasRefused,
    callsPlanned: run.callsPlanned,
    callsDone: run.callsDone,
    approvedBy: run.approvedBy,
    forcedBy: run.forcedBy,
    madeAt: madeAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}

/** Why a running plan will stop after the call it is in. */
export function waitingFor(order: NonNullable<PlanRun['order']>): Message {
  return message(`outcomes.${order}-requested`);
}

type ShownRun = AskingRun & Pick<PlanRun, 'state' | 'outcomes'>;

/** One change as REST shows it. */
function changeView(change: Change, run: ShownRun): PlanChange {
  const { state, outcomes } = run;
  const { action, kind, key, within, name, branchId, before, after, moved, migrateTo, reason, risks } =
    change;
  const outcome = outcomes[placeOf(change)];
  const open = !isWritten(change) ? null : isRunning(state) ? 'waiting' : 'left';
  return {
    action,
    kind,
    key,
    within,
    name,
    branchId,
    before,
    after,
    moved,
    migrateTo,
    reason: reason && { ...reason },
    answers: answersOf(change, askedBy(run)).map(({ words }) => words),
    risks: risks.map((risk) => ({ ...risk })),
    result: open === null ? null : (outcome?.result ?? open),
    detail: outcome?.result === 'refused' ? outcome.detail : null,
  };
}

/** The most bytes that a page of changes may take: a reply is refused above 250 KB. */
const maxPageBytes = 200_000;

/** At most `limit` changes from a place on, fewer where they are long; `next` is null at the end. */
export function changesFrom(
  run: ShownRun & Pick<PlanRun, 'plan'>,
  from: number,
  limit: number,
): { items: PlanChange[]; next: number | null } {
  const items: PlanChange[] = [];
  const { changes } = run.plan;
  let bytes = 0;
  for (const change of changes.slice(from, from + limit)) {
    const view = changeView(change, run);
    bytes += Buffer.byteLength(JSON.stringify(view));
    if (items.length > 0 && bytes > maxPageBytes) break;
    items.push(view);
  }
  const next = from + items.length;
  return { items, next: next < changes.length ? next : null };
}
