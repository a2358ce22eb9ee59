import { queryRange, queryText, type QueryTree } from '../http/query.js';

interface Range {
  from: number;
  to: number;
}

/** A moment filter: one number means "from then", else `[from]`/`[to]`, or by old clients `from,to`. */
export function sinceRange(query: QueryTree, key: string): Range | undefined {
  const text = queryText(query, 'filter', key);
  if (text === undefined) return queryRange(query, 'filter', key);
  const [from = '', to] = text.split(',');
  return { from: Number(from), to: to === undefined || to === '' ? Infinity : Number(to) };
}
