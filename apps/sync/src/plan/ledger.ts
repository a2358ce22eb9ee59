import type { KindName } from '../kind/kind.js';

/**
 * Remembers that a release object and a branch object are the same thing. `adopted` objects were the branch's own
 * and are never deleted by the hub. For the kind `manual`, `branchId` is the checksum of the step that was confirmed.
 */
export interface LedgerEntry {
  readonly kind: KindName;
  readonly ref: string;
  readonly branchId: string;
  readonly origin: 'created' | 'adopted';
}

/** A difference that HQ allows for one branch. Without `attribute` the whole object is left alone; `order` is one too. */
export interface AllowedDifference {
  readonly kind: KindName;
  readonly key: string;
  readonly attribute?: string;
}
