import type { AmoClient } from './amo-client.js';
import type { Query } from './build-query.js';
import { UnexpectedAnswer } from './errors.js';
import { embedded, record, type Reader } from './read-value.js';

/** Called with each row that is left out, as it came, and the reason. */
export type OnUnreadable = (error: UnexpectedAnswer, row: unknown) => void;

export interface PageRequest<T> {
  path: string;
  /** Key under `_embedded`. */
  key: string;
  read: Reader<T>;
  query?: Query;
  /** Where to begin; 1 when missing. For a walk that goes on after an interruption. */
  firstPage?: number;
  /** Rows per page: 250 at most, 100 for events. */
  limit?: number;
  /**
   * For lists where one broken row must not cost the others: a row that cannot be read is left out and reported here.
   * Without it such a row fails the page, because a list that decides what exists must be whole.
   */
  onUnreadable?: OnUnreadable;
}

/** What amoCRM gives per page when it does not take the limit asked for (entities 0.2). */
const defaultLimit = 50;

/**
 * Gives the pages of a list one by one and ends at 204 or at a short page, because `_links.next` may point to an empty
 * page (entities 0.3). A page is not short when amoCRM says that more follow, or seems to have cut it to its default.
 * Data that changes meanwhile can skip or repeat rows: order by id where it matters. Throws `UnexpectedAnswer` for an
 * empty page that the one before counted.
 */
export async function* readPages<T>(amo: AmoClient, request: PageRequest<T>): AsyncGenerator<T[], void> {
  const limit = request.limit ?? 250;
  let promised = 0;
  for (let page = request.firstPage ?? 1; ; page++) {
    const { rows, isLast, isEmpty, pages } = await readPage(amo, request, { page, limit });
    if (isEmpty && page <= promised) throw new UnexpectedAnswer(request.path, `page ${page} of ${promised}`);
    promised = pages ?? promised;
    if (rows.length > 0) yield rows;
    if (isLast) return;
  }
}

/**
 * One page of a list, and whether it ends there. A page behind the end has no rows. `pages` is how many there are, where
 * amoCRM says so.
 */
export async function readPage<T>(
  amo: AmoClient,
  { path, key, read, query, onUnreadable }: PageRequest<T>,
  { page, limit }: { page: number; limit: number },
): Promise<{ rows: T[]; isLast: boolean; isEmpty: boolean; pages: number | null }> {
  const { body } = await amo.call({ method: 'GET', path, query: { ...query, page, limit } });
  const given: (T | typeof unreadable)[] = embedded(
    body,
    key,
    onUnreadable ? orUnreadable(read, onUnreadable) : read,
  );
  const rows = given.filter((row): row is T => row !== unreadable);
  const pages = given.length > 0 ? pageCountOf(body) : null;
  const isLast = given.length < limit && !hasMore(body, page, given.length);
  return { rows, isLast, isEmpty: given.length === 0, pages };
}

function pageCountOf(body: unknown): number | null {
  const { _page_count: pages } = record(body, 'answer');
  return typeof pages === 'number' ? pages : null;
}

/** Placeholder for a row that is left out, so that the page keeps its length: a short page is the last one. */
const unreadable = Symbol('a row that cannot be read');

function orUnreadable<T>(read: Reader<T>, report: OnUnreadable): Reader<T | typeof unreadable> {
  return (value, path) => {
    try {
      return read(value, path);
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      report(error, value);
      return unreadable;
    }
  };
}

function hasMore(body: unknown, page: number, rows: number): boolean {
  if (rows === 0) return false;
  const pages = pageCountOf(body);
  if (pages !== null) return page < pages;
  const { _links: links } = record(body, 'answer');
  return rows === defaultLimit && typeof links === 'object' && links !== null && 'next' in links;
}

/** All rows of a list that is known to be short enough: configuration, not leads. */
export async function readAll<T>(amo: AmoClient, request: PageRequest<T>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of readPages(amo, request)) rows.push(...page);
  return rows;
}
