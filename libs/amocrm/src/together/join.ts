import { answeredRows } from '../answered-rows.js';
import { batchSize } from '../cut-batches.js';
import { UnexpectedAnswer } from '../errors.js';
import { embedded, isRecord } from '../read-value.js';
import type { WireCall } from '../transport.js';
import type { Batchable } from './compose-batch.js';

/**
 * What a row of a list is worth: it says what the caller has to know; it does not, and the card is to be read by its id;
 * or it is older than what the caller knows already: the lists of this account lag.
 */
export type RowVerdict = 'enough' | 'alone' | 'stale';

/** A read of one card that a list may answer. */
interface ReadJoin {
  kind: 'read';
  list: 'leads' | 'contacts';
  id: number;
  /** What the read asks for beside the card itself. */
  with: string;
  judge: (row: unknown) => RowVerdict;
}

/** A write of one item that a list of items may carry. */
interface WriteJoin {
  kind: 'write';
  method: 'POST' | 'PATCH';
  /** Of the list of items. */
  path: string;
  item: object;
  cards: readonly string[];
  /** How an answer names its items: the key under `_embedded`, null for a bare list, undefined when nobody reads it. */
  answers: string | null | undefined;
}

/** How a call may share a request with others. */
export type Join = ReadJoin | WriteJoin;

/**
 * What a caller gets out of a shared answer; `alone`: it has to ask by itself; an error: the answer has nothing about its
 * write, which was made or not.
 */
export type Share = { body: unknown } | 'alone' | UnexpectedAnswer;

const mostReads = 100;

/** The call's group and cards. */
export function batchable(join: Join): Batchable {
  if (join.kind === 'read')
    return { group: `read ${join.list} ${join.with}`, cards: [`${join.list} ${join.id}`] };
  return { group: `${join.method} ${join.path}`, cards: join.cards };
}

/** Does a repeat of the call make a second card? A link or a change of a card that is there may be sent twice. */
export function isCreation(join: Join): boolean {
  return join.kind === 'write' && join.method === 'POST' && join.answers !== undefined;
}

/** The most calls of this kind in one request (entities 0.2, 0.5). */
export function mostOf({ kind }: Join): number {
  return kind === 'read' ? mostReads : batchSize;
}

/** One request for all of them, which are of one group. */
export function joinRequests(joins: readonly Join[]): Pick<WireCall, 'method' | 'path' | 'query' | 'body'> {
  const [first] = joins;
  if (!first) throw new RangeError('no calls to join');
  if (first.kind === 'read') {
    const ids = joins.flatMap((join) => (join.kind === 'read' ? [join.id] : []));
    const query = { filter: { id: ids }, with: first.with, page: 1, limit: 250 };
    return { method: 'GET', path: `/api/v4/${first.list}`, query };
  }
  const body = joins.flatMap((join, position) => {
    if (join.kind === 'read') return [];
    return [join.answers === undefined ? join.item : { ...join.item, request_id: String(position) }];
  });
  return { method: first.method, path: first.path, body };
}

/**
 * What each caller gets, in order, and whether such calls are better sent alone for a while, as far as this answer shows: the
 * account's lists ignore filters or lag, or an answer to many writes does not serve all of them.
 */
export interface Shares {
  shares: Share[];
  isUnreliable: boolean;
}

/** Takes a shared answer apart. Throws `UnexpectedAnswer` when it is no list. */
export function splitAnswer(joins: readonly Join[], body: unknown): Shares {
  const [first] = joins;
  if (first?.kind === 'read')
    return shareRows(
      joins,
      embedded(body, first.list, (row) => row),
    );
  const shares = shareWrites(joins, body);
  return { shares, isUnreliable: shares.some((share) => share instanceof UnexpectedAnswer) };
}

function shareRows(joins: readonly Join[], rows: readonly unknown[]): Shares {
  const byId = new Map(rows.filter(isRecord).map((row) => [row.id, row]));
  const judged = joins.map((join) => {
    const row = join.kind === 'read' ? byId.get(join.id) : undefined;
    return { row, verdict: join.kind === 'read' && row !== undefined ? verdictOf(join, row) : 'alone' };
  });
  const asked = new Set<unknown>(joins.map((join) => (join.kind === 'read' ? join.id : null)));
  return {
    shares: judged.map(({ row, verdict }) => (verdict === 'enough' ? { body: row } : 'alone')),
    isUnreliable:
      judged.some(({ verdict }) => verdict === 'stale') || [...byId.keys()].some((id) => !asked.has(id)),
  };
}

/** A row that cannot be read must not cost the others their answers. */
function verdictOf(join: ReadJoin, row: unknown): RowVerdict {
  try {
    return join.judge(row);
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return 'alone';
    throw error;
  }
}

function shareWrites(joins: readonly Join[], body: unknown): Share[] {
  const [first] = joins;
  if (first?.kind !== 'write' || first.answers === undefined) return joins.map(() => ({ body: undefined }));
  const { method, answers: key } = first;
  const items = joins.flatMap((join) => (join.kind === 'write' ? [join.item] : []));
  return answeredRows({ method, items, key }, body).map((value) => {
    if (value instanceof UnexpectedAnswer) return value;
    // One card that is changed is answered bare, one that is made as a list.
    if (method === 'PATCH') return { body: value };
    const row = { ...value, request_id: '0' };
    return { body: key === null ? [row] : { _embedded: { [key]: [row] } } };
  });
}
