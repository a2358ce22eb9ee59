import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Lead } from '../state/entity.js';
import { waitingUnsorted } from './waiting-unsorted.js';

/** Shows the hidden contacts and companies of an incoming lead and marks it accepted (entities 9.1). */
export function leaveUnsorted(scope: WriteScope, lead: Lead): void {
  const waiting = waitingUnsorted(scope.account, lead.id);
  if (!waiting) return;
  waiting.state = 'accepted';
  waiting.sorted_at = scope.now;
  for (const id of waiting.contact_ids) {
    const contact = scope.account.contacts.get(id);
    if (contact) contact.is_unsorted = false;
  }
  for (const id of waiting.company_ids) {
    const company = scope.account.companies.get(id);
    if (company) company.is_unsorted = false;
  }
  recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'unsorted_accepted', uid: waiting.uid }]);
}
