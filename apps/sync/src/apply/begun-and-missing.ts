import type { AccountState } from '../configuration/normalise-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { InFlight, PlanRun } from '../plan-run/plan-run.entity.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import { groupBy } from '../plan/match-objects.js';
import type { Plan } from '../plan/plan.js';
import type { CallItem, Step } from './call.js';
import { replacesLists } from './fresh-lists.js';
import { adoptionsOf, fixedIdOf } from './read-answer.js';

/** The plan and the account as it found it. */
export interface Known {
  readonly plan: Pick<Plan, 'changes' | 'ids'>;
  readonly branch: Pick<AccountState, 'objects'>;
}

/**
 * What has to be known of a call when its answer is missing; null for one that can be repeated at any time. `branch` is
 * the account as `plan` found it.
 */
export function inFlightOf(step: Step | null, { plan, branch }: Known, begunAt: Date): InFlight | null {
  if (step?.do !== 'write') return null;
  const created = createdBy(step.items);
  const replaced = replacedBy(step);
  if (created.length === 0 && replaced.length === 0) return null;
  return {
    created,
    ...(created.length > 0 ? { beside: besideOf(created, plan, branch) } : {}),
    ...(replaced.length > 0 ? { replaced } : {}),
    begunAt: begunAt.toISOString(),
  };
}

/**
 * Objects that a call is about to create, children included. Children that come with every parent are found without
 * having been remembered.
 */
function createdBy(items: readonly CallItem[]): InFlight['created'] {
  return items.flatMap((item) => [
    ...(item.action === 'create' && fixedIdOf(item) === undefined
      ? [{ kind: item.kind, ref: item.ref }]
      : []),
    ...createdBy(item.children),
  ]);
}

/** What is on the shelves where a call creates something, by kind; on those of a parent that comes with it there is nothing. */
function besideOf(
  created: InFlight['created'],
  { changes, ids }: Pick<Plan, 'changes' | 'ids'>,
  { objects }: Pick<AccountState, 'objects'>,
): NonNullable<InFlight['beside']> {
  const sent = new Set(created.map(nameOf));
  const shelves = new Set(
    changes
      .filter((change) => change.action === 'create' && sent.has(nameOf(change)))
      .map(({ kind, within }) => {
        const { parent } = kindOf(kind);
        return address(kind, parent ? (ids[address(parent, within)] ?? '') : within);
      }),
  );
  const managed = new Set(Object.entries(ids).map(([key, id]) => `${key.slice(0, key.indexOf(' '))} ${id}`));
  const beside = objects.filter(
    ({ kind, within, id }) => shelves.has(address(kind, within)) && !managed.has(address(kind, id)),
  );
  const kinds = groupBy(created, ({ kind }) => kind);
  return Object.fromEntries(
    [...kinds.keys()].map((kind) => [kind, beside.filter((one) => one.kind === kind).map(({ id }) => id)]),
  );
}

/** What a call without an answer may have made, as the ledger keeps it. */
export function unseenOf(inFlight: InFlight | null): readonly LedgerEntry[] {
  const { created = [], beside = {} } = inFlight ?? {};
  return created.map(({ kind, ref }) => ({
    ...{ kind, ref, branchId: notSeen, origin: 'created' },
    beside: beside[kind] ?? null,
  }));
}

/**
 * What stays of a call without an answer when a reading ends the plan: what people may have renamed, until somebody says which
 * it is, and the call itself, because it may still arrive.
 */
export function stillInQuestion(
  inFlight: InFlight | null,
  { changes }: Pick<Plan, 'changes'>,
): InFlight | null {
  const asked = new Set(changes.filter(({ action }) => action === 'blocked').map(nameOf));
  return inFlight && { ...inFlight, created: inFlight.created.filter((one) => asked.has(nameOf(one))) };
}

/**
 * The call that the next apply of the account has to wait for: the one under way, else that of an earlier attempt whose
 * answer is missing. What the latter was to create is known by now.
 */
export function besideEarlier(underWay: InFlight | null, earlier: InFlight | null): InFlight | null {
  return underWay ?? (earlier && { ...earlier, created: [] });
}

/** What is in flight when all calls of this attempt are answered. */
export const answered = ({ inFlight }: PlanRun): Pick<PlanRun, 'inFlight'> => ({
  inFlight: besideEarlier(null, inFlight),
});

/**
 * When the call was begun whose answer is missing, if it may still arrive and do harm: the account does not show all it was
 * to create, by the fresh plan, or a list that it replaces is about to be written again, and it would come after that with
 * an older list. Null when there was no such call. Repeating any other one writes the same content again, or deletes what
 * the fresh read still shows.
 */
export function begunAndMissing(
  inFlight: InFlight | null,
  { changes }: Plan,
  steps: readonly Step[],
): Date | null {
  if (!inFlight?.begunAt) return null;
  const missing = new Set(
    changes.filter(({ action }) => action === 'create' || action === 'blocked').map(nameOf),
  );
  const rewritten = new Set(
    steps.flatMap((step) => (step.do === 'write' ? replacedBy(step).map(nameOf) : [])),
  );
  const { created, replaced = [] } = inFlight;
  const isHarmful =
    created.some((one) => missing.has(nameOf(one))) || replaced.some((one) => rewritten.has(nameOf(one)));
  return isHarmful ? new Date(inFlight.begunAt) : null;
}

const nameOf = ({ kind, ref }: { kind: string; ref: string }): string => `${kind} ${ref}`;

function replacedBy(call: Step & { do: 'write' }): Pick<CallItem, 'kind' | 'ref'>[] {
  return replacesLists(call) ? call.items.map(({ kind, ref }) => ({ kind, ref })) : [];
}

/** What the interrupted call created, as the fresh plan finds it. */
export function madeIn(plan: Plan, { inFlight }: Pick<PlanRun, 'inFlight'>): LedgerEntry[] {
  const sent = new Set((inFlight?.created ?? []).map(({ kind, ref }) => `${kind} ${ref}`));
  return adoptionsOf(plan).filter(
    ({ kind, ref, origin }) => origin === 'created' && sent.has(`${kind} ${ref}`),
  );
}

/** The call that begins now; deals that are moved have a record of their own. */
export function underWay(step: Step | null, known: Known, begunAt: Date): InFlight | null {
  if (step?.do !== 'write') return null;
  return inFlightOf(step, known, begunAt) ?? { created: [], begunAt: begunAt.toISOString() };
}
