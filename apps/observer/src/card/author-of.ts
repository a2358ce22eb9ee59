import type { ChangedFrom } from '@hub/contracts';
import type { Change } from './decide-change.js';

/** What a report says of a change: what it replaced, or that the card was not there. */
export interface ReportedFrom extends ChangedFrom {
  isNew?: boolean;
}

/** Who was reported to have changed a card, and what. */
export interface ReportedAuthor {
  changedBy: number | null;
  changedFrom: ReportedFrom;
}

/**
 * Who made a change that a reading found; null: not known. The report names who changed the card last, and one before may
 * have been lost: the author is believed where the report itself accounts for all that differs, by the values that it says
 * were replaced.
 */
export function authorOf<S extends object>(
  { changedBy, changedFrom }: ReportedAuthor,
  { before, attributes }: Pick<Change<S>, 'before' | 'attributes'>,
): number | null {
  if (before === null) return changedFrom.isNew === true ? changedBy : null;
  const was = before as Readonly<Record<string, unknown>>;
  const isReported = (name: string) =>
    was[name] !== undefined && was[name] === changedFrom[name as keyof ChangedFrom];
  // The moment of closing follows the stage, and that of the change everything.
  const isAccounted = (name: string) =>
    name === 'updatedAt' || isReported(name === 'closedAt' ? 'statusId' : name);
  return attributes.every(isAccounted) ? changedBy : null;
}
