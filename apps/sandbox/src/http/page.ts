import { switchOf } from '../state/account.js';
import { noContent, ok, type Answer } from './answer.js';
import { queryText } from './query.js';
import type { ApiContext } from './route.js';

export interface PageLimits {
  default: number;
  max: number;
}

interface Page {
  page: number;
  limit: number;
}

const usualLimits: PageLimits = { default: 50, max: 250 };

function readPage(ctx: ApiContext, limits: PageLimits): Page {
  const page = Number(queryText(ctx.query, 'page') ?? 1);
  const limit = Number(queryText(ctx.query, 'limit') ?? limits.default);
  const tooMany = switchOf(ctx.account, 'limit_above_max') === 'cap' ? limits.max : limits.default;
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    limit: !Number.isInteger(limit) || limit < 1 ? limits.default : limit > limits.max ? tooMany : limit,
  };
}

function pageHref(ctx: ApiContext, { page, limit }: Page): string {
  const own = ctx.search.split('&').filter((pair) => pair !== '' && !/^(page|limit)=/.test(pair));
  return `${ctx.origin}${ctx.path}?${[...own, `page=${page}`, `limit=${limit}`].join('&')}`;
}

interface Shown<T> {
  /** Rows from the first of this page on, and one more when there is a next page. */
  rows: T[];
  /** All rows that are kept; counted only with `totals`. */
  total: number;
}

/** Walks to the page and one row further; nothing is made of the rows before it, and those behind it are not looked at. */
function rowsOf<T>(source: Iterable<T>, { page, limit }: Page, shown: Showing<T>): Shown<T> {
  const first = (page - 1) * limit;
  const rows: T[] = [];
  let total = 0;
  for (const row of source) {
    if (shown.keep && !shown.keep(row)) continue;
    if (total > first + limit && !shown.totals) break;
    if (total >= first && rows.length <= limit) rows.push(row);
    total += 1;
  }
  return { rows, total };
}

interface Showing<T> {
  key: string;
  view: (row: T) => unknown;
  /** Which rows of the source are in the list at all; absent: all. */
  keep?: ((row: T) => boolean) | undefined;
  totals?: boolean;
  limits?: PageLimits;
}

/**
 * A page of `source` in one of the envelopes of entities 0.3; 204 when the page is empty. Only the shown rows go through
 * `view`, so that a list of thousands costs no more than its page.
 */
export function pageOf<T>(ctx: ApiContext, source: Iterable<T>, shown: Showing<T>): Answer {
  const page = readPage(ctx, shown.limits ?? usualLimits);
  const { rows, total } = rowsOf(source, page, shown);
  if (rows.length === 0) return noContent;
  const links: Record<string, { href: string }> = { self: { href: pageHref(ctx, page) } };
  const full = rows.length >= page.limit && switchOf(ctx.account, 'next_link_after_full_page');
  if (full || rows.length > page.limit)
    links.next = { href: pageHref(ctx, { ...page, page: page.page + 1 }) };
  if (page.page > 1) {
    links.first = { href: pageHref(ctx, { ...page, page: 1 }) };
    links.prev = { href: pageHref(ctx, { ...page, page: page.page - 1 }) };
  }
  const lastPage = Math.ceil(total / page.limit);
  if (shown.totals) links.last = { href: pageHref(ctx, { ...page, page: lastPage }) };
  const totals = { _total_items: total, _page: page.page, _page_count: lastPage };
  return ok({
    ...(shown.totals ? totals : { _page: page.page }),
    _links: links,
    _embedded: { [shown.key]: rows.slice(0, page.limit).map(shown.view) },
  });
}

/** An unpaged list with `_total_items`, e.g. pipelines, statuses, groups, webhooks. */
export function wholeList(key: string, rows: readonly unknown[], selfHref?: string): Record<string, unknown> {
  return {
    _total_items: rows.length,
    ...(selfHref === undefined ? {} : { _links: { self: { href: selfHref } } }),
    _embedded: { [key]: rows },
  };
}

/** `{_links, _embedded}` of POST and batch PATCH on entities. */
export function writtenList(ctx: ApiContext, key: string, rows: readonly unknown[]): Record<string, unknown> {
  return { _links: { self: { href: ctx.origin + ctx.path } }, _embedded: { [key]: rows } };
}

export function selfLink(href: string): { self: { href: string } } {
  return { self: { href } };
}
