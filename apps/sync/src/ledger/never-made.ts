import type { Configuration } from '../configuration/configuration.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import { address } from '../kind/placeholder.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import { matchObjects } from '../plan/match-objects.js';

/**
 * Entries of what a call without an answer may have made and the account does not have: nothing there has the name or the
 * code of it. `releases` are those that may have asked for it, the present one first. What is in question, or was not read,
 * is not among them.
 */
export function neverMade(
  releases: readonly Configuration[],
  branch: AccountState,
  ledger: readonly LedgerEntry[],
): readonly Pick<LedgerEntry, 'kind' | 'ref'>[] {
  const open = new Map(
    ledger
      .filter(({ kind, branchId }) => branchId === notSeen && !branch.unread.includes(kind))
      .map(({ kind, ref }) => [address(kind, ref), { kind, ref }]),
  );
  const absent: Pick<LedgerEntry, 'kind' | 'ref'>[] = [];
  for (const release of releases) {
    const asked = release.objects.filter(({ kind, ref }) => open.has(address(kind, ref)));
    if (asked.length === 0) continue;
    const matches = matchObjects(release, branch, ledger);
    for (const { kind, key, ref } of asked) {
      open.delete(address(kind, ref));
      const match = matches.get(address(kind, key));
      // Because an object of nearly the same name that was there before is not what was sent.
      const isTwin = match?.state === 'blocked' && match.reason.code === 'near-twin';
      if (match?.state === 'new' || isTwin) absent.push({ kind, ref });
    }
  }
  return absent;
}
