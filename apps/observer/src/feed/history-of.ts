import type { AmoEvent } from '@hub/amocrm';
import type { HistoryIds, NewHistory } from '@hub/journal';

/** Which ids of an element of `value_before` and `value_after` are kept, by its key (entities 8.4). Texts are left out. */
const kept: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lead_status: { pipeline_id: 'pipelineId', id: 'statusId' },
  customer_status: { id: 'statusId' },
  responsible_user: { id: 'ownerId' },
  note: { id: 'noteId' },
  task_deadline: { timestamp: 'dueAt' },
  task_type: { id: 'typeId' },
  custom_field_value: { field_id: 'fieldId', enum_id: 'enumId' },
  message: { id: 'messageId' },
  transaction: { id: 'transactionId' },
  helpbot: { id: 'botId' },
};

/** The row of history that an event leaves, without texts. Of a stage or an owner that it names the columns are filled in. */
export function historyOf(event: AmoEvent): NewHistory {
  const [before, after] = [idsOf(event.value_before), idsOf(event.value_after)];
  const first = after?.[0];
  const isStage = event.type === 'lead_status_changed';
  const isOwner = event.type === 'entity_responsible_changed';
  return {
    ...{ eventId: event.id, moment: event.created_at, type: event.type },
    ...{ entity: event.entity_type, entityId: event.entity_id, authorId: event.created_by },
    ...{ before, after },
    pipelineId: isStage ? numberOf(first?.pipelineId) : null,
    statusId: isStage ? numberOf(first?.statusId) : null,
    ownerId: isOwner ? numberOf(first?.ownerId) : null,
  };
}

/** Ids of a value; null when it names none. A lead that was linked is `{ entity, entityId }`. */
function idsOf(value: unknown): HistoryIds[] | null {
  const ids = elementsOf(value).flatMap((element) =>
    Object.entries(element).flatMap(([key, inner]) => {
      const found = key === 'link' || key === 'unlink' ? endOf(inner) : pick(inner, kept[key] ?? {});
      return Object.keys(found).length > 0 ? [found] : [];
    }),
  );
  return ids.length > 0 ? ids : null;
}

function pick(value: unknown, names: Readonly<Record<string, string>>): HistoryIds {
  const object = objectOf(value);
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => {
      const id = object[from];
      return typeof id === 'number' || typeof id === 'string' ? [[to, id]] : [];
    }),
  );
}

function endOf(value: unknown): HistoryIds {
  const { type, id } = objectOf(objectOf(value).entity);
  return typeof type === 'string' && typeof id === 'number' ? { entity: type, entityId: id } : {};
}

function elementsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as unknown[]).map(objectOf) : [];
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function numberOf(value: HistoryIds[string] | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
