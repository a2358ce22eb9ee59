import { isDeepStrictEqual } from 'node:util';

/** What the journal has of a card: its attributes, its version, and since when it is gone. */
export interface Known<S> {
  state: S;
  version: number;
  goneAt: number | null;
}

/** What became of a card between two readings. */
export interface Change<S> {
  version: number;
  /** Null when it was not known, or was gone. */
  before: S | null;
  /** Null when it is gone. */
  after: S | null;
  /** The attributes that differ; none when the card is new, gone or back. */
  attributes: (keyof S & string)[];
}

/**
 * Compares a reading (null: the card is gone) with what was known (null: nothing). Returns null when nothing changed, so
 * that an echo of the hub's own write, or a reading that came twice, writes nothing. A card that is gone before its first
 * reading is a change, with nothing before and nothing after: others may wait for what becomes of it.
 */
export function decideChange<S extends object>(known: Known<S> | null, reading: S | null): Change<S> | null {
  const version = (known?.version ?? 0) + 1;
  const before = known === null || known.goneAt !== null ? null : known.state;
  if (reading === null)
    return known !== null && before === null ? null : { version, before, after: null, attributes: [] };
  if (before === null) return { version, before, after: reading, attributes: [] };
  const attributes = (Object.keys(reading) as (keyof S & string)[]).filter(
    (name) => !isDeepStrictEqual(before[name], reading[name]),
  );
  return attributes.length === 0 ? null : { version, before, after: reading, attributes };
}

/**
 * Whether a row of a list is accepted for its card. Lists may lag where a read by id does not: a row that is older than
 * the reported change, or than what is known, is no answer, and neither is a missing one. Moments are amoCRM's seconds.
 */
export function isBelieved(
  listed: { updatedAt: number } | undefined,
  asked: { changedAt: number | null; knownUpdatedAt: number | null },
): boolean {
  if (!listed) return false;
  return listed.updatedAt >= (asked.changedAt ?? 0) && listed.updatedAt >= (asked.knownUpdatedAt ?? 0);
}
