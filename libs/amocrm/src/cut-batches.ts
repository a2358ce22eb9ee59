import type { ItemErrors } from './errors.js';

/** What became of one item of a batch. `failed` items may be sent again when the error's verdict says so. */
export type ItemOutcome<T> =
  | { kind: 'done'; value: T }
  | { kind: 'refused'; errors: ItemErrors['errors'] }
  | { kind: 'failed'; error: Error };

/** amoCRM takes 250 items and recommends 50 (entities 0.2); a smaller batch is also a smaller loss. */
export const batchSize = 50;

/** Cuts a list into pieces of at most `size`. */
export function cutBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/**
 * The errors of each refused item by its position, when amoCRM named them by our `request_id`; null when it did not,
 * so that nothing can be said about single items.
 */
export function refusedPositions(
  items: readonly ItemErrors[],
  size: number,
): Map<number, ItemErrors['errors']> | null {
  const refused = new Map<number, ItemErrors['errors']>();
  for (const { requestId, errors } of items) {
    const position = requestId !== null && /^\d+$/.test(requestId) ? Number(requestId) : -1;
    if (position < 0 || position >= size) return null;
    refused.set(position, errors);
  }
  return refused.size > 0 ? refused : null;
}

/**
 * What names each item of a batch in its answer: the id of the object that it changes, and of one that it makes the position
 * that we sent as `request_id`, which a PATCH of leads does not echo (entities 1.5).
 */
export function namesOf(method: 'POST' | 'PATCH', items: readonly object[]): string[] {
  return items.map((item, position) => String(method === 'PATCH' && 'id' in item ? item.id : position));
}

/** What a row of an answer names, as `namesOf`. `request_id` is a list where one row covers several merged items. */
export function namedBy(
  method: 'POST' | 'PATCH',
  { id, request_id: echoed }: { id?: unknown; request_id?: unknown },
): string[] {
  if (method === 'PATCH') return typeof id === 'number' ? [String(id)] : [];
  return (Array.isArray(echoed) ? echoed : [echoed]).filter(
    (part): part is string => typeof part === 'string',
  );
}

/**
 * The values in the order of the items, by their names; undefined where no row names the item. Where no row names any, the
 * documented order of the answer counts, if it has as many rows as there are items.
 */
export function matchAnswers<T>(
  answered: readonly { ids: string[]; value: T | undefined }[],
  names: readonly string[],
): (T | undefined)[] {
  const hasIds = answered.some(({ ids }) => ids.length > 0);
  if (!hasIds) {
    const isWhole = answered.length === names.length;
    return names.map((_, at) => (isWhole ? answered[at]?.value : undefined));
  }
  const byId = new Map(answered.flatMap(({ ids, value }) => ids.map((id) => [id, value] as const)));
  return names.map((name) => byId.get(name));
}
