import type { Kind, Section } from '../kind/kind.js';

/** The sections of a blueprint in their order; kinds inside another one's section have none of their own. */
export function sectionsOf(kinds: readonly Kind[]): readonly Section[] {
  return kinds
    .flatMap(({ blueprint }) => ('section' in blueprint ? [blueprint] : []))
    .sort((a, b) => a.place - b.place);
}
