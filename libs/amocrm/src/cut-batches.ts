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
 * The values in the order of the items, by the positions we sent as `request_id`. Batch PATCH of leads echoes none:
 * then the documented order of the answer counts (entities 1.5). Null when an item has no answer.
 */
export function matchAnswers<T>(answered: readonly { ids: string[]; value: T }[], size: number): T[] | null {
  const hasIds = answered.some(({ ids }) => ids.length > 0);
  if (!hasIds) return answered.length === size ? answered.map(({ value }) => value) : null;
  const byId = new Map(answered.flatMap(({ ids, value }) => ids.map((id) => [id, { value }] as const)));
  const found = Array.from({ length: size }, (_, position) => byId.get(String(position)));
  return found.every((one) => one !== undefined) ? found.map(({ value }) => value) : null;
}
