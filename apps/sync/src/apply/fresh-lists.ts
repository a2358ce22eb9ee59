import { listCustomFields, type AmoClient } from '@hub/amocrm';
import { entityTypes } from '../configuration/raw-snapshot.js';
import { heldOf } from '../kind/field.kind.js';
import { address } from '../kind/placeholder.js';
import type { Plan } from '../plan/plan.js';
import { batchCalls } from './batch-calls.js';
import type { Step, WriteCall } from './call.js';

/**
 * The call with lists as they stand at this moment. A PATCH of a list field replaces the whole list (sheet 4.2), so a
 * value that people added since the look would go, and with it what cards hold. Any other call is given back as it is.
 */
export async function withFreshLists(
  amo: AmoClient,
  call: WriteCall,
  { plan, steps }: { plan: Plan; steps: readonly Step[] },
): Promise<WriteCall> {
  const entity = entityTypes.find((name) => name === call.within);
  if (entity === undefined || !carriesList(call)) return call;
  const standing = new Map(
    (await listCustomFields(amo, entity)).map((field) => [`${entity}/${field.id}`, field]),
  );
  const fresh = call.items.flatMap(({ key, branchId }) => {
    const field = standing.get(branchId ?? '');
    return field ? [[address('field', key), heldOf(field)] as const] : [];
  });
  const again = batchCalls({ ...plan, holds: { ...plan.holds, ...Object.fromEntries(fresh) } });
  // Because what is held decides about bodies and never about calls, the place in the list is the same.
  const rebuilt = again[steps.indexOf(call)];
  return rebuilt?.do === 'write' ? rebuilt : call;
}

function carriesList({ method, items, body }: WriteCall): boolean {
  if (method !== 'PATCH' || items[0]?.kind !== 'field' || !Array.isArray(body)) return false;
  return (body as readonly object[]).some((item) => 'enums' in item);
}
