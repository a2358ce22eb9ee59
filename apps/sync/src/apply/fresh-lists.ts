import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import type { Observed } from '../kind/kind.js';
import { address } from '../kind/placeholder.js';
import type { Change, Plan } from '../plan/plan.js';
import { batchCalls } from './batch-calls.js';
import type { WriteCall } from './call.js';

/** The context of a call: its plan and calls, and the two readings of the account. */
export interface CallContext {
  readonly plan: Plan;
  readonly steps: readonly unknown[];
  readonly then: RawSnapshot;
  readonly now: RawSnapshot;
  /** The objects of the second reading. */
  readonly objects: readonly Observed[];
  readonly isManaged: (kind: KindName, id: string) => boolean;
}

/** A change of existing objects that repeats what it does not change as it is now, not as it was when the plan was made. */
export function withFreshLists(call: WriteCall, context: CallContext): WriteCall {
  const { plan, steps, then, now, objects, isManaged } = context;
  const kind = call.items[0]?.kind;
  if (call.method !== 'PATCH' || kind === undefined) return call;
  const there = new Map(
    objects.filter((object) => object.kind === kind).map((object) => [object.id, object]),
  );
  const holds: Record<string, Attributes> = { ...plan.holds };
  for (const { key, branchId } of call.items) {
    const forWrites = there.get(branchId ?? '')?.forWrites;
    if (forWrites) holds[address(kind, key)] = forWrites;
  }
  const { replaces } = kindOf(kind).effect;
  const keys = new Set(call.items.map(({ key }) => key));
  const changes = plan.changes.map((change) => {
    if (!replaces || change.kind !== kind || !keys.has(change.key) || !isChanged(change)) return change;
    const readings = { id: change.branchId ?? '', then, now };
    return {
      ...change,
      after: { ...change.after, ...replaces.merged(change.after ?? {}, readings, isManaged) },
    };
  });
  // Because `forWrites` and the lists decide about bodies and never about calls, the place in the list is the same.
  const rebuilt = batchCalls({ ...plan, holds, changes })[steps.indexOf(call)];
  return rebuilt?.do === 'write' ? rebuilt : call;
}

/** Whether amoCRM replaces lists as a whole by this call. */
export function replacesLists({ items: [first], method, body }: WriteCall): boolean {
  const replaces = first && kindOf(first.kind).effect.replaces;
  if (!replaces || method !== 'PATCH' || !Array.isArray(body)) return false;
  return (body as readonly object[]).some((item) => replaces.members.some((member) => member in item));
}

function isChanged({ action }: Change): boolean {
  return action === 'update' || action === 'adopt';
}
