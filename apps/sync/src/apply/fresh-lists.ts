import type { AmoClient } from '@hub/amocrm';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { Refresh } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { address } from '../kind/placeholder.js';
import type { Change, Plan } from '../plan/plan.js';
import { batchCalls } from './batch-calls.js';
import type { Step, WriteCall } from './call.js';

/** The context of a call: its plan and calls, the snapshot of the plan, and the ids known so far. */
export interface CallContext {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly seen: RawSnapshot;
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * The call with lists as they are now, where amoCRM replaces them as a whole (`Refresh` of a kind). Any other call is
 * returned unchanged.
 */
export async function withFreshLists(
  amo: AmoClient,
  call: WriteCall,
  context: CallContext,
): Promise<WriteCall> {
  const { plan, steps, seen, ids } = context;
  const kind = call.items[0]?.kind;
  const refresh = refreshOf(call);
  if (!kind || !refresh) return call;
  const changeOf = new Map(
    plan.changes.filter((change) => change.kind === kind && isChanged(change)).map((one) => [one.key, one]),
  );
  const items = call.items.flatMap(({ key, branchId }) =>
    branchId === null ? [] : [{ id: branchId, after: changeOf.get(key)?.after ?? {} }],
  );
  const isManaged = (of: KindName, id: string) =>
    [...ids].some(([key, known]) => known === id && key.startsWith(`${of} `));
  const fresh = await refresh.refresh(amo, call.within, items, seen, isManaged);
  const holds: Record<string, Attributes> = { ...plan.holds };
  for (const { key, branchId } of call.items) {
    const found = fresh.get(branchId ?? '');
    if (found) holds[address(kind, key)] = found.hold;
  }
  const changes = plan.changes.map((change) => {
    const found = changeOf.get(change.key) === change ? fresh.get(change.branchId ?? '') : undefined;
    return found ? { ...change, after: { ...change.after, ...found.after } } : change;
  });
  // Because what is held or listed decides about bodies and never about calls, the place in the list is the same.
  const rebuilt = batchCalls({ ...plan, holds, changes })[steps.indexOf(call)];
  return rebuilt?.do === 'write' ? rebuilt : call;
}

/** Whether amoCRM replaces lists as a whole by this call. */
export function replacesLists(call: WriteCall): boolean {
  return refreshOf(call) !== null;
}

function refreshOf({ items, method, body }: WriteCall): Refresh | null {
  const [first] = items;
  const refresh = first && kindOf(first.kind).effect.refresh;
  return refresh && method === 'PATCH' && refresh.isNeeded(body) ? refresh : null;
}

function isChanged({ action }: Change): boolean {
  return action === 'update' || action === 'adopt';
}
