import { address } from '../kind/placeholder.js';
import type { LedgerEntry } from '../plan/ledger.js';
import type { Plan } from '../plan/plan.js';
import { joinKey } from '../configuration/key.js';
import { finalStages } from '../kind/stage.kind.js';
import type { CallItem, WriteCall } from './call.js';

/** What one call taught: entries for the ledger, entries to forget, and ids for the placeholders of later calls. */
export interface Learned {
  readonly entries: readonly LedgerEntry[];
  readonly forgotten: readonly { readonly kind: LedgerEntry['kind']; readonly ref: string }[];
  readonly ids: ReadonlyMap<string, string>;
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

interface AnswerItem {
  readonly id?: number | string;
  readonly request_id?: string | number;
  readonly name?: string;
  readonly value?: string;
  readonly sort?: number;
  readonly type?: number;
  readonly enums?: readonly AnswerItem[] | Readonly<Record<string, AnswerItem>> | null;
  readonly _embedded?: { readonly statuses?: readonly AnswerItem[] };
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
 * Reads the ids out of a call's answer. Items are told apart by their `request_id` (our index), stages of a new
 * pipeline and list values by their order, because nothing else is echoed for them. Throws `AnswerMismatchError`.
 */
export function readAnswer(call: WriteCall, answer: unknown): Learned {
  if (call.method === 'DELETE') {
    return { entries: [], ids: new Map(), forgotten: call.items.map(({ kind, ref }) => ({ kind, ref })) };
  }
  const body = answer as (AnswerItem & { _embedded?: Record<string, readonly AnswerItem[]> }) | null;
  const rows = call.answerKey === '' ? [body ?? {}] : (body?._embedded?.[call.answerKey] ?? []);
  const learned = call.items.map((item, at) => {
    const row = rows.find((candidate) => String(candidate.request_id) === String(at)) ?? rows[at];
    return learnItem(call, item, row, at);
  });
  return {
    entries: learned.flatMap(({ entries }) => entries),
    forgotten: learned.flatMap(({ forgotten }) => forgotten),
    ids: new Map(learned.flatMap(({ ids }) => [...ids])),
  };
}

function learnItem(call: WriteCall, item: CallItem, row: AnswerItem | undefined, at: number): Learned {
  const id = item.branchId ?? (row?.id === undefined ? null : joinKey(call.within, String(row.id)));
  if (id === null) throw new AnswerMismatchError(call.path, `${item.kind} ${item.key}`);
  const own = item.action === 'create' ? [entry(item, id)] : [];
  const children = childRows(item, row, sentIds(call, at));
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
        .filter(({ child }) => child.action === 'create' && finalIdOf(child) === undefined)
        .map(({ child, id: of }) => entry(child, of)),
    ],
    forgotten: item.children
      .filter(({ action }) => action === 'delete')
      .map(({ kind, ref }) => ({ kind, ref })),
    ids: new Map([
      [address(item.kind, item.key), id],
      ...finalsOf(item, id),
      ...learned.map(({ child, id: of }) => [address(child.kind, child.key), of] as const),
    ]),
  };
}

function entry({ kind, ref }: CallItem, branchId: string): LedgerEntry {
  return { kind, ref, branchId, origin: 'created' };
}

/** Ids of the list values that a call named: they stood before it, so none of them is a new one. */
function sentIds({ body }: WriteCall, at: number): ReadonlySet<string> {
  const item = Array.isArray(body) ? (body as readonly AnswerItem[])[at] : null;
  const values = Object.values(item?.enums ?? {}) as readonly AnswerItem[];
  return new Set(values.flatMap(({ id }) => (id === undefined ? [] : [String(id)])));
}

/** New child → its id. Among children of one name the order decides, and ids already known are not given again. */
function childRows(
  item: CallItem,
  row: AnswerItem | undefined,
  known: ReadonlySet<string>,
): ReadonlyMap<CallItem, string> {
  const result = new Map<CallItem, string>();
  const rows = (item.kind === 'pipeline' ? (row?._embedded?.statuses ?? []) : Object.values(row?.enums ?? {}))
    .filter(({ id, type }) => id !== undefined && type !== 1 && !known.has(String(id)))
    .sort((a, b) => (a.sort ?? 0) - (b.sort ?? 0));
  const taken = new Set<AnswerItem>();
  for (const child of item.children.filter(({ action }) => action === 'create')) {
    const final = finalIdOf(child);
    const found = rows.find((candidate) =>
      final !== undefined
        ? String(candidate.id) === final
        : !taken.has(candidate) &&
          (candidate.name ?? candidate.value) === child.name &&
          !(Number(candidate.id) in finalStages && item.kind === 'pipeline'),
    );
    if (!found) continue;
    taken.add(found);
    result.set(child, String(found.id));
  }
  return result;
}

/** The stages that come with every pipeline, whether the plan writes them or leaves them to the branch. */
function finalsOf({ kind, key }: CallItem, id: string): readonly (readonly [string, string])[] {
  if (kind !== 'pipeline') return [];
  return Object.entries(finalStages).map(([final, fixed]) => [
    address('stage', joinKey(key, fixed)),
    `${id}/${final}`,
  ]);
}

/** 142 or 143 for the stages every pipeline has; they are found by these ids and need no ledger. */
function finalIdOf({ kind, key }: CallItem): string | undefined {
  if (kind !== 'stage') return undefined;
  return Object.entries(finalStages).find(([, fixed]) => key.endsWith(`/${fixed}`))?.[0];
}
