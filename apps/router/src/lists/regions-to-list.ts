import { normaliseRegion } from '@hub/accounts/pure';
import { type RegionAnswer, sureAreas } from '@hub/regions';

/** A region that the list «Регион» is to have. */
interface ListedRegion {
  id: string;
  name: string;
}

/**
 * The regions of these branches for which the list has no value yet. One counts as listed under any of its names, and any words
 * that mean the same place for sure, because routing reads them so. In the order of the branches, each once.
 */
export function regionsToList(
  branches: readonly { regions: readonly { name: string; aliases: readonly string[] }[] }[],
  values: readonly string[],
  read: (text: string) => RegionAnswer,
): ListedRegion[] {
  const listed = new Set(values.flatMap((text) => keysOf(text, read)));
  const found: ListedRegion[] = [];
  for (const { name, aliases } of branches.flatMap(({ regions }) => regions)) {
    const keys = [name, ...aliases].flatMap((text) => keysOf(text, read));
    if (keys.some((key) => listed.has(key))) continue;
    for (const key of keys) listed.add(key);
    found.push({ id: normaliseRegion(name), name });
  }
  return found;
}

/** What the words are known by: themselves, and the place that they mean. */
function keysOf(text: string, read: (text: string) => RegionAnswer): string[] {
  const areas = sureAreas(read(text)).map(({ region, town, part }) =>
    [region, town ?? '', part ?? ''].join('/'),
  );
  return [`words:${normaliseRegion(text)}`, ...(areas.length > 0 ? [`place:${areas.sort().join(';')}`] : [])];
}
