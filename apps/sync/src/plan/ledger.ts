import type { KindName } from '../kind/kind-name.js';

/**
 * Remembers that a release object and a branch object are the same thing. `adopted` objects were the branch's own
 * and are never deleted by the hub. For the kind `manual`, `branchId` is the checksum of the step that was confirmed.
 */
export interface LedgerEntry {
  readonly kind: KindName;
  readonly ref: string;
  readonly branchId: string;
  readonly origin: 'created' | 'adopted';
  /** Of what is not seen: ids of what was beside it before the call that may have made it; unknown in older entries. */
  readonly beside?: readonly string[] | null;
}

/** Branch id of what the hub has certainly or perhaps created and could not read yet: it is found by its name. */
export const notSeen = '';

/**
 * Whose an object is, by address of the branch object. Releases of different origins know it under different refs; it is
 * the branch's own as soon as one entry says so.
 */
export function originsOf(ledger: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry['origin']> {
  const origins = new Map<string, LedgerEntry['origin']>();
  for (const { kind, branchId, origin } of ledger)
    if (origins.get(`${kind} ${branchId}`) !== 'adopted') origins.set(`${kind} ${branchId}`, origin);
  return origins;
}

/** A difference that HQ allows for one branch. Without `attribute` the whole object is left alone; `order` is one too. */
export interface AllowedDifference {
  readonly kind: KindName;
  /** Key in the release; of an object that the release does not have, the key under which it was excepted. */
  readonly key: string;
  /** What releases of any origin know the object as, so that the branch's is found when the release has it no more. */
  readonly refs?: readonly string[];
  readonly attribute?: string;
  /** Why, and until when: shown in the plan. */
  readonly reason?: string;
  readonly endsAt?: string;
  /** Nobody allowed it: the plan is narrowed to other objects. Removals are chosen by `removingOnly`, and this holds none back. */
  readonly isNarrowing?: true;
}
