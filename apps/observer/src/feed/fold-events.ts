import type { LeadState } from '@hub/contracts';
import type { LeadEntry, LeadEvent } from '@hub/journal';

/** The stage and the owner of a lead, as last seen. */
export type LeadNow = Pick<LeadState, 'pipelineId' | 'statusId' | 'ownerId'>;

/**
 * The order in which events count. amoCRM knows no finer time than a second: within one the creation is first, then owners,
 * because what follows counts for the new owner, then the rest by id.
 */
export function inOrder<T extends Pick<LeadEvent, 'moment' | 'type' | 'eventId'>>(events: readonly T[]): T[] {
  const rank = ({ type }: T) => (type === 'lead_added' ? 0 : type === 'entity_responsible_changed' ? 1 : 2);
  return [...events].sort(
    (a, b) =>
      a.moment - b.moment ||
      rank(a) - rank(b) ||
      (a.eventId < b.eventId ? -1 : Number(a.eventId > b.eventId)),
  );
}

/**
 * The stage and the owner of one lead at each of its stage entries, its creation included. What an event names before and
 * after counts for more than how the lead was last seen (`now`), which may be older than the events. Null where no
 * event or state names it. Any order of events gives the same.
 */
export function foldEvents(events: readonly LeadEvent[], now: LeadNow | null): LeadEntry[] {
  const ordered = inOrder(events);
  const ownerAt = (place: number): number | null =>
    ownerOf(ordered.slice(0, place).findLast(isOwner)?.after) ??
    ownerOf(ordered.slice(place).find(isOwner)?.before) ??
    (ordered.some(isOwner) ? null : (now?.ownerId ?? null));
  const firstStage = ordered.find(isStage);
  return ordered.flatMap((event, place): LeadEntry[] => {
    const { eventId, moment } = event;
    const entry = { eventId, moment, ownerId: ownerAt(place) };
    if (isStage(event)) return [{ ...entry, ...stageOf(event.after) }];
    if (event.type !== 'lead_added') return [];
    return [{ ...entry, ...(firstStage ? stageOf(firstStage.before) : stageOf(now ? [{ ...now }] : null)) }];
  });
}

const isOwner = ({ type }: LeadEvent) => type === 'entity_responsible_changed';
const isStage = ({ type }: LeadEvent) => type === 'lead_status_changed';

function ownerOf(ids: LeadEvent['after'] | undefined): number | null {
  return numberOf(ids?.[0]?.ownerId);
}

function stageOf(ids: LeadEvent['after']): { pipelineId: number | null; statusId: number | null } {
  return { pipelineId: numberOf(ids?.[0]?.pipelineId), statusId: numberOf(ids?.[0]?.statusId) };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
