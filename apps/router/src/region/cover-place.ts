import type { BranchRegion } from '@hub/accounts';
import type { RegionAnswer } from '@hub/regions';

/** What one name or alias of a branch means: a whole region (`town` null), or a town in it. */
export interface Area {
  region: string;
  town: string | null;
}

/** What the names and aliases of a branch mean; a misspelling or a doubtful name means nothing here. */
export function areasOf(
  regions: readonly BranchRegion[],
  read: (text: string) => RegionAnswer,
): readonly Area[] {
  return regions
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .flatMap((text) => {
      const answer = read(text);
      return answer.kind === 'region' && answer.how !== 'fuzzy'
        ? [{ region: answer.region, town: answer.town }]
        : [];
    });
}

/**
 * The branches that a place belongs to, the narrowest first found: those of its town, else those of the whole region,
 * else those of other towns of the region.
 */
export function coverPlace<B extends { areas?: readonly Area[] }>(
  branches: readonly B[],
  { region, town }: Area,
): B[] {
  const having = (fits: (area: Area) => boolean) =>
    branches.filter(({ areas = [] }) => areas.some((area) => area.region === region && fits(area)));
  const choices = [
    town === null ? [] : having((area) => area.town === town),
    having((area) => area.town === null),
    having(() => true),
  ];
  return choices.find((found) => found.length > 0) ?? [];
}
