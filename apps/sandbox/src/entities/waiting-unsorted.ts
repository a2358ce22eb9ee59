import type { Account } from '../state/account.js';
import type { Unsorted } from '../state/unsorted.js';

/** The waiting «Неразобранное» of a lead, if there is one. */
export function waitingUnsorted(account: Account, leadId: number): Unsorted | undefined {
  for (const one of account.unsorted.values()) {
    if (one.lead_id === leadId && one.state === 'waiting') return one;
  }
  return undefined;
}
