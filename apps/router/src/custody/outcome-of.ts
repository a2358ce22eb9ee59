import type { JournalLead } from '@hub/journal';
import { lostStatusId, wonStatusId } from '../rule/closing-status-ids.js';

/** What has become of a lead; `gone`: it was deleted or merged. */
export type Outcome = 'open' | 'won' | 'lost' | 'gone';

/** The outcome that the journal shows. */
export function outcomeOf({ goneAt, statusId }: Pick<JournalLead, 'goneAt' | 'statusId'>): Outcome {
  if (goneAt !== null) return 'gone';
  if (statusId === wonStatusId) return 'won';
  return statusId === lostStatusId ? 'lost' : 'open';
}
