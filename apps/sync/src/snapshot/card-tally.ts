import type { EntityType } from '../configuration/raw-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import type { CountNeeded } from '../plan/live-counts-needed.js';
import type { Card } from './walk-cards.js';

/** What a walk over all cards of an entity type found of some objects. A value: JSON in, JSON out. */
export interface Tally {
  /** When the walk over all cards began. */
  readonly walkedAt: string;
  /** When the walk, or the last read of what changed behind it, began. */
  readonly since: string;
  /** The latest moment at which a card of it was written, in seconds. */
  readonly newest: number;
  /** The highest number of a card in it: newer cards have higher ones, whatever moment they carry. */
  readonly lastId: number;
  /** What was counted, and the ids of the cards for each. */
  readonly counted: readonly (CountNeeded & { readonly cards: readonly number[] })[];
}

/** The tallies of one account. */
export type Tallies = Readonly<Partial<Record<EntityType, Tally>>>;

/** The entity type whose cards are walked for a count; none for what waits behind a switch. */
export function entityOf({ risk, kind, branchId }: Omit<CountNeeded, 'address'>): EntityType | null {
  const { live, guard } = kindOf(kind);
  return guard?.risk === risk ? null : (live?.entityOf(branchId) ?? null);
}

/** A tally of nothing yet. */
export function emptyTally(needed: readonly CountNeeded[], since: Date): Tally {
  const counted = needed.map((count) => ({ ...count, cards: [] }));
  return { walkedAt: since.toISOString(), since: since.toISOString(), newest: 0, lastId: 0, counted };
}

/** The tally with cards that it did not have yet. */
export function tallyWithNew(tally: Tally, cards: readonly Card[]): Tally {
  const counted = tally.counted.map((count) => {
    const mine = cards.filter((card) => isOn(card, count)).map(({ id }) => id);
    return mine.length === 0 ? count : { ...count, cards: count.cards.concat(mine) };
  });
  const newest = cards.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt), tally.newest);
  const lastId = cards.reduce((last, { id }) => Math.max(last, id), tally.lastId);
  return { ...tally, newest, lastId, counted };
}

/** The tally with these cards as they were read now, each in the place of what was known of it. */
export function tallyWith(tally: Tally, cards: readonly Card[], since: Date): Tally {
  const read = new Set(cards.map(({ id }) => id));
  const counted = tally.counted.map((count) => ({
    ...count,
    cards: count.cards.filter((id) => !read.has(id)),
  }));
  return tallyWithNew({ ...tally, since: since.toISOString(), counted }, cards);
}

/** The tally without some cards. */
export function tallyWithout(tally: Tally, gone: readonly number[]): Tally {
  const ids = new Set(gone);
  const counted = tally.counted.map((count) => ({
    ...count,
    cards: count.cards.filter((id) => !ids.has(id)),
  }));
  return { ...tally, counted };
}

/** The ids of the cards that a tally has for these objects, each once. */
export function cardsIn({ counted }: Tally, needed: readonly CountNeeded[]): number[] {
  const wanted = new Set(needed.map(({ address }) => address));
  return [...new Set(counted.flatMap(({ address, cards }) => (wanted.has(address) ? cards : [])))];
}

/** Whether a tally has the count of every one of these objects. */
export function covers({ counted }: Tally, needed: readonly CountNeeded[]): boolean {
  const known = new Set(counted.map(({ address }) => address));
  return needed.every(({ address }) => known.has(address));
}

/** What a tally says of these objects, by address. */
export function countsIn({ counted }: Tally, needed: readonly CountNeeded[]): Record<string, number> {
  const counts = new Map(counted.map(({ address, cards }) => [address, cards.length]));
  return Object.fromEntries(needed.map(({ address }) => [address, counts.get(address) ?? 0]));
}

function isOn(card: Card, { kind, branchId }: CountNeeded): boolean {
  return kindOf(kind).live?.isOn(card, branchId) === true;
}
