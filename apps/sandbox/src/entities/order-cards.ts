import { queryText } from '../http/query.js';
import type { ApiContext } from '../http/route.js';
import type { EntityBase } from '../state/entity.js';
import { sortByNumber } from './order-rows.js';

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
    const sorted = sortByNumber([...rows.values()], (card) => Number(card[key]));
    return direction === 'desc' ? sorted.reverse() : sorted;
  }
  return rows.values();
}
