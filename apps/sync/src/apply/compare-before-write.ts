import type { AmoClient } from '@hub/amocrm';
import { message, type Message } from '@hub/messages';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { Observed, WantsDetails } from '../kind/kind.js';
import { kinds, kindOf } from '../kind/kinds.js';
import type { KindName } from '../kind/kind-name.js';
import { kindWords } from '../kind/kind-words.js';
import { address } from '../kind/placeholder.js';
import { isRemoval, isWritten, placeOf, type Change, type Plan } from '../plan/plan.js';
import { both, detailsOfPlan } from '../plan-run/plan-scope.js';
import { listAddress, listOf, rowsOf, type ListName } from '../snapshot/lists.js';
import { readAgain } from '../snapshot/read-snapshot.js';
import type { Step } from './call.js';
import { withFreshLists } from './fresh-lists.js';
import { found, whatChanged } from './what-changed.js';

/** What a step is compared with: what the plan was made from, its calls, and the ids known so far. */
export interface CompareContext {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly seen: RawSnapshot;
  readonly ids: ReadonlyMap<string, string>;
  readonly wants: WantsDetails;
}

/** A step as it has to be now, and the objects of its lists at that moment. */
export interface FreshStep {
  readonly step: Step;
  readonly branch: { readonly objects: readonly Observed[] };
}

/** The step as it has to be now, why it must not be carried out, or that what it removes or empties is gone already. */
export type Compared = FreshStep | { readonly why: Message } | 'gone';

/** How long a reading of a list is trusted to show all objects beside which a call creates others. */
export const trustedMs = 30_000;

/**
 * Whether a step is compared with its lists right before it: one about existing objects always, because people could change
 * them since the plan read them. One that creates objects in what is there already only where the attempt read the account longer
 * ago than `trustedMs` (a count over many cards, a slow account): people may have made the same object meanwhile.
 */
export function isComparedBefore(step: Step | null, readFrom: Date, now: Date): step is Step {
  if (step === null || step.do === 'move-deals') return step !== null;
  if (step.pending !== null) return false;
  return step.method !== 'POST' || now.getTime() - readFrom.getTime() > trustedMs;
}

/**
 * Reads the lists of a call right before it and compares them with the reading that the approved plan was made from. Costs one
 * reading of the list that is written, and of those that show what is in an object that goes.
 */
export async function compareBeforeWrite(
  amo: AmoClient,
  step: Step,
  { plan, steps, seen, ids, wants }: CompareContext,
): Promise<Compared> {
  const changes = changesOf(step, plan);
  const lists = listsOf(step, changes);
  const details = both(wants, detailsOfPlan({ changes, ids: plan.ids }));
  const now = await readAgain(amo, seen, lists, details);
  const parts = new Set(lists.map(({ part }) => part));
  const read = kinds.filter(({ reading }) => reading !== null && parts.has(reading.part));
  const hidden = read.find((kind) => lists.some((name) => isOf(kind, name) && rowsOf(now, name) === null));
  if (hidden) return { why: message('outcomes.not-given-now', { list: kindWords(hidden.name, 'list') }) };
  const objectsIn = (raw: RawSnapshot): Observed[] => read.flatMap((kind) => [...kind.observe(raw)]);
  const objects = objectsIn(now);
  if (
    changes.length > 0 &&
    changes.every((change) => isRemoval(change) && !found(objects, change.kind, change.branchId))
  )
    return 'gone';
  const isManaged = managedBy(ids);
  const why = whatChanged(changes, { then: objectsIn(seen), now: objects, ids, isManaged });
  if (why !== null) return { why };
  const branch = { objects };
  if (step.do !== 'write') return { step, branch };
  return { step: withFreshLists(step, { plan, steps, then: seen, now, objects, isManaged }), branch };
}

/** Whether the release has an object of the branch, by the ids known so far. */
export function managedBy(ids: ReadonlyMap<string, string>): (kind: KindName, id: string) => boolean {
  const managed = new Set([...ids].map(([key, id]) => `${key.slice(0, key.indexOf(' '))} ${id}`));
  return (kind, id) => managed.has(address(kind, id));
}

const isOf = ({ reading }: (typeof kinds)[number], { part }: ListName): boolean => reading?.part === part;

/** The changes that a step carries out, those of children included. */
export function changesOf(step: Step, plan: Plan): readonly Change[] {
  const items = step.do === 'write' ? step.items.flatMap((item) => [item, ...item.children]) : [];
  const places = new Set(items.map(placeOf));
  const isMine =
    step.do === 'move-deals'
      ? (change: Change) => isRemoval(change) && change.kind === step.kind && change.branchId === step.fromId
      : (change: Change) => places.has(placeOf(change));
  return plan.changes.filter((change) => isWritten(change) && isMine(change));
}

/** The list that a step writes; of what goes, also the lists whose objects may be placed in it. */
function listsOf(step: Step, changes: readonly Change[]): readonly ListName[] {
  const own =
    step.do === 'move-deals'
      ? [{ kind: step.kind, path: step.fromId }]
      : step.items.map(({ kind, branchId }) => ({ kind, path: branchId ?? step.within }));
  const placed = changes
    .filter(isRemoval)
    .flatMap(({ kind, branchId }) =>
      kinds
        .filter(({ placedBy, references }) => placedBy !== undefined && references[placedBy] === kind)
        .map(({ name }) => ({ kind: name, path: branchId ?? '' })),
    );
  const names = [...own, ...placed].flatMap(({ kind, path }) => {
    const { reading } = kindOf(kind);
    return reading ? [listOf(reading, path)] : [];
  });
  return [...new Map(names.map((name) => [listAddress(name), name])).values()];
}
