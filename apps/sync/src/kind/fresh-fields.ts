import type { AmoClient } from '@hub/amocrm';
import { listCustomFields } from '@hub/amocrm/pure';
import type { Json } from '../configuration/json.js';
import { entityTypes, type RawField } from '../configuration/raw-snapshot.js';
import { listTypes } from './field-types.js';
import type { Refresh } from './kind.js';
import type { Attributes } from './kind-name.js';
import { ownMark } from './placeholder.js';

/** What every PATCH of a field repeats as it stands. */
export function heldOf(field: RawField): Attributes {
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
 * A PATCH of a field replaces the values of a list and the stages it is required or hidden at as a whole (sheet 4.2). So
 * a value that people added since the look would go, and with it what cards hold; and so would the field's part at a
 * stage of the branch's own.
 */
export const freshFields: Refresh = {
  isNeeded: (body) => {
    const lists = ['enums', 'required_statuses', 'hidden_statuses'];
    return (
      Array.isArray(body) && (body as readonly object[]).some((item) => lists.some((list) => list in item))
    );
  },
  refresh: async (amo: AmoClient, within, items, { fields }, isManaged) => {
    const found = new Map<string, { hold: Attributes; after: Attributes }>();
    const entity = entityTypes.find((name) => name === within);
    if (entity === undefined) return found;
    const current = new Map((await listCustomFields(amo, entity)).map((field) => [field.id, field]));
    for (const { id, after } of items) {
      const before = fields[entity].find((field) => `${entity}/${field.id}` === id);
      const now = before && current.get(before.id);
      if (now) found.set(id, { hold: heldOf(now), after: freshLinks(after, before, now, isManaged) });
    }
    return found;
  },
};

const linkMembers = { requiredAt: 'required_statuses', hiddenAt: 'hidden_statuses' } as const;

/** The written lists of stages with what the branch changed since the look at stages the release does not have. */
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
