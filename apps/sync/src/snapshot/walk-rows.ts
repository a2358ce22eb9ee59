/** Rows a page holds at most (sheet entities 1.2). */
const maxRows = 250;

export interface PageAsked {
  readonly page: number;
  readonly limit: number;
}

export interface PageRead<T> {
  readonly rows: readonly T[];
  readonly isLast: boolean;
}

/** So often a walk steps back before it gives up: the list is not read in the order and the pages asked for. */
const maxStepsBack = 200;

/**
 * Gives every row of a list that is read in a fixed order by pages, new ones only, page by page. A row that goes moves
 * all behind it up, onto a page already read, so each page begins inside the one before: as long as it begins with a
 * row already seen, nothing slipped by; else the walk steps back. A row that comes meanwhile must come behind the walk's
 * place in that order or in front of its first row. Throws when pages never join.
 */
export async function* walkRows<T>(
  read: (asked: PageAsked) => Promise<PageRead<T>>,
  keyOf: (row: T) => number | string,
): AsyncGenerator<readonly T[], void> {
  const seen = new Set<number | string>();
  let most = maxRows;
  let walked = 0;
  for (let stepsBack = 0; stepsBack < maxStepsBack;) {
    const asked = pageBehind(walked, most);
    const { rows, isLast } = await read(asked);
    const first = rows[0];
    const isCut = rows.length < asked.limit && !isLast;
    if (isCut || (asked.page > 1 && (first === undefined || !seen.has(keyOf(first))))) {
      // Because a page may be smaller than asked for although more follow: then all pages are (sheet entities 0.2).
      if (isCut) most = Math.max(2, rows.length);
      walked = isCut ? 0 : Math.max(0, walked - most);
      stepsBack += 1;
      continue;
    }
    const fresh = rows.filter((row) => !seen.has(keyOf(row)));
    for (const row of fresh) seen.add(keyOf(row));
    if (fresh.length > 0) yield fresh;
    if (isLast) return;
    walked = asked.page * asked.limit;
  }
  throw new Error('The pages of a list do not join, so it cannot be read without a gap');
}

/** The page that repeats at least the last row walked and goes furthest beyond it: pages begin only at multiples. */
export function pageBehind(walked: number, most = maxRows): PageAsked {
  let best = { page: 1, limit: most };
  let furthest = 0;
  for (let limit = most; limit > 1 && walked > 0; limit--) {
    const page = Math.floor((walked - 1) / limit) + 1;
    if (page > 1 && page * limit > furthest) [best, furthest] = [{ page, limit }, page * limit];
  }
  return best;
}
