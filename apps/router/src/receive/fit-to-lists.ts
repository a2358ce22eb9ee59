import { normaliseRegion } from '@hub/accounts/pure';
import type { ReceivedBody, RoutingRulesBody } from '@hub/contracts';
import { type Area, isSameArea, isWhole, type RegionAnswer, sureAreas, surrounds } from '@hub/regions';

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
      return exact.length > 0 ? exact : placeAround(text, values, read);
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
  const areas = sureAreas(read(text));
  const isSame = (others: readonly Area[]) =>
    others.length === areas.length && others.every((one) => areas.some((area) => isSameArea(area, one)));
  return areas.length === 0 ? [] : values.filter((value) => isSame(sureAreas(read(value))));
}

/** The values that mean the town of the text's place, else those that mean its whole region. */
function placeAround(text: string, values: readonly string[], read: Read): string[] {
  const areas = sureAreas(read(text));
  if (areas.length === 0) return [];
  const around = values.filter((value) => {
    const others = sureAreas(read(value));
    return areas.every((area) => others.some((one) => surrounds(one, area)));
  });
  const towns = around.filter((value) => !sureAreas(read(value)).some(isWhole));
  return towns.length > 0 ? towns : around;
}
