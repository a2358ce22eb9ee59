import type { Configuration } from '../configuration/configuration.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { LedgerEntry } from '../plan/ledger.js';

/**
 * Entries of objects that neither the account nor the release has any more: children that went with their parent, and
 * removals whose answer was lost. Confirmed manual steps are not in any account and stay, and so does what was not
 * read in the account or in the release's own.
 */
export function goneEntries(
  ledger: readonly LedgerEntry[],
  { objects, unread }: Pick<AccountState, 'objects' | 'unread'>,
  release: Configuration,
): readonly LedgerEntry[] {
  const present = new Set(objects.map(({ kind, id }) => address(kind, id)));
  const unknown = [...unread, ...(release.unread ?? [])];
  const wanted = new Set(release.objects.map(({ kind, ref }) => address(kind, ref)));
  return ledger.filter(
    ({ kind, ref, branchId }) =>
      !kindOf(kind).isStep &&
      !unknown.includes(kind) &&
      !present.has(address(kind, branchId)) &&
      !wanted.has(address(kind, ref)),
  );
}
