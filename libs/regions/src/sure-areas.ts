import type { Area } from './area.js';
import type { RegionAnswer } from './find-region.js';

/** What the names and aliases of a branch mean; a misspelling or a doubtful name means nothing here. */
export function areasOf(
  regions: readonly { name: string; aliases: readonly string[] }[],
  read: (text: string) => RegionAnswer,
): readonly Area[] {
  return regions.flatMap(({ name, aliases }) => [name, ...aliases]).flatMap((text) => sureAreas(read(text)));
}

/** The places that a text means for sure: none where it means several regions, or one by a guess from a misspelling. */
export function sureAreas(answer: RegionAnswer): readonly Area[] {
  return answer.kind === 'region' && answer.how !== 'fuzzy' ? answer.areas : [];
}
