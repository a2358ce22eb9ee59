import { ValidationFailed } from '@hub/amocrm';
import type { Fact } from '@hub/messages';
import { composeCard, dropRefused, type CardPart } from './card-parts.js';

/** One of the cards that a call writes. */
export interface CardInCall {
  /** The path of the card in the call's item, e.g. `_embedded.contacts.0.`; empty for the item itself. */
  prefix: string;
  parts: readonly CardPart[];
}

/**
 * Writes a card, leaving out what amoCRM refuses of it: one bad value must not stop a lead. A refusal has written
 * nothing, so the call is repeated without the refused parts; their names come back. Throws what `write` throws when
 * the refusal names something that the card cannot be without.
 */
export async function writeCard<T>(
  parts: readonly CardPart[],
  write: (card: Record<string, unknown>) => Promise<T>,
): Promise<{ answer: T; dropped: Fact[] }> {
  return writeCards([{ prefix: '', parts }], ([card = {}]) => write(card));
}

/** As `writeCard`, for several cards in one call. The card with the empty prefix comes last. */
export async function writeCards<T>(
  cards: readonly CardInCall[],
  write: (cards: Record<string, unknown>[]) => Promise<T>,
): Promise<{ answer: T; dropped: Fact[] }> {
  const dropped: Fact[] = [];
  for (let left = cards; ;) {
    try {
      return { answer: await write(left.map(({ parts }) => composeCard(parts))), dropped };
    } catch (error) {
      const reduced = error instanceof ValidationFailed ? reduce(left, pathsOf(error)) : null;
      if (!reduced) throw error;
      left = reduced.cards;
      dropped.push(...reduced.dropped.filter((name) => !dropped.includes(name)));
    }
  }
}

/** Null when nothing was refused by name, or something that a card cannot be without. */
function reduce(
  cards: readonly CardInCall[],
  paths: readonly string[],
): { cards: CardInCall[]; dropped: Fact[] } | null {
  let rest = paths;
  const dropped: Fact[] = [];
  const left: CardInCall[] = [];
  for (const { prefix, parts } of cards) {
    const own = rest.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    rest = rest.filter((path) => !path.startsWith(prefix));
    const reduced = own.length === 0 ? { parts: [...parts], dropped: [] } : dropRefused(parts, own);
    if (!reduced) return null;
    left.push({ prefix, parts: reduced.parts });
    dropped.push(...reduced.dropped);
  }
  return paths.length === 0 || rest.length > 0 ? null : { cards: left, dropped };
}

function pathsOf({ items }: ValidationFailed): string[] {
  return items.flatMap(({ errors }) => errors.map(({ path }) => path));
}
