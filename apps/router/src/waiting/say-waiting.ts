import { message, type Message } from '@hub/messages';
import type { WaitingWork } from './waiting.repository.js';

/** What waits, why, and the next step. */
export function sayWaiting({
  cause,
  leadId,
  reason,
  branchName,
}: Pick<WaitingWork, 'cause' | 'leadId' | 'reason' | 'branchName'>): Message {
  const lead = String(leadId);
  switch (cause) {
    case 'lead-manual':
      // Choices of the catalogue's texts are written with underscores.
      return message('waiting.lead-manual', {
        leadId: lead,
        found: (reason?.found ?? '').replaceAll('-', '_'),
        value: reason?.value ?? '',
      });
    case 'transfer-target':
      return message('waiting.transfer-target', { leadId: lead, branch: branchName ?? '' });
    case 'lead-unsorted':
      return message('waiting.lead-unsorted', { leadId: lead });
    case 'lead-waits-long':
      return message('waiting.lead-waits-long', { leadId: lead });
  }
}
