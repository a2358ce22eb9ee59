/** A query in PHP's bracket style: `{filter: {id: [1, 2]}}` becomes `filter[id][0]=1&filter[id][1]=2`. */
export interface Query {
  [key: string]: QueryValue;
}
type QueryValue = string | number | boolean | undefined | readonly QueryValue[] | Query;

/** Encodes a query, without the question mark; undefined values are left out. */
export function buildQuery(query: Query): string {
  return Object.entries(query)
    .flatMap(([key, value]) => pairs(key, value))
    .join('&');
}

function pairs(key: string, value: QueryValue): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'object') return [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`];
  return Object.entries(value).flatMap(([inner, item]) => pairs(`${key}[${inner}]`, item));
}
