import { queryText } from '../http/query.js';
import type { ApiContext } from '../http/route.js';
import type { EntityBase } from '../state/entity.js';
import { sortByNumber } from './order-rows.js';

/** Cards in the order of ids with the numbers they were sorted by, and what came of it. */
interface Sorted<E> {
  cards: readonly E[];
  numbers: Float64Array;
  ascending: readonly E[];
  descending: readonly E[];
}

const remembered = new WeakMap<ReadonlyMap<number, unknown>, Map<string, Sorted<unknown>>>();

function isStill<E>({ cards, numbers }: Sorted<E>, rows: ReadonlyMap<number, E>, key: keyof E): boolean {
  if (rows.size !== cards.length) return false;
  let index = 0;
  for (const card of rows.values()) {
    if (card !== cards[index] || Number(card[key]) !== numbers[index]) return false;
    index += 1;
  }
  return true;
}

/**
 * The cards by a number of theirs. The last result is kept and used again as long as a look at each card finds the same
 * cards with the same numbers, so that no writer needs to know of it; looking is many times cheaper than sorting.
 */
function sortedBy<E>(rows: ReadonlyMap<number, E>, key: keyof E & string): Sorted<E> {
  const known = remembered.get(rows) ?? new Map<string, Sorted<unknown>>();
  remembered.set(rows, known);
  const last = known.get(key) as Sorted<E> | undefined;
  if (last && isStill(last, rows, key)) return last;
  const cards = [...rows.values()];
  const ascending = sortByNumber(cards, (card) => Number(card[key]));
  const numbers = Float64Array.from(cards, (card) => Number(card[key]));
  const fresh = { cards, numbers, ascending, descending: ascending.toReversed() };
  known.set(key, fresh);
  return fresh;
}

/** Cards, which come in the order of ids, by the first `order[key]=asc|desc` of the allowed keys. */
export function orderCards<E extends EntityBase>(
  ctx: ApiContext,
  rows: ReadonlyMap<number, E>,
  keys: readonly (keyof E & string)[],
): Iterable<E> {
  for (const key of keys) {
    const direction = queryText(ctx.query, 'order', key);
    if (direction === undefined) continue;
    if (key === 'id') return direction === 'desc' ? [...rows.values()].reverse() : rows.values();
    const sorted = sortedBy(rows, key);
    return direction === 'desc' ? sorted.descending : sorted.ascending;
  }
  return rows.values();
}
