import { normaliseRegion } from '@hub/accounts/pure';
import type { ReceivedBody, RoutingRulesBody } from '@hub/contracts';
import type { RegionAnswer } from '@hub/regions';
import { sureOf } from '../region/sure-of.js';

type Body = Pick<ReceivedBody, keyof ReceivedBody>;
type Read = (text: string) => RegionAnswer;
type Fields = Pick<RoutingRulesBody, 'regionFieldId' | 'cityFieldId' | 'branchFieldId'>;

/**
 * The lead as HQ's lists call its region, city and branch; `lists` has the values of the fields that are lists. A text
 * that matches no value, or more than one, stays as it was sent, and amoCRM refuses it.
 */
export function fitToLists(
  body: Body,
  fields: Fields,
  { lists, read }: { lists: ReadonlyMap<number, readonly string[]>; read: Read },
): Body {
  const valuesOf = (id: number | null | undefined) => (id == null ? [] : (lists.get(id) ?? []));
  const fit = (
    text: string | null | undefined,
    id: number | null | undefined,
    meant: (text: string, values: readonly string[]) => readonly string[],
  ) => {
    const values = valuesOf(id);
    if (text == null || values.length === 0 || values.includes(text)) return text;
    const named = values.filter((value) => normaliseRegion(value) === normaliseRegion(text));
    const [only, ...others] = named.length > 0 ? named : meant(text, values);
    return only === undefined || others.length > 0 ? text : only;
  };
  return {
    ...body,
    region: fit(body.region, fields.regionFieldId, (text, values) => {
      const exact = samePlace(text, values, read);
      return exact.length > 0 ? exact : regionAround(text, values, read);
    }),
    city: fit(body.city, fields.cityFieldId, (text, values) => samePlace(text, values, read)),
    branch: fit(body.branch, fields.branchFieldId, () => []),
  };
}

/**
 * The values that mean exactly the place of the text. A guess from a misspelling is left to routing, which says that
 * it guessed.
 */
function samePlace(text: string, values: readonly string[], read: Read): string[] {
  const place = sureOf(read(text));
  if (!place) return [];
  return values.filter((value) => {
    const other = sureOf(read(value));
    return other?.region === place.region && other.town === place.town;
  });
}

/** The values that mean the whole region of the text's town. */
function regionAround(text: string, values: readonly string[], read: Read): string[] {
  const place = sureOf(read(text));
  if (!place) return [];
  return values.filter((value) => {
    const other = sureOf(read(value));
    return other?.region === place.region && other.town === null;
  });
}
