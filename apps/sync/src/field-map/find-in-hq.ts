import type { FieldGap, Linking } from '@hub/contracts';
import type { ConfigObject } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import type { LedgerEntry } from '../plan/ledger.js';

/** A lead field of the HQ account. */
export interface LiveField {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly code: string | null;
  readonly enums: readonly { readonly id: number; readonly value: string; readonly code: string | null }[];
}

/** A release object, and whether its ref is an id of the HQ account: the release was read from there. */
export interface Released {
  readonly object: ConfigObject;
  readonly isOfHq: boolean;
}

/** What is known of the HQ account. Without `live` its fields were not read. */
export interface HqAccount {
  readonly ledger: readonly LedgerEntry[];
  readonly live: readonly LiveField[] | null;
}

export type Found = { readonly id: number; readonly by: Linking } | { readonly why: FieldGap['why'] };

/**
 * The HQ field that is the same as one of the branch, which several releases may know: by the release if it was read
 * from the HQ account, by the HQ account's ledger, else by code, else by exact name of the same type.
 */
export function findField(known: readonly Released[], hq: HqAccount): Found {
  return findKnown(known, hq) ?? findLive(known, hq.live);
}

/** The id of a field or value that is known without reading the HQ account. */
export function findKnown(
  known: readonly Released[],
  { ledger }: Pick<HqAccount, 'ledger'>,
): { id: number; by: Linking } | null {
  for (const { object, isOfHq } of known) {
    const id = isOfHq ? lastNumber(object.ref) : null;
    if (id !== null) return { id, by: 'release' };
  }
  const idOf = idsIn(ledger);
  for (const { object } of known) {
    const id = idOf(object);
    if (id !== null) return { id, by: 'ledger' };
  }
  return null;
}

function findLive(known: readonly Released[], live: readonly LiveField[] | null): Found {
  if (live === null) return { why: 'not-found' };
  let why: FieldGap['why'] = 'not-found';
  for (const by of ['code', 'name'] as const)
    for (const { object } of known) {
      const wanted = object.attributes[by];
      const found = wanted === undefined ? [] : live.filter((field) => field[by] === wanted);
      const ofType = found.filter(({ type }) => type === object.attributes.type);
      const [field] = ofType;
      if (field && ofType.length === 1) return { id: field.id, by };
      if (found.length > 0) why = ofType.length > 1 ? 'several' : 'type-differs';
    }
  return { why };
}

/** The HQ id of a list value of a field that was found: known, else by code, else by its exact text. */
export function findValue(known: readonly Released[], fieldId: number, hq: HqAccount): number | null {
  const found = findKnown(known, hq);
  if (found) return found.id;
  const values = hq.live?.find(({ id }) => id === fieldId)?.enums ?? [];
  for (const { object } of known) {
    const { code, name } = object.attributes;
    const value =
      values.find((one) => code !== undefined && one.code === code) ??
      values.find((one) => one.value === textOf(name));
    if (value) return value.id;
  }
  return null;
}

/** Ids of one account by its ledger. A blueprint's refs are keys, whichever release comes after it. */
export function idsIn(ledger: readonly LedgerEntry[]): (object: ConfigObject) => number | null {
  const ids = new Map(ledger.map(({ kind, ref, branchId }) => [`${kind} ${ref}`, branchId]));
  return ({ kind, ref, key }) => lastNumber(ids.get(`${kind} ${ref}`) ?? ids.get(`${kind} ${key}`) ?? '');
}

function lastNumber(path: string): number | null {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return /^\d+$/.test(last) ? Number(last) : null;
}
