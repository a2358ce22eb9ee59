import type { AmoEvent } from '@hub/amocrm';
import type { StageRef } from '@hub/contracts';
import { isAway } from './decide-leaving.js';

/**
 * The stage out of which the lead was closed last, or moved `away`, as the event feed says; null when it does not. `events` may
 * be of other leads and in any order.
 */
export function closedFrom(
  events: readonly AmoEvent[],
  leadId: number,
  away: StageRef | null = null,
): StageRef | null {
  const closings = events
    .filter(({ type, entity_id }) => type === 'lead_status_changed' && entity_id === leadId)
    .filter(({ value_after }) => {
      const after = stageOf(value_after);
      return after !== null && isAway(after, away);
    })
    .sort((one, other) => other.created_at - one.created_at);
  return stageOf(closings[0]?.value_before);
}

/** The stage in `[{ lead_status: { id, pipeline_id } }]`. */
function stageOf(value: unknown): StageRef | null {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [];
  const status = (first as { lead_status?: { id?: unknown; pipeline_id?: unknown } } | undefined)
    ?.lead_status;
  const [statusId, pipelineId] = [status?.id, status?.pipeline_id];
  return typeof statusId === 'number' && typeof pipelineId === 'number' ? { pipelineId, statusId } : null;
}
