import { ValidationFailed } from '@hub/amocrm';
import type { Fact } from '@hub/messages';
import { composeCard, dropRefused, type CardPart } from './card-parts.js';

/**
 * Writes a card, leaving out what amoCRM refuses of it: one bad value must not stop a lead. A refusal has written
 * nothing, so the call is repeated without the refused parts; their names come back. Throws what `write` throws when
 * the refusal names something that the card cannot be without.
 */
export async function writeCard<T>(
  parts: readonly CardPart[],
  write: (card: Record<string, unknown>) => Promise<T>,
): Promise<{ answer: T; dropped: Fact[] }> {
  const dropped: Fact[] = [];
  for (let left = parts; ;) {
    try {
      return { answer: await write(composeCard(left)), dropped };
    } catch (error) {
      const reduced = error instanceof ValidationFailed ? dropRefused(left, pathsOf(error)) : null;
      if (!reduced) throw error;
      left = reduced.parts;
      dropped.push(...reduced.dropped.filter((name) => !dropped.includes(name)));
    }
  }
}

function pathsOf({ items }: ValidationFailed): string[] {
  return items.flatMap(({ errors }) => errors.map(({ path }) => path));
}
