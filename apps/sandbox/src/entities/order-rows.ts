import type { ApiContext } from '../http/route.js';
import { queryText } from '../http/query.js';

const places = 2 ** 21;
const largestKey = 2 ** 32;

/**
 * Sorts by numbers, keeping the order of equal ones; each with its place in one float, because sorting floats needs no
 * comparing function.
 */
export function sortByNumber<T>(rows: readonly T[], keyOf: (row: T) => number): T[] {
  const keys = Float64Array.from(rows, keyOf);
  if (rows.length >= places || keys.some((key) => !(Math.abs(key) < largestKey)))
    return [...rows].sort((a, b) => keyOf(a) - keyOf(b));
  keys.forEach((key, index) => (keys[index] = key * places + index));
  keys.sort();
  const sorted: T[] = [];
  for (const packed of keys) {
    const row = rows[((packed % places) + places) % places];
    if (row !== undefined) sorted.push(row);
  }
  return sorted;
}

/**
 * Sorts by the first `order[key]=asc|desc` of the allowed keys; without one the given order stays. Rows must come in the
 * order of their ids: then `order[id]` needs no sorting.
 */
export function orderRows<T>(
  ctx: ApiContext,
  rows: Iterable<T>,
  keys: readonly (keyof T & string)[],
): Iterable<T> {
  for (const key of keys) {
    const direction = queryText(ctx.query, 'order', key);
    if (direction === undefined) continue;
    if (key === 'id' && direction !== 'desc') return rows;
    const sorted = key === 'id' ? [...rows] : sortByNumber([...rows], (row) => Number(row[key]));
    return direction === 'desc' ? sorted.reverse() : sorted;
  }
  return rows;
}
