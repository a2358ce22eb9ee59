import { listEvents, type AmoClient, type AmoEvent } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { isRefusal } from '@hub/platform';
import type { Baseline } from './decide-leaving.js';

/** The moves of a lead since it was read; none where the account does not let them be read. */
export async function readMoves(
  amo: AmoClient,
  leadId: number,
  { updatedAt }: Baseline,
  { log }: Job<unknown>,
): Promise<AmoEvent[]> {
  if (updatedAt === undefined) return [];
  const filter = { entity: 'lead', entity_id: [leadId], type: 'lead_status_changed' };
  const found: AmoEvent[] = [];
  try {
    const onUnreadable = (error: Error) => log.warn({ error }, 'an event cannot be read and is left out');
    for await (const page of listEvents(amo, { from: updatedAt }, onUnreadable, filter)) {
      found.push(...page.filter(({ created_at: at }) => at >= updatedAt));
      // Newest first: a page of old events means that amoCRM ignored the filter.
      if (page.every(({ created_at: at }) => at < updatedAt)) break;
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return found;
}
