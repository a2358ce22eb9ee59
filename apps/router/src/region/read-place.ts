import { wholeOf, type RegionAnswer, type RegionHow } from '@hub/regions';

/** Which field of a lead, or what of its contact, says where the client is; `sent`: what came with it and got into no field. */
export type PlaceSource = 'region' | 'city' | 'phone' | 'sent';

/** What a lead says of the client's place. `phoneRegion`: of the first landline number of the contact. */
export interface PlaceTexts {
  region: string | null;
  city: string | null;
  phoneRegion: string | null;
}

/**
 * What was read of a lead. `claim`: the text of «Регион» beside a city, where the dictionary alone does not know which
 * region it is; a branch that has it among its names is meant.
 */
interface PlaceText {
  from: PlaceSource;
  text: string;
  claim?: string;
}

/** Where the client is, as far as the lead says it. */
export type LeadPlace =
  | (PlaceText & Extract<RegionAnswer, { kind: 'region' }>)
  | (PlaceText & { kind: 'ambiguous'; candidates: string[] })
  | (PlaceText & { kind: 'unknown' })
  | { kind: 'empty' };

/**
 * Reads the place of a lead. «Регион» counts first; the city decides between the regions that it may mean, or alone when
 * it means none; two that contradict each other are ambiguous. The phone counts only when both are empty.
 */
export function readPlace(texts: PlaceTexts, read: (text: string) => RegionAnswer): LeadPlace {
  const [region, city] = [spoken(texts.region), spoken(texts.city)];
  if (region === null && city === null) return ofPhone(texts.phoneRegion);
  if (region === null || city === null) {
    const text = region ?? city ?? '';
    return { ...read(text), from: region === null ? 'city' : 'region', text };
  }
  const [byRegion, byCity] = [read(region), read(city)];
  const ofRegion: LeadPlace = { ...byRegion, from: 'region', text: region };
  if (byCity.kind === 'unknown') return ofRegion;
  if (byRegion.kind === 'unknown') return { ...byCity, from: 'city', text: city, claim: region };
  const both = read(`${region}, ${city}`);
  const written = {
    ...{ from: 'region' as const, text: `${region}, ${city}` },
    ...(byRegion.kind === 'ambiguous' ? { claim: region } : {}),
  };
  if (both.kind !== 'region') return { ...both, ...written };
  return { ...both, how: lessSure(byRegion, byCity, both.how), ...written };
}

/** The place, as read from what was sent with the lead. */
export function asSent(place: LeadPlace): LeadPlace {
  return place.kind === 'empty' ? place : { ...place, from: 'sent' };
}

/** Both were needed: a guess in either of them is a guess. */
function lessSure(one: RegionAnswer, other: RegionAnswer, how: RegionHow): RegionHow {
  const isSure = [one, other].some((answer) => answer.kind === 'region' && answer.how !== 'fuzzy');
  return isSure ? how : 'fuzzy';
}

function ofPhone(region: string | null): LeadPlace {
  if (region === null) return { kind: 'empty' };
  return {
    ...{ kind: 'region', from: 'phone', text: region, how: 'phone' },
    ...{ region, town: null, areas: [wholeOf(region)] },
  };
}

/** A text with something in it. */
export function spoken(text: string | null): string | null {
  const said = text?.trim() ?? '';
  return said === '' ? null : said;
}
