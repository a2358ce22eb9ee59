import { listCustomFields, type AmoClient } from '@hub/amocrm';
import { entityTypes, type RawField, type RawSnapshot } from '../configuration/raw-snapshot.js';
import { heldOf } from '../kind/field.kind.js';
import type { Attributes } from '../kind/kind.js';
import { address, ownMark } from '../kind/placeholder.js';
import type { Change, Plan } from '../plan/plan.js';
import { batchCalls } from './batch-calls.js';
import type { Step, WriteCall } from './call.js';

/** What an apply goes by: its plan and calls, the fields as the plan saw them, and the ids known so far. */
export interface Basis {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly seen: Pick<RawSnapshot, 'fields'>;
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * The call with lists as they stand at this moment. A PATCH of a field replaces the values of a list and the stages it
 * is required or hidden at as a whole (sheet 4.2). So a value that people added since the look would go, and with it
 * what cards hold; and so would the field's part at a stage of the branch's own. Any other call is given back as it is.
 */
export async function withFreshLists(amo: AmoClient, call: WriteCall, basis: Basis): Promise<WriteCall> {
  const { plan, steps, seen } = basis;
  const entity = entityTypes.find((name) => name === call.within);
  if (entity === undefined || !carriesList(call)) return call;
  const standing = new Map((await listCustomFields(amo, entity)).map((field) => [field.id, field]));
  const holds: Record<string, Attributes> = { ...plan.holds };
  const links = new Map<string, Attributes>();
  const managed = new Set([...basis.ids].filter(([key]) => key.startsWith('stage ')).map(([, id]) => id));
  for (const { key, branchId } of call.items) {
    const before = seen.fields[entity].find(({ id }) => `${entity}/${id}` === branchId);
    const field = before && standing.get(before.id);
    const change = plan.changes.find((item) => item.kind === 'field' && item.key === key && isChanged(item));
    if (!field) continue;
    holds[address('field', key)] = heldOf(field);
    if (change) links.set(key, freshLinks(change.after ?? {}, { before, now: field, managed }));
  }
  const changes = plan.changes.map((change) => {
    const fresh = change.kind === 'field' && isChanged(change) ? links.get(change.key) : undefined;
    return fresh ? { ...change, after: { ...change.after, ...fresh } } : change;
  });
  // Because what is held or listed decides about bodies and never about calls, the place in the list is the same.
  const rebuilt = batchCalls({ ...plan, holds, changes })[steps.indexOf(call)];
  return rebuilt?.do === 'write' ? rebuilt : call;
}

function carriesList({ method, items, body }: WriteCall): boolean {
  if (method !== 'PATCH' || items[0]?.kind !== 'field' || !Array.isArray(body)) return false;
  const lists = ['enums', 'required_statuses', 'hidden_statuses'];
  return (body as readonly object[]).some((item) => lists.some((list) => list in item));
}

function isChanged({ action }: Change): boolean {
  return action === 'update' || action === 'adopt';
}

const linkMembers = { requiredAt: 'required_statuses', hiddenAt: 'hidden_statuses' } as const;

/** The written lists of stages with what the branch changed since the look at stages the release does not have. */
function freshLinks(
  after: Attributes,
  { before, now, managed }: { before: RawField; now: RawField; managed: ReadonlySet<string> },
): Attributes {
  const fresh = Object.entries(linkMembers)
    .filter(([attribute]) => attribute in after)
    .map(([attribute, member]) => {
      const [then, today] = [linked(before[member]), linked(now[member])];
      const gone = new Set(then.filter((id) => !today.includes(id)).map((id) => `${ownMark}${id}`));
      const added = today
        .filter((id) => !then.includes(id) && !managed.has(id))
        .map((id) => `${ownMark}${id}`);
      const kept = (after[attribute] as readonly string[]).filter((key) => !gone.has(key));
      return [attribute, [...kept, ...added].sort()] as const;
    });
  return Object.fromEntries(fresh);
}

const linked = (list: RawField['required_statuses']): readonly string[] =>
  (list ?? []).map((link) => `${link.pipeline_id}/${link.status_id}`);
