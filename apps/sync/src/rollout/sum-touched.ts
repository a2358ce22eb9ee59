import { subjectOf, type Touched } from '../plan/touched.js';

/** What one account's plan touches. */
export interface TouchedAccount {
  readonly accountId: string;
  readonly name: string;
  readonly touched: readonly Touched[];
}

export interface TouchedSum extends Touched {
  /** Accounts with any of it. */
  readonly accounts: number;
  /** Those with the most. */
  readonly largest: readonly { readonly accountId: string; readonly name: string; readonly count: number }[];
}

/** The most accounts that are named. */
const named = 20;

/**
 * Per object that plans of several accounts remove or rename: how many deals or cards it has in all, and where. A removal
 * waits for a target as soon as one account does. What has the most comes first.
 */
export function sumTouched(accounts: readonly TouchedAccount[]): TouchedSum[] {
  const sums = new Map<string, TouchedSum>();
  for (const { accountId, name, touched } of accounts)
    for (const one of touched) {
      const before = sums.get(subjectOf(one));
      const largest = [...(before?.largest ?? []), { accountId, name, count: one.count }];
      sums.set(subjectOf(one), {
        ...one,
        count: one.count + (before?.count ?? 0),
        isRemoved: one.isRemoved || before?.isRemoved === true,
        needsTarget: one.needsTarget || before?.needsTarget === true,
        migrateTo: one.migrateTo ?? before?.migrateTo ?? null,
        accounts: largest.length,
        largest,
      });
    }
  return [...sums.values()]
    .map((sum) => ({ ...sum, largest: [...sum.largest].sort((a, b) => b.count - a.count) }))
    .sort((a, b) => b.count - a.count)
    .map((sum) => ({ ...sum, largest: sum.largest.slice(0, named) }));
}
