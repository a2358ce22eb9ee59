import type { LeadWritten } from '@hub/contracts';
import type { HistoryIds } from '@hub/journal';

/** An event of the feed, with the ids that it names before and after. */
export interface ExplainedEvent {
  type: string;
  entityType: string;
  entityId: number;
  createdAt: number;
  before?: readonly HistoryIds[] | null;
  after?: readonly HistoryIds[] | null;
}

/** An own write that the journal has taken without a reading. */
export interface TakenWrite extends Pick<LeadWritten, 'leadId' | 'updatedAt' | 'values'> {
  fieldIds: readonly number[];
}

/**
 * Whether an own write that the journal has taken leaves just this event: of the same lead and second, with the stage or the
 * owner that was written, or of a field that was. Who did it says nothing: a person may be the same user.
 */
export function isExplained(event: ExplainedEvent, writes: readonly TakenWrite[]): boolean {
  return (
    event.entityType === 'lead' &&
    writes.some(
      (write) =>
        write.leadId === event.entityId && write.updatedAt === event.createdAt && leaves(write, event),
    )
  );
}

function leaves({ values, fieldIds }: TakenWrite, { type, before, after }: ExplainedEvent): boolean {
  const [is, another] = after ?? [];
  if (type === 'lead_status_changed' || type === 'entity_responsible_changed') {
    if (!is || another) return false;
    return type === 'lead_status_changed'
      ? isSame(is.pipelineId, values.pipelineId) && isSame(is.statusId, values.statusId)
      : isSame(is.ownerId, values.ownerId);
  }
  if (!/^custom_field_(\d+_)?value_changed$/.test(type)) return false;
  const named = [...(before ?? []), ...(after ?? [])].map(({ fieldId }) => fieldId);
  return named.length > 0 && named.every((id) => typeof id === 'number' && fieldIds.includes(id));
}

function isSame(shown: HistoryIds[string] | undefined, written: number | undefined): boolean {
  return written !== undefined && shown === written;
}
