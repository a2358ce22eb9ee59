import { textOf, type Json } from '../configuration/json.js';
import type { ChildWrite, Write } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { childKindsOf, kindOf, kinds } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { groupBy } from '../plan/match-objects.js';
import { isDifferent, type Change, type Plan } from '../plan/plan.js';
import type { CallItem, Step, WriteCall } from './call.js';

/** Items per call: the API's own maximum (sheet 1.5). */
export const batchSize = 250;

/**
 * The calls that carry a plan out, in order, and no more of them than `docs/sync-calls.md` says. Adoptions without
 * differences need none. Manual and blocked changes are left out. Each step may be sent only when the one before is
 * in the ledger.
 */
export function batchCalls(approved: Plan, size = batchSize): readonly Step[] {
  const plan = withRiders(approved);
  const writing = plan.changes.filter(hasBody);
  const upwards = plan.changes.filter(({ action }) => action === 'delete');
  return [
    ...kinds.flatMap((kind) => {
      const mine = writing.filter((change) => change.kind === kind.name && !ridesAlong(change, plan));
      const late = writing.filter((change) => change.kind === kind.name && isLate(change, plan));
      return [
        ...creations(mine, plan, size),
        ...late.map((change) => lateCall(change, plan)),
        ...updates([...mine, ...carriersOf(kind.name, plan, mine)], plan, size),
      ];
    }),
    ...upwards.filter((change) => !ridesAlong(change, plan)).flatMap(deletion),
  ];
}

/** Whether a change is sent in a body of its own or of its parent; deletions are not, nor adoptions without a difference. */
export function hasBody(change: Change): boolean {
  const { action } = change;
  return action === 'create' || ((action === 'update' || action === 'adopt') && isDifferent(change));
}

/**
 * Whether a change is sent in its parent's body: of some kinds always, of others those of wave 0 of a parent that is
 * itself new; what that body cannot carry follows (see `arrangeNewStages`).
 */
function ridesAlong(change: Change, plan: Pick<Plan, 'ids'>): boolean {
  const { parent, travel } = kindOf(change.kind);
  if (travel?.with === 'always') return true;
  if (parent === undefined || !travel || change.action !== 'create' || change.wave > 0) return false;
  return !(address(parent, change.within) in plan.ids);
}

/** What had to go into its parent's own call although that call drops a part of it. */
function isLate(change: Change, plan: Pick<Plan, 'ids'>): boolean {
  const { travel } = kindOf(change.kind);
  return travel?.late?.isLate(change.after ?? {}) === true && ridesAlong(change, plan);
}

function lateCall(change: Change, plan: Loaded): WriteCall {
  const { travel, effect } = kindOf(change.kind);
  return {
    do: 'write',
    method: 'PATCH',
    path: `${effect.collection('{0}')}/{1}`,
    body: travel?.late?.body(writeOf(change, plan)) ?? null,
    answerKey: '',
    within: '',
    pending: address(change.kind, change.key),
    items: [{ ...itemOf(change), action: 'update' }],
    isUncertain: false,
  };
}

/** A plan with the changes that are sent in a parent's body, by the parent's address. */
interface Loaded extends Plan {
  readonly riders: ReadonlyMap<string, readonly Change[]>;
}

function withRiders(plan: Plan): Loaded {
  const riding = plan.changes.filter(
    (change) => ridesAlong(change, plan) && (hasBody(change) || change.action === 'delete'),
  );
  const parentOf = ({ kind, within }: Change) => address(kindOf(kind).parent ?? kind, within);
  return { ...plan, riders: groupBy(riding, parentOf) };
}

function childrenOf({ kind, key }: Pick<Change, 'kind' | 'key'>, { riders }: Loaded): readonly Change[] {
  return riders.get(address(kind, key)) ?? [];
}

/** Objects that change only in their children: they have no change of their own, but their body carries these. */
function carriersOf(kind: KindName, plan: Loaded, mine: readonly Change[]): readonly Change[] {
  const carried = new Set(
    childKindsOf(kind)
      .filter(({ travel }) => travel?.with === 'always')
      .map(({ name }) => name),
  );
  if (carried.size === 0) return [];
  const written = new Set(mine.map(({ key }) => key));
  const children = plan.changes.filter(
    (change) => carried.has(change.kind) && (hasBody(change) || change.action === 'delete'),
  );
  const keys = new Set(children.map(({ within }) => within));
  return [...keys].filter((key) => !written.has(key)).map((key) => carrier(kind, key, plan));
}

function carrier(kind: KindName, key: string, plan: Loaded): Change {
  const wanted = plan.wanted[address(kind, key)] ?? {};
  return {
    action: 'update',
    kind,
    key,
    ref: '',
    within: key.includes('/') ? key.slice(0, key.indexOf('/')) : '',
    name: textOf(wanted.name),
    branchId: plan.ids[address(kind, key)] ?? null,
    before: {},
    after: {},
    fixed: null,
    sort: null,
    moved: false,
    wave: 0,
    reason: null,
    risks: [],
    migrateTo: null,
  };
}

function creations(changes: readonly Change[], plan: Loaded, size: number): readonly WriteCall[] {
  const created = changes.filter(({ action }) => action === 'create');
  return [...groupBy(created, (change) => `${change.wave} ${change.within}`).values()].flatMap((group) =>
    // Because amoCRM renumbers after each call, such a wave is one call; a pipeline has at most 100 stages.
    chunk(group, isRenumbered(group) ? group.length : size).map((part) => ({
      ...collectionCall('POST', part, plan),
      body: part.map((change, at) => ({
        ...(kindOf(change.kind).effect.toCreateBody(writeOf(change, plan)) as Record<string, Json>),
        request_id: String(at),
      })),
    })),
  );
}

function isRenumbered([first]: readonly Change[]): boolean {
  return first !== undefined && kindOf(first.kind).order === 'renumbered';
}

function updates(changes: readonly Change[], plan: Loaded, size: number): readonly WriteCall[] {
  const updated = changes.filter(({ action }) => action !== 'create');
  const bodyOf = (change: Change) => kindOf(change.kind).effect.toUpdateBody(writeOf(change, plan));
  const [batched, single] = [true, false].map((isBatch) =>
    updated.filter((change) => (kindOf(change.kind).effect.update === 'batch') === isBatch),
  );
  return [
    ...[...groupBy(batched ?? [], ({ within }) => within).values()].flatMap((group) =>
      chunk(group, size).map((part) => ({
        ...collectionCall('PATCH', part, plan),
        body: part.map((change, at) => ({
          id: rawId(change.branchId),
          ...(bodyOf(change) as Record<string, Json>),
          request_id: String(at),
        })),
      })),
    ),
    ...(single ?? []).map((change) => ({
      ...objectCall('PATCH', change),
      body: bodyOf(change),
      items: [itemOf(change, plan)],
    })),
  ];
}

function deletion(change: Change): readonly Step[] {
  const remove = {
    ...objectCall('DELETE', change),
    body: null,
    items: [{ ...itemOf(change), action: 'delete' as const }],
  };
  const target = kindOf(change.kind).live?.movesTo;
  if (change.migrateTo === null || target === undefined) return [remove];
  return [
    {
      do: 'move-deals',
      kind: change.kind,
      fromId: change.branchId ?? '',
      to: address(target, change.migrateTo),
    },
    remove,
  ];
}

function collectionCall(
  method: 'POST' | 'PATCH',
  changes: readonly Change[],
  plan: Loaded,
): Omit<WriteCall, 'body'> {
  const [first] = changes;
  if (!first) throw new RangeError('a call needs at least one change');
  const { parent, effect } = kindOf(first.kind);
  const owner = parent ? address(parent, first.within) : null;
  const pending = owner !== null && !(owner in plan.ids) ? owner : null;
  const within = owner === null ? first.within : (plan.ids[owner] ?? '');
  const path = effect.collection(pending === null ? within : '{0}');
  const items = changes.map((change) => itemOf(change, plan));
  const isUncertain = effect.isUncertain?.(null) ?? false;
  return { do: 'write', method, path, answerKey: effect.answerKey, within, pending, items, isUncertain };
}

function objectCall(method: 'PATCH' | 'DELETE', change: Change): Omit<WriteCall, 'body' | 'items'> {
  const { parent, effect } = kindOf(change.kind);
  const id = change.branchId ?? '';
  const within = parent ? id.slice(0, id.lastIndexOf('/')) : change.within;
  const path = `${effect.collection(within)}/${rawId(id)}`;
  const isUncertain = effect.isUncertain?.(change.fixed) ?? false;
  return { do: 'write', method, path, answerKey: '', within, pending: null, isUncertain };
}

function itemOf(change: Change, plan?: Loaded): CallItem {
  const { kind, key, ref, branchId, name, action } = change;
  const children = plan ? childrenOf(change, plan).map((child) => itemOf(child)) : [];
  const done = action === 'manual' || action === 'blocked' ? 'update' : action;
  return { kind, key, ref, branchId, name, action: done, children };
}

function writeOf(change: Change, plan: Loaded): Write {
  const key = address(change.kind, change.key);
  const children = childrenOf(change, plan).map((child): ChildWrite => ({
    id: child.branchId,
    removed: child.action === 'delete',
    write: writeOf(child, plan),
  }));
  return {
    changed: change.after ?? {},
    all: plan.wanted[key] ?? change.after ?? {},
    sort: change.sort,
    fixed: change.fixed,
    forWrites: plan.holds[key] ?? {},
    children,
  };
}

/** amoCRM's own id: the last part of the path. Groups have text ids. */
function rawId(id: string | null): string | number {
  const last = (id ?? '').slice((id ?? '').lastIndexOf('/') + 1);
  return /^\d+$/.test(last) ? Number(last) : last;
}

function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
