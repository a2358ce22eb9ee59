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

/** The query as it was sent, with another page in its place; what was not sent of page and limit comes at the end. */
function queryOfPage(search: string, page: number, limit: number): string {
  const sent = search.split('&').filter((pair) => pair !== '');
  // Of a key that was sent more than once, the last one counts.
  const last = sent.findLastIndex((pair) => pair.startsWith('page='));
  const pairs = sent.filter((pair, index) => index === last || !pair.startsWith('page='));
  const place = pairs.findIndex((pair) => pair.startsWith('page='));
  if (place < 0) pairs.push(`page=${page}`);
  else pairs[place] = `page=${page}`;
  if (!pairs.some((pair) => pair.startsWith('limit='))) pairs.push(`limit=${limit}`);
  return `?${pairs.join('&')}`;
}

type Links = Record<string, { href: string }>;

/**
 * The links of a page; its rows then link with the same query (recorded answers). `found`: rows of the page and, at most,
 * one more.
 */
function linksOf(ctx: ApiContext, { page, limit }: Page, found: number): Links {
  const to = (number: number): { href: string } => {
    return { href: ctx.origin + ctx.path + queryOfPage(ctx.search, number, limit) };
  };
  const links: Links = { self: to(page) };
  ctx.linkQuery = queryOfPage(ctx.search, page, limit);
  const full = found >= limit && switchOf(ctx.account, 'next_link_after_full_page');
  if (full || found > limit) links.next = to(page + 1);
  if (page > 1) {
    links.first = to(1);
    links.prev = to(page - 1);
  }
  return links;
}

interface Found<T> {
  /** Rows from the first of this page on, and one more when there is a next page. */
  rows: T[];
  /** All rows; counted only with `totals`. */
  total: number;
}

/** Walks to the page and one row further; nothing is made of the rows before it, and those behind it are not read. */
function rowsOf<T>(source: Iterable<T>, { page, limit }: Page, totals: boolean): Found<T> {
  const first = (page - 1) * limit;
  const rows: T[] = [];
  let total = 0;
  for (const row of source) {
    if (total > first + limit && !totals) break;
    if (total >= first && rows.length <= limit) rows.push(row);
    total += 1;
  }
  return { rows, total };
}

interface Showing<T> {
  key: string;
  view: (row: T) => unknown;
  totals?: boolean;
  limits?: PageLimits;
}

/**
 * A page of `source` in one of the envelopes of entities 0.3; 204 when the page is empty. Only the shown rows go through
 * `view`, so that a list of thousands costs no more than its page.
 */
export function pageOf<T>(ctx: ApiContext, source: Iterable<T>, shown: Showing<T>): Answer {
  const page = readPage(ctx, shown.limits ?? usualLimits);
  const { rows, total } = rowsOf(source, page, shown.totals ?? false);
  if (rows.length === 0) return noContent;
  const links = linksOf(ctx, page, rows.length);
  const lastPage = Math.ceil(total / page.limit);
  if (shown.totals && lastPage > 1)
    links.last = { href: ctx.origin + ctx.path + queryOfPage(ctx.search, lastPage, page.limit) };
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
  return { _links: { self: { href: ownHref(ctx) } }, _embedded: { [key]: rows } };
}

/** The address of the call itself. */
export function ownHref({ origin, path, linkQuery }: LinkContext & { path: string }): string {
  return origin + path + linkQuery;
}

/** What a link needs of a call: links keep the query that was sent. */
export interface LinkContext {
  origin: string;
  linkQuery: string;
}

/** `_links` of one thing: the path without the host. */
export function selfLink({ origin, linkQuery }: LinkContext, path: string): { self: { href: string } } {
  return { self: { href: origin + path + linkQuery } };
}
