import { isBelieved } from '../card/decide-change.js';

interface Known {
  state: { updatedAt: number };
  goneAt: number | null;
}

/** What a list says: rows to compare with the journal, and cards to be read by id. */
export interface Listed<R> {
  readings: R[];
  doubted: number[];
}

/**
 * Which rows of a list are readings. Lists may lag: a row that is older than what is known is ignored, and a list does
 * not bring back a card that is known to be gone.
 */
export function judgeListed<R extends { id: number; state: { updatedAt: number } }>(
  rows: readonly R[],
  known: ReadonlyMap<number, Known>,
): Listed<R> {
  const isGone = ({ id }: R) => (known.get(id)?.goneAt ?? null) !== null;
  return {
    readings: rows.filter(
      (row) =>
        !isGone(row) &&
        isBelieved(row.state, {
          changedAt: null,
          knownUpdatedAt: known.get(row.id)?.state.updatedAt ?? null,
        }),
    ),
    doubted: rows.filter(isGone).map(({ id }) => id),
  };
}
