import type {
  PlanGroup,
  RolloutAccountView,
  RolloutCounts,
  RolloutProgress,
  RolloutSummary,
  RolloutTouched,
} from '@hub/contracts';
import { joined, message, type Fact, type Joined, type Message } from '@hub/messages';
import { checksum } from '../configuration/configuration.js';
import { describeExceptions } from '../exception/describe-exceptions.js';
import { moveAll, type AskedBy } from '../plan/answers.js';
import { describeChanges, describePlan } from '../plan/describe-plan.js';
import { objectWords } from '../plan/describe-reason.js';
import type { Change, Counts, Plan } from '../plan/plan.js';
import { withSums } from '../plan/touched.js';
import { finalEnd } from '../kind/final-names.js';
import { kindOf } from '../kind/kinds.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { askAgain } from '../plan-run/ask-again.js';
import { describeAnswers } from '../plan-run/describe-answers.js';
import { askedBy, lostLines, narrowedLines, planText } from '../plan-run/plan-view.js';
import { botViews, countBots, summaryOfBots, type Carried } from './bot-states.js';
import { estimateRest } from './estimate-rest.js';
import { groupPlans, type Group } from './group-plans.js';
import { sumTouched, type TouchedAccount, type TouchedSum } from './sum-touched.js';
import { contentDifference, isCompared, portable } from './plan-content.js';
import type { Rollout } from './rollout.entity.js';
import type { RolloutEntry } from './rollout.repository.js';

/** The most objects with deals or cards that a view names. */
const maxTouched = 50;

/** Accounts of a rollout by state. */
export function countStates(entries: readonly RolloutEntry[]): RolloutCounts {
  const count = (state: string) => entries.filter(({ row }) => row.state === state).length;
  return {
    queued: count('queued'),
    planned: count('planned'),
    needsApproval: count('needs-approval'),
    applying: count('applying'),
    verified: count('verified'),
    healthy: count('healthy'),
    failed: count('failed'),
    skipped: count('skipped'),
    suspended: count('suspended'),
  };
}

/** Whether an account got what its plan could bring, and a part waits for a person. */
const isInPart = ({ plan }: RolloutEntry): boolean => plan?.state === 'applied-in-part';

/** How far a rollout is. */
export function rolloutProgress(
  rollout: Rollout,
  entries: readonly RolloutEntry[],
  { carried, now }: { carried: Carried; now: Date },
): RolloutProgress {
  const { id, state, wave, waves, reason } = rollout;
  const accounts = entries.map(({ row, plan }) => {
    return { ...row, callsPlanned: plan?.callsPlanned ?? 0, callsDone: plan?.callsDone ?? 0 };
  });
  const isMoving = state === 'running' || state === 'gate';
  const estimate = isMoving ? estimateRest(accounts, rollout, now) : null;
  return {
    rolloutId: id,
    ...{ state, wave, waves },
    accounts: countStates(entries),
    inPart: entries.filter(isInPart).length,
    botStates: countBots(entries.flatMap(({ row }) => botViews(rollout, row, carried))),
    callsPlanned: accounts.reduce((sum, { callsPlanned }) => sum + callsPlanned, 0),
    callsDone: accounts.reduce((sum, { callsDone }) => sum + callsDone, 0),
    secondsLeft: estimate?.secondsLeft ?? null,
    isMeasured: estimate?.isMeasured ?? false,
    reason,
  };
}

/** A rollout as a list of rollouts shows it. */
export function rolloutSummary(rollout: Rollout, progress: RolloutProgress, release: number): RolloutSummary {
  const { releaseId, note, madeBy, approvedBy, forcedBy, madeAt, changedAt } = rollout;
  return {
    ...progress,
    ...{ releaseId, release, note, madeBy, approvedBy, forcedBy },
    madeAt: madeAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}

/** Over the plans that an approval is about: whoever repeats it has seen exactly these. */
export function plansChecksum(entries: readonly RolloutEntry[]): string {
  const planned = entries.flatMap(({ row, plan }) =>
    row.state === 'planned' && plan ? [[row.accountId, plan.listed.checksum]] : [],
  );
  return checksum(planned.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}

/** Accounts with equal plans together. */
export function groupsOf(entries: readonly RolloutEntry[]): Group[] {
  return groupPlans(
    entries.flatMap(({ row, account, plan }) => {
      if (row.state === 'skipped' || row.content === null || plan === null) return [];
      const { irrevocable } = plan;
      const { counts, objections } = plan.listed;
      const touched = touchedIn({ row, account, plan });
      const { name } = touched;
      return [{ name, content: row.content, planId: plan.id, counts, objections, irrevocable, touched }];
    }),
  );
}

function touchedIn({ row, account, plan }: Pick<RolloutEntry, 'row' | 'account' | 'plan'>): TouchedAccount {
  const { accountId } = row;
  return { accountId, name: account?.name ?? accountId, touched: plan?.listed.touched ?? [] };
}

/**
 * What has deals, values on cards or waiting requests and is removed, renamed or switched off, with the numbers of each
 * account.
 */
export function touchedViews({ releaseId }: Rollout, entries: readonly RolloutEntry[]): RolloutTouched[] {
  const planned = entries.filter(({ row }) => row.state !== 'skipped');
  return sumTouched(planned.map(touchedIn))
    .slice(0, maxTouched)
    .map(({ largest, ...sum }) => ({
      ...sum,
      isLeftOut: sum.isLeftOut ?? false,
      largest: [...largest],
      text: touchedText({ ...sum, largest }, releaseId),
    }));
}

function touchedText(
  { kind, key, risk, count, accounts, largest, ...sum }: TouchedSum,
  releaseId: string,
): Message {
  const { isRemoved, isLeftOut = false, needsTarget, migrateTo } = sum;
  const isSwitched = kindOf(kind).guard?.risk === risk;
  const next = [
    ...(migrateTo === null
      ? []
      : [message('plans.migrate', { stage: migrateTo, end: finalEnd(migrateTo) ?? '' })]),
    ...(needsTarget ? [moveAll(key, releaseId)] : []),
  ].slice(-1);
  return message('rollouts.touched', {
    object: objectWords({ kind, key }),
    does: isRemoved ? 'remove' : isSwitched ? 'switch' : 'rename',
    stays: isLeftOut ? 'yes' : 'no',
    what: isSwitched ? message('rollouts.requests', { count }) : message(`risks.${risk}`, { count, who: '' }),
    where: largest.map(({ name, count: own }) => `${name} ${own}`).join(', '),
    more: accounts - largest.length,
    next: joined('', next.length > 0 ? [' — ', ...next] : []),
  });
}

/**
 * Groups as REST shows them. Of those whose plan was read: the first one's text, and how the others differ from it.
 * What only one account has, such as its steps for people and its own objects, is said of that account by its name.
 */
export function groupViews(groups: readonly Group[], read: ReadonlyMap<string, PlanRun>): PlanGroup[] {
  const summed = (group: Group) => {
    const run = read.get(group.planId);
    return run && { ...run, plan: withSums(run.plan, group.touched), irrevocable: [...group.irrevocable] };
  };
  const first = groups[0] && summed(groups[0]);
  return groups.map((group, at) => {
    const { content, planId, accounts, counts, fewest, objections } = group;
    const run = summed(group);
    const named = { accounts, content, planId, names: [...group.names] };
    const known = { ...named, counts, fewest, objections: [...objections] };
    const changes = changesIn(counts) - (accounts === 1 ? 0 : counts.manual);
    if (at === 0 || !run || !first) {
      const title = changes === 0 ? message('rollouts.group-empty', { accounts }) : sizeOf(accounts, changes);
      const text = accounts === 1 ? planText : (one: PlanRun) => textOfMany(one, group);
      return { title, ...known, text: run && at === 0 ? text(run) : null };
    }
    const { own, lacking } = contentDifference(shownOf(run, group), shownOf(first, groups[0]));
    const facts = { accounts, own: own.length, lacking: lacking.length };
    const text = [
      ...part('rollouts.group-own', run.plan, own),
      ...part('rollouts.group-lacking', first.plan, lacking),
      ...lostLines(run.irrevocable),
      ...describeAnswers({ changes: own }, askedIn(run, group)),
      ...ownLines({ ...run, plan: { ...run.plan, leftovers: [], released: [] } }, group),
    ];
    return { title: message('rollouts.group-other', facts), ...known, text: joined('\n', text) };
  });
}

/** The plan as shown by a text that is about so many accounts. */
function shownOf({ plan }: PlanRun, group: Group | undefined): Plan {
  return group?.accounts === 1 ? plan : portable(plan);
}

/** Whom the answers in a text are for. Of many accounts no one is named: how one of them is answered is in its own plan. */
function askedIn(run: PlanRun, { accounts }: Group): AskedBy {
  if (accounts === 1) return askedBy(run);
  const again = askAgain({ ...run, options: { ...run.options, migrationTargets: {} } });
  return { ...askedBy(run), planId: 'PLAN', accountId: 'ACCOUNT', again };
}

/** What the plans of a group do alike, then what its first account alone has. */
function textOfMany(run: PlanRun, group: Group): Joined {
  const shown = portable(run.plan);
  const changes = shown.changes.filter(isCompared);
  const counts = countsIn(shown, changes);
  return joined('\n', [
    ...narrowedLines(run.options.only),
    describeChanges({ ...shown, changes, counts, leftovers: [], released: [] }),
    ...lostLines(run.irrevocable),
    ...describeAnswers({ changes }, askedIn(run, group)),
    ...ownLines(run, group),
  ]);
}

/** What no other account of a group needs to have: steps for people, what stays as it is, exceptions. */
function ownLines(run: PlanRun, { names, accounts }: Group): Fact[] {
  const { accountId, plan, options } = run;
  const changes = plan.changes.filter((change) => !isCompared(change));
  const { leftovers, released = [] } = plan;
  const isListed = changes.length + leftovers.length + released.length > 0;
  const lines = [
    ...(isListed ? [describePlan({ ...plan, changes, counts: countsIn(plan, changes) })] : []),
    ...describeExceptions(options.exceptions ?? []),
    ...describeAnswers({ changes }, askedBy(run)),
  ];
  if (lines.length === 0) return [];
  const facts = { name: names[0] ?? accountId, others: accounts === 1 ? 'none' : 'some' };
  return [message('rollouts.group-account', facts), ...lines];
}

const sizeOf = (accounts: number, changes: number): Message =>
  message('rollouts.group-first', { accounts, changes });

function part(title: Message['key'], plan: Plan, changes: readonly Change[]): Fact[] {
  if (changes.length === 0) return [];
  return [
    message(title),
    describeChanges({ ...plan, changes, leftovers: [], counts: countsIn(plan, changes) }),
  ];
}

function countsIn({ counts }: Plan, changes: readonly Change[]): Counts {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  return {
    ...{ managed: counts.managed, own: counts.own },
    ...{ create: count('create'), update: count('update'), delete: count('delete') },
    ...{ adopt: count('adopt'), manual: count('manual'), blocked: count('blocked') },
  };
}

function changesIn({ create, update, delete: removed, adopt, manual, blocked }: Counts): number {
  return create + update + removed + adopt + manual + blocked;
}

/** What came of a rollout that is over; null for one that is not. */
export function summaryOf(
  { state }: Rollout,
  { accounts, inPart, botStates }: Pick<RolloutProgress, 'accounts' | 'inPart' | 'botStates'>,
  release: number,
): Message | null {
  if (state !== 'done' && state !== 'stopped') return null;
  const { healthy, failed, suspended, skipped } = accounts;
  const bots = summaryOfBots(botStates);
  return message('rollouts.summary', { release, healthy, inPart, failed, suspended, skipped, bots });
}

/** One account of a rollout as REST shows it. */
export function accountView(
  entry: RolloutEntry,
  rollout: Pick<Rollout, 'state' | 'madeAt'>,
  carried: Carried,
): RolloutAccountView {
  const { row, account, plan } = entry;
  const { accountId, wave, state, reason, planId, content, beganAt, verifiedAt } = row;
  return {
    accountId,
    name: account?.name ?? accountId,
    ...{ wave, state, reason, planId, content },
    isInPart: isInPart(entry),
    checksum: plan?.listed.checksum ?? null,
    callsPlanned: plan?.callsPlanned ?? 0,
    callsDone: plan?.callsDone ?? 0,
    touched: (plan?.listed.touched ?? []).map((one) => ({ ...one, isLeftOut: one.isLeftOut ?? false })),
    bots: botViews(rollout, row, carried),
    beganAt: beganAt?.toISOString() ?? null,
    verifiedAt: verifiedAt?.toISOString() ?? null,
  };
}
