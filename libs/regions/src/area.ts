/**
 * What a name means on the map: a region, a place in it, or a part of that place. `town` is the official name of a town, or
 * a settlement or district that is in no town; `part` is a part of a town. Null: the whole. A city that is a region is the
 * whole region, so that its parts have no town.
 */
export interface Area {
  region: string;
  town: string | null;
  part: string | null;
}

/** The whole region. */
export function wholeOf(region: string): Area {
  return { region, town: null, part: null };
}

export function isWhole({ town, part }: Area): boolean {
  return town === null && part === null;
}

export function isSameArea(one: Area, other: Area): boolean {
  return one.region === other.region && one.town === other.town && one.part === other.part;
}

/** Whether the other area is this one, or lies in it. */
export function surrounds(area: Area, other: Area): boolean {
  if (area.region !== other.region) return false;
  return isWhole(area) || (area.town === other.town && (area.part === null || area.part === other.part));
}
