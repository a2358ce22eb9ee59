import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Account } from '../state/account.js';

/** What came with an incoming lead; leads themselves are never hidden. */
interface HiddenRef {
  type: 'contacts' | 'companies';
  id: number;
}

/** Ends the hiding of a card that came with an incoming lead (entities 9.1). */
export function showCard(scope: WriteScope, ref: HiddenRef): void {
  const card = scope.account[ref.type].get(ref.id);
  if (!card?.is_unsorted) return;
  card.is_unsorted = false;
  recordChanges(scope, ref, [{ kind: 'quiet', keys: ['is_unsorted'] }]);
}

/** Whether an incoming lead that waits has brought the card. */
export function cameWithWaiting(account: Account, { type, id }: HiddenRef): boolean {
  for (const one of account.unsorted.values()) {
    const ids = type === 'contacts' ? one.contact_ids : one.company_ids;
    if (one.state === 'waiting' && ids.includes(id)) return true;
  }
  return false;
}
