import type { Json } from '../configuration/json.js';
import { entityTypes, type RawField, type RawSnapshot } from '../configuration/raw-snapshot.js';
import { listTypes } from './field-types.js';
import type { Replaced } from './kind.js';
import type { Attributes } from './kind-name.js';
import { ownMark } from './placeholder.js';

/** What every PATCH of a field repeats unchanged. */
export function forWritesOf(field: RawField): Attributes {
  const enums = (field.enums ?? []).map(({ id, value, sort, code }) => ({
    id,
    value,
    sort,
    code: code ?? null,
  }));
  return {
    name: field.name,
    ...(field.type === 'monetary' ? { currency: field.currency ?? '' } : {}),
    ...(listTypes.has(field.type) ? { enums } : {}),
    ...(field.type === 'chained_list' ? { chainedLists: (field.chained_lists ?? []) as Json } : {}),
  };
}

/**
 * A PATCH of a field replaces the values of a list, the lists of a chained list, and the stages it is required or hidden at
 * as a whole (sheet 4.2). So a value that people added since the plan's reading would be deleted, and with it the values of
 * cards; the same holds for the field's settings at the branch's own stages.
 */
export const replacedLists: Replaced = {
  members: ['enums', 'chained_lists', 'required_statuses', 'hidden_statuses'],
  merged: (after, { id, then, now }, isManaged) => {
    const [before, today] = [fieldIn(then, id), fieldIn(now, id)];
    return before && today ? freshLinks(after, before, today, isManaged) : {};
  },
};

function fieldIn({ fields }: RawSnapshot, id: string): RawField | undefined {
  const entity = entityTypes.find((name) => id.startsWith(`${name}/`));
  return entity && fields[entity].find((field) => `${entity}/${field.id}` === id);
}

const linkMembers = { requiredAt: 'required_statuses', hiddenAt: 'hidden_statuses' } as const;

/**
 * The written lists of stages with what the branch changed since the plan's reading at stages that the release does not
 * have.
 */
function freshLinks(
  after: Attributes,
  before: RawField,
  now: RawField,
  isManaged: (kind: 'stage', id: string) => boolean,
): Attributes {
  const fresh = Object.entries(linkMembers)
    .filter(([attribute]) => attribute in after)
    .map(([attribute, member]): [string, Json] => {
      const [then, today] = [linked(before[member]), linked(now[member])];
      const gone = new Set(then.filter((id) => !today.includes(id)).map((id) => `${ownMark}${id}`));
      const added = today
        .filter((id) => !then.includes(id) && !isManaged('stage', id))
        .map((id) => `${ownMark}${id}`);
      const kept = (after[attribute] as readonly string[]).filter((key) => !gone.has(key));
      return [attribute, [...kept, ...added].sort()];
    });
  return Object.fromEntries(fresh);
}

const linked = (list: RawField['required_statuses']): readonly string[] =>
  (list ?? []).map((link) => `${link.pipeline_id}/${link.status_id}`);
