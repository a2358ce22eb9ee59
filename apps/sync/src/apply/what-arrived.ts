import type { ObjectUse } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { KindName } from '../kind/kind-name.js';
import { countAddress, openGuard, type CountNeeded } from '../plan/live-counts-needed.js';
import { isRemoval, placeOf, type Change, type Plan, type RiskCode } from '../plan/plan.js';
import { reasonWho } from '../plan/describe-reason.js';
import { kindOf } from '../kind/kinds.js';
import { kindWords } from '../kind/kind-words.js';
import { resolveUses, useObstacle } from '../plan/uses.js';
import { whyStale, type Progress } from '../plan-run/compare-plans.js';
import type { PlanDraft } from '../plan-run/draft-plan.js';
import { entityOf } from '../snapshot/card-tally.js';
import type { LiveCounter } from '../snapshot/live-counter.js';
import type { Step, WriteCall } from './call.js';

/** The context of an apply: the fresh read and plan, and what was approved. */
export interface ApplyContext {
  readonly draft: PlanDraft;
  readonly run: Progress & { readonly plan: Plan };
  /** A walk over cards that began before does not show what a plan may delete. */
  readonly countedFrom: Date;
  /** What the hub's settings name in the account now. */
  readonly uses: () => Promise<readonly ObjectUse[]>;
}

/**
 * What came to what this step takes since the fresh read, counted right before the step; null when nothing: settings of the
 * hub that name the object, deals in it, values on cards, and requests among incoming leads.
 */
export async function whatArrived(step: Step, context: ApplyContext): Promise<Message | null> {
  return (
    (await arrivedIn(step, context)) ??
    (await filled(step, context)) ??
    // Last, because the walks above take minutes, and this is one question.
    (await namedNow(step, context))
  );
}

/** A setting that names what this step deletes, or takes the deals out of; by the names of the fresh read. */
async function namedNow(step: Step, { uses, draft }: ApplyContext): Promise<Message | null> {
  const going = goingBy(step);
  const reason = going && useObstacle(going, resolveUses(await uses(), normaliseSnapshot(draft.snapshot)));
  if (!reason) return null;
  const object = message('outcomes.object', { kind: kindWords(going.kind), key: going.name });
  return message('outcomes.named-now', { object, who: reasonWho(reason) });
}

function goingBy(step: Step): { kind: KindName; id: string; name: string } | null {
  if (step.do === 'move-deals') return { kind: step.kind, id: step.fromId, name: step.fromId };
  const [item] = step.items;
  if (step.method !== 'DELETE' || !item?.branchId) return null;
  return { kind: item.kind, id: item.branchId, name: item.name };
}

/** Something that may have come to what a step is about. */
type Stake = CountNeeded & { readonly name: string };

async function arrivedIn(step: Step, { draft, countedFrom }: ApplyContext): Promise<Message | null> {
  for (const { name, ...needed } of stakesOf(step, draft.plan)) {
    const count = await countExactly(draft.counter, needed, countedFrom);
    if (count === 0) continue;
    const { guard } = kindOf(needed.kind);
    return message(`outcomes.${guard?.risk === needed.risk ? guard.arrived : 'deals-arrived'}`, {
      count,
      name,
    });
  }
  return null;
}

/**
 * How much is there now. Walks over all cards before it says that there is any: a deleted card may still be counted. Before it
 * says that there is none, where another plan walked: a card may have come with a moment of long ago.
 */
async function countExactly(counter: LiveCounter, needed: CountNeeded, from: Date): Promise<number> {
  const entity = entityOf(needed);
  if (entity === null || counter.isWalkedSince(entity, from)) {
    const count = (await counter.count([needed]))[needed.address] ?? 0;
    if (count === 0 || entity === null) return count;
  }
  return (await counter.recount([needed]))[needed.address] ?? 0;
}

/** What has to be counted once more before a step: deals in what goes, and requests that wait where incoming leads go. */
function stakesOf(step: Step, { changes }: Plan): readonly Stake[] {
  const going = goingBy(step);
  if (!going) return step.do === 'write' ? thrownBy(step) : [];
  const { kind, id: branchId } = going;
  const { live } = kindOf(kind);
  const change = changes.find((each) => isRemoval(each) && each.kind === kind && each.branchId === branchId);
  const guard = openGuard(kind, change?.before ?? {});
  const risks = [
    ...(step.do === 'write' && live?.movesTo !== undefined ? [live.risk] : []),
    ...(guard ? [guard.risk] : []),
  ];
  return risks.map((risk) => stakeOf(risk, { kind, branchId, name: change?.name ?? going.name }));
}

/** A switch that a step throws. */
function thrownBy({ method, body, items: [item] }: WriteCall): readonly Stake[] {
  if (method !== 'PATCH' || !item?.branchId) return [];
  const { guard } = kindOf(item.kind);
  return guard?.isThrownBy(body) ? [stakeOf(guard.risk, { ...item, branchId: item.branchId })] : [];
}

function stakeOf(
  risk: RiskCode,
  { kind, branchId, name }: { kind: KindName; branchId: string; name: string },
): Stake {
  return { risk, kind, branchId, name, address: countAddress(risk, kind, branchId) };
}

/**
 * Counts what a call takes from cards right before it: the calls before it may have taken hours, as those that move deals
 * do. After the first one of an entity type only what was written since is read.
 */
async function filled(step: Step, { draft, run, countedFrom }: ApplyContext): Promise<Message | null> {
  const { plan, counter } = draft;
  const needed = clearedBy(step, plan);
  const [first] = needed;
  const entity = first ? entityOf(first) : null;
  if (entity === null) return null;
  const whyWith = (counts: Readonly<Record<string, number>>) =>
    whyStale(withCounts(plan, counts), run.plan, { ...run, hasBegun: true });
  const isOwn = counter.isWalkedSince(entity, countedFrom);
  let why = isOwn ? whyWith(await counter.count(needed)) : null;
  // Because a card that was deleted meanwhile loses nothing, and one that came with an old moment is in no other plan's walk.
  if (why !== null || !isOwn) why = whyWith(await counter.recount(needed));
  return why;
}

function withCounts(plan: Plan, counts: Readonly<Record<string, number>>): Plan {
  const changes = plan.changes.map((change) => {
    const code = losesValues(change);
    const count = code && counts[countAddress(code, change.kind, change.branchId ?? '')];
    if (count === undefined || count === null) return change;
    return { ...change, risks: change.risks.map((risk) => (risk.code === code ? { ...risk, count } : risk)) };
  });
  return { ...plan, changes };
}

/** The risk by which a deletion takes values from cards; null where it takes none, or cards move first. */
function losesValues({ action, kind, risks }: Pick<Change, 'action' | 'kind' | 'risks'>): RiskCode | null {
  const { live } = kindOf(kind);
  if (action !== 'delete' || !live || live.movesTo !== undefined) return null;
  return risks.some(({ code }) => code === live.risk) ? live.risk : null;
}

/** What a step takes from cards; the fields of a call are all of one entity type. */
function clearedBy(step: Step, { changes }: Plan): readonly CountNeeded[] {
  if (step.do !== 'write') return [];
  const places = new Set(step.items.flatMap((item) => [item, ...item.children]).map(placeOf));
  return changes.flatMap((change) => {
    const [risk, { kind, branchId }] = [losesValues(change), change];
    if (risk === null || branchId === null || !places.has(placeOf(change))) return [];
    return [{ risk, kind, branchId, address: countAddress(risk, kind, branchId) }];
  });
}
