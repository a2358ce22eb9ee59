import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { Reading, WantsDetails } from '../kind/kind.js';
import { kinds } from '../kind/kinds.js';

/** One list of an account. */
export interface ListName {
  readonly part: string;
  readonly list: string;
}

/** What of an account is looked at: which lists, and of which objects the details. */
export interface Scope {
  readonly includes: (name: ListName) => boolean;
  readonly wants: WantsDetails;
}

/** Everything there is. */
export const everything: Scope = { includes: () => true, wants: () => true };

/** What is read of an account, in order: several kinds may be read together. */
export function readings(): readonly Reading[] {
  const all = new Set(kinds.flatMap(({ reading }) => reading ?? []));
  return [...all].sort((a, b) => a.round - b.round);
}

/** Every list of an account, in the order in which they are read. */
export function allLists(): readonly ListName[] {
  return readings().flatMap(({ part, lists }) => lists.map((list) => ({ part, list })));
}

/** One string for a list. */
export const listAddress = ({ part, list }: ListName): string => `${part} ${list}`;

/** The list in which objects with this `within`, or with this branch id, stand. */
export function listOf({ part, lists }: Pick<Reading, 'part' | 'lists'>, path: string): ListName {
  const list = lists.find((name) => path === name || path.startsWith(`${name}/`)) ?? lists[0] ?? '';
  return { part, list };
}

/** The rows of one list of a snapshot. */
export function rowsOf(snapshot: RawSnapshot, { part, list }: ListName): unknown {
  const value = snapshot[part];
  return list === '' ? value : (value as Readonly<Record<string, unknown>>)[list];
}

/** The snapshot with other rows in one of its lists, which counts as looked at from then on. */
export function withRows(snapshot: RawSnapshot, name: ListName, rows: unknown): RawSnapshot {
  const { part, list } = name;
  const value = list === '' ? rows : { ...(snapshot[part] as object), [list]: rows };
  const skipped = snapshot.skipped?.filter((address) => address !== listAddress(name));
  return { ...snapshot, [part]: value, ...(skipped ? { skipped } : {}) };
}

/** A snapshot in which nothing was looked at yet. */
export function nothingRead(): RawSnapshot {
  const parts = readings().map(({ part, lists }) => {
    const isWhole = lists.includes('');
    return [part, isWhole ? [] : Object.fromEntries(lists.map((list) => [list, []]))] as const;
  });
  const skipped = allLists().map(listAddress);
  return { ...Object.fromEntries(parts), skipped } as unknown as RawSnapshot;
}

/** Whether a snapshot that was kept has every list that this version of the hub knows. */
export function isComplete(snapshot: RawSnapshot): boolean {
  return allLists().every(
    (name) => snapshot[name.part] !== undefined && rowsOf(snapshot, name) !== undefined,
  );
}
