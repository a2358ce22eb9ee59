import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Lead } from '../state/entity.js';
import type { Unsorted } from '../state/unsorted.js';
import { showCard } from './show-card.js';
import { waitingUnsorted } from './waiting-unsorted.js';

/**
 * Ends the waiting of an incoming lead: it is accepted into a lead, its own or another one. Its hidden contacts and companies
 * are shown (entities 9.1).
 */
export function acceptInto(scope: WriteScope, waiting: Unsorted, leadId: number): void {
  waiting.state = 'accepted';
  waiting.sorted_at = scope.now;
  waiting.lead_id = leadId;
  for (const id of waiting.contact_ids) showCard(scope, { type: 'contacts', id });
  for (const id of waiting.company_ids) showCard(scope, { type: 'companies', id });
  recordChanges(scope, { type: 'leads', id: leadId }, [{ kind: 'unsorted_accepted', uid: waiting.uid }]);
}

/** Accepts what waits with a lead that leaves «Неразобранное». */
export function leaveUnsorted(scope: WriteScope, lead: Lead): void {
  const waiting = waitingUnsorted(scope.account, lead.id);
  if (waiting) acceptInto(scope, waiting, lead.id);
}
