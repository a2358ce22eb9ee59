import type { AmoClient } from '@hub/amocrm';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import type { CountNeeded } from '../plan/live-counts-needed.js';
import { cardsWrittenSince, walkCards, type Card } from './walk-cards.js';

/**
 * Counts the deals in stages and pipelines, the cards with a value in a field, the leads with a loss reason (closed
 * ones are in the same list), and the requests among incoming leads.
 * One walk over an entity type serves all its objects, and a second look at what was written since corrects it; a card
 * deleted meanwhile may still be in the count. Filters are never trusted: they are a paid option that is ignored in
 * silence where it is missing.
 */
export async function countLive(
  amo: AmoClient,
  needed: readonly CountNeeded[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(needed.map(({ address }) => [address, 0]));
  for (const { address, branchId, kind, risk } of needed) {
    const { guard } = kindOf(kind);
    if (guard?.risk === risk) counts[address] = await guard.count(amo, branchId);
  }
  for (const entity of entityTypes) {
    const mine = needed.filter((count) => entityOf(count) === entity);
    if (mine.length === 0) continue;
    for (const addresses of (await countedFor(amo, entity, mine)).values())
      for (const address of addresses) counts[address] = (counts[address] ?? 0) + 1;
  }
  return counts;
}

/** Card → the addresses it counts for, as each card was read last. */
async function countedFor(
  amo: AmoClient,
  entity: EntityType,
  needed: readonly CountNeeded[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const counted = new Map<number, readonly string[]>();
  const note = (card: Card) => {
    const addresses = needed.filter((count) => isCounted(card, count)).map(({ address }) => address);
    if (addresses.length > 0) counted.set(card.id, addresses);
    else counted.delete(card.id);
  };
  const begun = new Date();
  for await (const page of walkCards(amo, entity)) page.forEach(note);
  for await (const page of cardsWrittenSince(amo, entity, begun)) page.forEach(note);
  return counted;
}

function isCounted(card: Card, { kind, branchId }: CountNeeded): boolean {
  return kindOf(kind).live?.isOn(card, branchId) === true;
}

/** The entity type whose cards are walked for a count; none for what waits behind a switch. */
export function entityOf({ risk, kind, branchId }: Omit<CountNeeded, 'address'>): EntityType | null {
  const { live, guard } = kindOf(kind);
  return guard?.risk === risk ? null : (live?.entityOf(branchId) ?? null);
}
