import { listStages, type AmoClient } from '@hub/amocrm';
import type { ObjectUse } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import type { Json } from '../configuration/json.js';
import type { KindName } from '../kind/kind.js';
import { countAddress, type CountNeeded } from '../plan/live-counts-needed.js';
import type { Plan, RiskCode } from '../plan/plan.js';
import { reasonWho } from '../plan/describe-reason.js';
import { kindWords } from '../kind/kind-words.js';
import { useObstacle } from '../plan/uses.js';
import { whyStale, type Progress } from '../plan-run/compare-plans.js';
import type { Look } from '../plan-run/look-at-account.js';
import { countLive, entityOf } from '../snapshot/count-live.js';
import type { CallItem, Step, WriteCall } from './call.js';

/** What an apply goes by: what it saw, the calls that follow from it, and what was approved. */
export interface Basis {
  readonly look: Look;
  readonly steps: readonly Step[];
  readonly run: Progress & { readonly plan: Plan };
  /** What the hub's settings name in the account now. */
  readonly uses: () => Promise<readonly ObjectUse[]>;
}

/**
 * What people did since the look that this step would undo, looked up right before it; null when nothing.
 * Settings of the hub that name what goes, stages that they made in it, deals in it, values on cards, and requests among incoming leads that go off.
 */
export async function whatArrived(amo: AmoClient, step: Step, basis: Basis): Promise<Message | null> {
  return (
    (step.do === 'write' ? await arrivedIn(amo, step) : null) ??
    (await filled(amo, step, basis)) ??
    // Last, because the walks above take minutes, and these are one call and one question.
    (await ownStages(amo, step, basis.look)) ??
    (await namedNow(step, basis.uses))
  );
}

/** A setting that names what this step deletes, or takes the deals out of. */
async function namedNow(step: Step, uses: Basis['uses']): Promise<Message | null> {
  const going = goingBy(step);
  const reason = going && useObstacle(going, await uses());
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

async function arrivedIn(amo: AmoClient, step: WriteCall): Promise<Message | null> {
  const [item] = step.items;
  const risk = riskOf(step);
  if (!item || item.branchId === null || risk === null) return null;
  const { kind, branchId, name } = item;
  const at = countAddress(risk, kind, branchId);
  const count = (await countLive(amo, [{ risk, kind, branchId, address: at }]))[at] ?? 0;
  if (count === 0) return null;
  return message(risk === 'unsorted-off' ? 'outcomes.requests-arrived' : 'outcomes.deals-arrived', {
    count,
    name,
  });
}

/** What has to be counted once more before a step; null when nothing live is at stake. */
function riskOf({ method, body, items }: WriteCall): RiskCode | null {
  const kind = items[0]?.kind;
  if (method === 'DELETE')
    return kind === 'stage' ? 'deals-in-stage' : kind === 'pipeline' ? 'deals-in-pipeline' : null;
  const isSwitchedOff =
    method === 'PATCH' && kind === 'pipeline' && (body as { is_unsorted_on?: Json }).is_unsorted_on === false;
  return isSwitchedOff ? 'unsorted-off' : null;
}

/** Counts all that the plan takes from the cards of an entity type before the first call that takes any of it. */
async function filled(
  amo: AmoClient,
  step: Step,
  { look: { plan }, steps, run }: Basis,
): Promise<Message | null> {
  const entity = clearedBy(step);
  if (entity === null || steps.find((other) => clearedBy(other) === entity) !== step) return null;
  const needed = valuesToLose(plan).filter((count) => entityOf(count) === entity);
  const counts = await countLive(amo, needed);
  const changes = plan.changes.map((change) => {
    const count = counts[countAddress('cards-with-value', change.kind, change.branchId ?? '')];
    if (change.action !== 'delete' || count === undefined) return change;
    const risks = change.risks.map((risk) => (risk.code === 'cards-with-value' ? { ...risk, count } : risk));
    return { ...change, risks };
  });
  const why = whyStale({ ...plan, changes }, run.plan, { ...run, hasBegun: true });
  return why === null ? null : message('outcomes.moved', { why });
}

function valuesToLose({ changes }: Plan): readonly CountNeeded[] {
  const risk = 'cards-with-value';
  return changes
    .filter(({ action, risks }) => action === 'delete' && risks.some(({ code }) => code === risk))
    .flatMap(({ kind, branchId }) =>
      branchId === null ? [] : [{ risk, kind, branchId, address: countAddress(risk, kind, branchId) }],
    );
}

/** The entity type whose cards a step takes values from: with a field, one of its list values, or a loss reason. */
function clearedBy(step: Step): string | null {
  if (step.do !== 'write') return null;
  const gone = step.items
    .flatMap((item): readonly CallItem[] => [item, ...item.children])
    .find(({ action, kind }) => action === 'delete' && clearing.has(kind));
  const risk = 'cards-with-value';
  return gone?.branchId ? entityOf({ risk, kind: gone.kind, branchId: gone.branchId }) : null;
}

const clearing: ReadonlySet<KindName> = new Set(['field', 'enum', 'loss-reason']);

/** A stage that the look did not find in a pipeline that goes, or whose deals leave for that. */
async function ownStages(amo: AmoClient, step: Step, { snapshot }: Look): Promise<Message | null> {
  const going = goingPipeline(step);
  const seen = snapshot.pipelines.find(({ id }) => String(id) === going);
  if (!seen) return null;
  const known = new Set(seen._embedded.statuses.map(({ id }) => id));
  // The stage of incoming leads (type 1) comes and goes with their switch and is nobody's own.
  const own = (await listStages(amo, seen.id)).find(({ id, type }) => type !== 1 && !known.has(id));
  return own ? message('outcomes.children-arrived', { name: seen.name, child: own.name }) : null;
}

function goingPipeline(step: Step): string | null {
  if (step.do === 'move-deals') return step.kind === 'pipeline' ? step.fromId : null;
  const [item] = step.items;
  return step.method === 'DELETE' && item?.kind === 'pipeline' ? item.branchId : null;
}
