import type { CardKind, CardState, NewHistory } from '@hub/journal';
import type { Change } from './decide-change.js';

/** Attributes of a lead whose changes have no event in amoCRM's feed. */
const withoutEvent = { lossReasonId: 'read_loss_reason_changed' } as const;

interface ReadCard {
  id: number;
  authorId?: number | null;
}

/**
 * The rows of history that a reading leaves: what it found and the feed has no type for. That of a card which is gone gives
 * way to an event (`HistoryWriter.add`): one that was merged into another has none.
 */
export function readHistoryOf<S extends CardState>(
  kind: CardKind,
  { id, authorId = null }: ReadCard,
  { version, before, after, attributes }: Change<S>,
  goneAt: number | null,
): NewHistory[] {
  const row = (type: string, moment: number, ids: Pick<NewHistory, 'before' | 'after'>): NewHistory => ({
    ...{ eventId: `read:${kind}:${id}:${version}:${type}`, moment, type },
    ...{ entity: kind, entityId: id, authorId, ...ids },
    ...{ pipelineId: null, statusId: null, ownerId: null },
  });
  if (!after) {
    return goneAt === null ? [] : [row('read_gone', goneAt, { before: null, after: null })];
  }
  return Object.entries(withoutEvent).flatMap(([name, type]) => {
    if (!before || !(attributes as string[]).includes(name)) return [];
    const [was, is] = [before, after].map(
      (state) => (state as unknown as Record<string, number | null>)[name],
    );
    return [
      row(type, after.updatedAt, { before: [{ [name]: was ?? null }], after: [{ [name]: is ?? null }] }),
    ];
  });
}
