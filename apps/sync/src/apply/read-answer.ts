import { matchAnswers, namedBy, namesOf } from '@hub/amocrm/pure';
import { address } from '../kind/placeholder.js';
import type { LedgerEntry } from '../plan/ledger.js';
import type { Plan } from '../plan/plan.js';
import { joinKey } from '../configuration/key.js';
import type { AnswerRow } from '../kind/kind.js';
import { childKindsOf, kindOf } from '../kind/kinds.js';
import type { CallItem, WriteCall } from './call.js';

/** What one call taught: entries for the ledger, entries to forget, and ids for the placeholders of later calls. */
export interface Learned {
  readonly entries: readonly LedgerEntry[];
  readonly forgotten: readonly { readonly kind: LedgerEntry['kind']; readonly ref: string }[];
  readonly ids: ReadonlyMap<string, string>;
  /** The rows of the answer, where it had a list. */
  readonly rows: readonly AnswerRow[];
}

/** Thrown when an answer does not name what the call created; the account must be read before anything else is sent. */
export class AnswerMismatchError extends Error {
  constructor(
    readonly path: string,
    readonly detail: string,
  ) {
    super(`answer of ${path}: no id for ${detail}`);
    this.name = 'AnswerMismatchError';
  }
}

/** Ledger entries of adoptions that need no call. They are written first. */
export function adoptionsOf(plan: Plan): readonly LedgerEntry[] {
  return plan.changes
    .filter(({ action }) => action === 'adopt')
    .map(({ kind, ref, branchId, origin }) => ({
      kind,
      ref,
      branchId: branchId ?? '',
      origin: origin ?? 'adopted',
    }));
}

/**
 * Reads the ids out of a call's answer. New items are matched by their `request_id` (our index), changed ones by their id,
 * stages of a new pipeline and list values by their order, because amoCRM echoes nothing else for them. Throws `AnswerMismatchError`.
 */
export function readAnswer(call: WriteCall, answer: unknown): Learned {
  if (call.method === 'DELETE') {
    const forgotten = call.items.map(({ kind, ref }) => ({ kind, ref }));
    return { entries: [], ids: new Map(), forgotten, rows: [] };
  }
  const body = answer as (AnswerRow & { _embedded?: Record<string, readonly AnswerRow[]> }) | null;
  const rows = call.answerKey === '' ? [body ?? {}] : (body?._embedded?.[call.answerKey] ?? []);
  const own = rowsOf(call, rows);
  const learned = call.items.map((item, at) => learnItem(call, item, own[at], at));
  return {
    entries: learned.flatMap(({ entries }) => entries),
    forgotten: learned.flatMap(({ forgotten }) => forgotten),
    ids: new Map(learned.flatMap(({ ids }) => [...ids])),
    rows,
  };
}

/** The row of each item. Throws `AnswerMismatchError` where a new item has got the object of another one. */
function rowsOf(call: WriteCall, rows: readonly AnswerRow[]): readonly (AnswerRow | undefined)[] {
  if (call.answerKey === '') return rows;
  const method = call.method === 'PATCH' ? 'PATCH' : 'POST';
  const answered = rows.map((value) => ({ ids: namedBy(method, value), value }));
  const own = matchAnswers(answered, namesOf(method, call.body as readonly object[]));
  for (const [at, { kind, key, action }] of call.items.entries()) {
    const id = own[at]?.id;
    const isTaken = id !== undefined && own.some((row, other) => other < at && row?.id === id);
    if (isTaken && action === 'create') throw new AnswerMismatchError(call.path, `${kind} ${key}`);
  }
  return own;
}

function learnItem(
  call: WriteCall,
  item: CallItem,
  row: AnswerRow | undefined,
  at: number,
): Omit<Learned, 'rows'> {
  const id = item.branchId ?? (row?.id === undefined ? null : joinKey(call.within, String(row.id)));
  if (id === null) throw new AnswerMismatchError(call.path, `${item.kind} ${item.key}`);
  const own = item.action === 'create' ? [entry(item, id)] : [];
  const children = idsOfChildren(item, row, sentIds(call, at));
  const learned = item.children.flatMap((child) => {
    if (child.action === 'delete') return [];
    if (child.branchId !== null) return [{ child, id: child.branchId }];
    const found = children.get(child);
    if (found === undefined) throw new AnswerMismatchError(call.path, `${child.kind} ${child.key}`);
    return [{ child, id: `${id}/${found}` }];
  });
  return {
    entries: [
      ...own,
      ...learned
        .filter(({ child }) => child.action === 'create' && fixedIdOf(child) === undefined)
        .map(({ child, id: of }) => entry(child, of)),
    ],
    forgotten: item.children
      .filter(({ action }) => action === 'delete')
      .map(({ kind, ref }) => ({ kind, ref })),
    ids: new Map([
      [address(item.kind, item.key), id],
      ...fixedIn(item, id),
      ...learned.map(({ child, id: of }) => [address(child.kind, child.key), of] as const),
    ]),
  };
}

function entry({ kind, ref }: CallItem, branchId: string): LedgerEntry {
  return { kind, ref, branchId, origin: 'created' };
}

/** Ids of the children that a body named: they existed before, so none of them is new. */
function sentIds({ body, items }: WriteCall, at: number): ReadonlySet<string> {
  const sent = Array.isArray(body) ? (body as readonly AnswerRow[])[at] : undefined;
  const rows = sent && items[at] ? childRows(items[at], sent) : [];
  return new Set(rows.flatMap(({ id }) => (id === undefined ? [] : [String(id)])));
}

/** The rows of everything that was sent in an item's body, within the row of the item. */
export function childRows({ kind }: CallItem, row: AnswerRow): readonly AnswerRow[] {
  return childKindsOf(kind).flatMap(({ travel }) => travel?.rows(row) ?? []);
}

/** New child → its id. Among children of one name the order decides, and ids already known are not given again. */
function idsOfChildren(
  item: CallItem,
  row: AnswerRow | undefined,
  known: ReadonlySet<string>,
): ReadonlyMap<CallItem, string> {
  const result = new Map<CallItem, string>();
  const rows = (row ? [...childRows(item, row)] : [])
    .filter(({ id }) => id !== undefined)
    .sort((a, b) => (a.sort ?? 0) - (b.sort ?? 0));
  const taken = new Set<AnswerRow>();
  for (const child of item.children.filter(({ action }) => action === 'create')) {
    const { fixedIds = {} } = kindOf(child.kind);
    const final = fixedIdOf(child);
    const found = rows.find((candidate) =>
      final !== undefined
        ? String(candidate.id) === final
        : !taken.has(candidate) &&
          !known.has(String(candidate.id)) &&
          (candidate.name ?? candidate.value) === child.name &&
          !(String(candidate.id) in fixedIds),
    );
    if (!found) continue;
    taken.add(found);
    result.set(child, String(found.id));
  }
  return result;
}

/** The children that come with every parent, whether the plan writes them or leaves them to the branch. */
function fixedIn({ kind, key }: CallItem, id: string): readonly (readonly [string, string])[] {
  return childKindsOf(kind).flatMap(({ name, fixedIds = {} }) =>
    Object.entries(fixedIds).map(
      ([final, fixed]) => [address(name, joinKey(key, fixed)), `${id}/${final}`] as const,
    ),
  );
}

/** amoCRM's id of a child that every parent has; it is found by this id and needs no ledger. */
export function fixedIdOf({ kind, key }: Pick<CallItem, 'kind' | 'key'>): string | undefined {
  return Object.entries(kindOf(kind).fixedIds ?? {}).find(([, fixed]) => key.endsWith(`/${fixed}`))?.[0];
}
