import type { ApiContext } from '../http/route.js';
import { queryText } from '../http/query.js';

/** Sorts by the first `order[key]=asc|desc` of the allowed keys; without one the given order stays. */
export function orderRows<T>(
  ctx: ApiContext,
  rows: Iterable<T>,
  keys: readonly (keyof T & string)[],
): Iterable<T> {
  for (const key of keys) {
    const direction = queryText(ctx.query, 'order', key);
    if (direction === undefined) continue;
    const sign = direction === 'desc' ? -1 : 1;
    return [...rows].sort((a, b) => sign * (Number(a[key]) - Number(b[key])));
  }
  return rows;
}
