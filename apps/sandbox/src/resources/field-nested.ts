import type { ItemValidation } from '../http/validation.js';
import type { NestedValue } from '../state/custom-field.js';
import type { Ids } from '../state/ids.js';
import type { SentNested } from './custom-field-body.js';

/** Reports ids the category does not have, and parents that are neither kept nor sent before their children. */
export function checkNested(
  sent: readonly SentNested[],
  present: readonly NestedValue[],
  errors: ItemValidation,
): void {
  const known = new Set(present.map((one) => one.id));
  const kept = new Set(sent.map((one) => one.id));
  const earlier = new Set<string>();
  sent.forEach(({ id, parent_id, request_id, parent_request_id }, index) => {
    const path = `nested.${index}`;
    if (id !== undefined && !known.has(id)) errors.add('NotSupportedChoice', `${path}.id`);
    if (parent_id && (!known.has(parent_id) || !kept.has(parent_id) || parent_id === id))
      errors.add('NotSupportedChoice', `${path}.parent_id`);
    if (parent_request_id && !earlier.has(parent_request_id))
      errors.add('NotSupportedChoice', `${path}.parent_request_id`);
    if (request_id) earlier.add(request_id);
  });
}

/** The nodes of a checked body. As with enums, one without an id is new and what is left out is gone. */
export function nestedFrom(ids: Ids, sent: readonly SentNested[]): NestedValue[] {
  const byRequest = new Map<string, number>();
  return sent.map(({ id = ids.next(), parent_id, value, sort, request_id, parent_request_id }, index) => {
    if (request_id) byRequest.set(request_id, id);
    const parent = parent_request_id ? byRequest.get(parent_request_id) : parent_id;
    return { id, parent_id: parent ? parent : null, value, sort: sort ?? index + 1 };
  });
}
