import type { Area } from '../area.js';
import type { TownNames } from '../data/spoken.js';

type Visit = (area: Area, name: string) => void;

/** A list of the dictionary's data: names with a comma between them. */
export function split(list: string): string[] {
  return list
    .split(',')
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .filter((text) => text !== '');
}

/** A town or another place of a region. A city that is a region is the region. */
export function townOf(region: string, town: string): Area {
  return partOf(region, town, null);
}

/** A part of a town, or the town itself. */
export function partOf(region: string, town: string, part: string | null): Area {
  return { region, town: town === region ? null : town, part };
}

/** Places by region. */
export function eachPlace(list: Readonly<Record<string, string>>, visit: Visit): void {
  for (const [region, places] of Object.entries(list))
    for (const place of split(places)) visit(townOf(region, place), place);
}

/** Other names of towns. */
export function eachName(list: TownNames, visit: Visit): void {
  eachOfTown(list, (region, town, name) => visit(townOf(region, town), name));
}

/** Parts of towns; «Адлерский=Адлер» is another name of «Адлер». */
export function eachPart(list: TownNames, visit: Visit): void {
  eachOfTown(list, (region, town, entry) => {
    const [name = '', part = name] = entry.split('=');
    visit(partOf(region, town, part), name);
  });
}

function eachOfTown(list: TownNames, visit: (region: string, town: string, name: string) => void): void {
  for (const [region, towns] of Object.entries(list))
    for (const [town, names] of Object.entries(towns))
      for (const name of split(names)) visit(region, town, name);
}
