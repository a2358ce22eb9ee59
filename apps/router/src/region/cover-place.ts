import { isSameArea, isWhole, surrounds, type Area } from '@hub/regions';

/**
 * The branches that places belong to, for each the narrowest that are found: those that name it, else its town, else its whole
 * region, else another part of its town, else another town of the region.
 */
export function coverPlace<B extends { areas?: readonly Area[] }>(
  branches: readonly B[],
  places: readonly Area[],
): B[] {
  const found = new Set(places.flatMap((place) => coverArea(branches, place)));
  return branches.filter((branch) => found.has(branch));
}

function coverArea<B extends { areas?: readonly Area[] }>(branches: readonly B[], place: Area): B[] {
  const having = (fits: (area: Area) => boolean) =>
    branches.filter(({ areas = [] }) => areas.some((area) => area.region === place.region && fits(area)));
  const choices = [
    having((area) => isSameArea(area, place)),
    having((area) => surrounds(area, place) && !isWhole(area)),
    having(isWhole),
    having(({ town }) => town === place.town),
    having(() => true),
  ];
  return choices.find((found) => found.length > 0) ?? [];
}
