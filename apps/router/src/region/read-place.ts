import type { RegionAnswer, RegionHow } from '@hub/regions';

/** Which field of a lead, or what of its contact, says where the client is. */
export type PlaceSource = 'region' | 'city' | 'phone';

/** What a lead says of the client's place. `phoneRegion`: of the first landline number of the contact. */
export interface PlaceTexts {
  region: string | null;
  city: string | null;
  phoneRegion: string | null;
}

/** Where the client is, as far as the lead says it; `text` is what was read. */
export type LeadPlace =
  | { kind: 'region'; from: PlaceSource; text: string; region: string; town: string | null; how: RegionHow }
  | { kind: 'ambiguous'; from: PlaceSource; text: string; candidates: string[] }
  | { kind: 'unknown'; from: PlaceSource; text: string }
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
  if (byRegion.kind === 'unknown') return { ...byCity, from: 'city', text: city };
  const both = read(`${region}, ${city}`);
  if (both.kind !== 'region') return { ...both, from: 'region', text: `${region}, ${city}` };
  return { ...both, how: lessSure(byRegion, byCity, both.how), from: 'region', text: `${region}, ${city}` };
}

/** Both were needed: a guess in either of them is a guess. */
function lessSure(one: RegionAnswer, other: RegionAnswer, how: RegionHow): RegionHow {
  const isSure = [one, other].some((answer) => answer.kind === 'region' && answer.how !== 'fuzzy');
  return isSure ? how : 'fuzzy';
}

function ofPhone(region: string | null): LeadPlace {
  if (region === null) return { kind: 'empty' };
  return { kind: 'region', from: 'phone', text: region, region, town: null, how: 'phone' };
}

/** A text with something in it. */
export function spoken(text: string | null): string | null {
  const said = text?.trim() ?? '';
  return said === '' ? null : said;
}
