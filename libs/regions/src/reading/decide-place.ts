import { isSameArea, isWhole, surrounds, wholeOf, type Area } from '../area.js';
import type { PlaceIndex } from '../dictionary/build-index.js';
import { likeVillage } from '../dictionary/fuzzy-names.js';
import type { Country, Meaning } from '../dictionary/region.js';
import { aroundCities, closedTowns, denials, nearWords, noiseWords, shortCountries } from '../data/words.js';
import { isInitial } from './initials.js';
import type { Certainty, Mention, Reading } from './mention.js';
import { wordAt } from './mention.js';
import { isJoinedSubject } from './read-linked-subjects.js';
import { typeAt, type typeOf } from './read-subjects.js';
import { zoneWord } from './time-zones.js';

/** Which region one reading of a text gives. */
export type Place =
  | {
      kind: 'region';
      region: string;
      areas: readonly Area[];
      certainty: Certainty;
      isOwn: boolean;
      isSubject: boolean;
    }
  | { kind: 'ambiguous'; candidates: string[] }
  | { kind: 'unknown' };

const set = (words: string) => new Set(words.split(/\s+/));
const [noise, denying, near] = [set(noiseWords), set(`${denials} ${zoneWord}`), set(nearWords)];
const countries: readonly (readonly [RegExp, Country])[] = [
  [/^(?:росси[яиюе]|рф|российск.*)$/, 'RU'],
  [/^(?:казахстан[ае]?|кз|каз_)$/, 'KZ'],
  [/^(?:узбекистан[ае]?)$/, 'UZ'],
  [/^(?:беларус[ьи]|белорусси[яи])$/, 'BY'],
];

/**
 * The one region that every place of the text lies in; otherwise a person has to ask. A subject decides over an unknown
 * rest, a town does not, and a guess needs every word explained.
 */
export function decidePlace(read: Reading): Place {
  const reading = withoutShortCountries(withoutVainGuesses(read));
  const { index, tokens } = reading;
  const words = tokens.map((_, at) => wordAt(reading, at));
  const country =
    countries.find(([pattern]) => words.some((word) => word !== null && pattern.test(word)))?.[1] ?? null;
  const mentions = narrow(reading, dropSmall(reading.mentions), country);
  if (mentions.length === 0) return { kind: 'unknown' };
  const candidates = distinct(mentions.flatMap(({ meanings }) => regionsOf(meanings)));
  const known = candidates.filter((region) => index.regions.has(region));
  const unsure = (): Place =>
    known.length > 0 ? { kind: 'ambiguous', candidates: known } : { kind: 'unknown' };
  if (words.some((word) => denying.has(word ?? ''))) return unsure();
  if (isListed(reading, mentions)) return unsure();
  const answers = candidates.filter((region) => mentions.every((mention) => fits(index, mention, region)));
  const [region, ...others] = answers;
  if (!mentions.every((mention) => isClear(mention, mentions, region))) return unsure();
  if (region === undefined || others.length > 0 || !known.includes(region)) return unsure();
  const deciding = mentions.filter(({ meanings }) => meanings.some((one) => one.region === region));
  if (!isExplained(reading, deciding)) return unsure();
  if (deciding.some((mention) => isClosedTown(reading, mention))) return unsure();
  if (words.some((word) => near.has(word ?? '')) && index.regions.get(region)?.type === 'город')
    return unsure();
  return describe(deciding, region);
}

function describe(deciding: readonly Mention[], region: string): Place {
  const order: readonly Certainty[] = ['exact', 'short', 'sound', 'fuzzy'];
  const sure = deciding.filter(({ meanings }) => regionsOf(meanings).length === 1);
  const certainty = order.find((one) => sure.some((mention) => mention.certainty === one));
  const named = deciding.map(({ meanings }) => meanings.filter((one) => one.region === region));
  const meanings = named.flat();
  return {
    ...{ kind: 'region', region, areas: narrowest(named) },
    certainty: certainty ?? deciding[0]?.certainty ?? 'fuzzy',
    isOwn: meanings.some(({ kind }) => kind === 'own'),
    isSubject: meanings.every((one) => isSubject(one.kind) && isWhole(one)),
  };
}

/**
 * A subject that the text names decides over a guess: what seems a misspelt town elsewhere is a village of that name. Only
 * the main town of another region is known even misspelt, and contradicts.
 */
function withoutVainGuesses(reading: Reading): Reading {
  const { index, mentions } = reading;
  const subjects = mentions
    .filter(
      ({ certainty, meanings }) => certainty !== 'fuzzy' && meanings.every(({ kind }) => isSubject(kind)),
    )
    .flatMap(({ meanings }) => regionsOf(meanings));
  const isVain = ({ certainty, meanings }: Mention) =>
    certainty === 'fuzzy' &&
    subjects.length > 0 &&
    meanings.every(
      ({ region, town }) =>
        index.regions.get(region)?.capital !== (town ?? region) &&
        !subjects.some((subject) => subject === region || isIn(index, region, subject)),
    );
  const vain = mentions.filter(isVain);
  if (vain.length === 0) return reading;
  const used = reading.used.map(
    (isUsed, at) => isUsed && !vain.some(({ from, to }) => from <= at && at < to),
  );
  return { ...reading, used, mentions: mentions.filter((one) => !vain.includes(one)) };
}

/** «РБ, Минск»: Беларусь, where every other name is one of its towns; a village may be called as some of them are. */
function withoutShortCountries(reading: Reading): Reading {
  const { regions } = reading.index;
  const countryOf = ({ from, to }: Mention) =>
    to - from === 1 ? shortCountries[wordAt(reading, from) ?? ''] : undefined;
  const [country, ...more] = distinct(reading.mentions.flatMap((one) => countryOf(one) ?? []));
  const towns = reading.mentions.filter((one) => countryOf(one) === undefined);
  const isThere = ({ meanings, certainty }: Mention) =>
    certainty === 'exact' &&
    meanings.every(
      ({ region, kind, place }) =>
        (kind === 'town' || kind === 'subject') &&
        regions.get(region)?.country === country &&
        !likeVillage.test(place),
    );
  if (country === undefined || more.length > 0 || towns.length === 0 || !towns.every(isThere)) return reading;
  return { ...reading, mentions: towns };
}

const isSubject = (kind: Meaning['kind']) => kind === 'subject' || kind === 'short';

function isIn(index: PlaceIndex, region: string, around: string): boolean {
  return index.regions.get(region)?.within === around;
}

/** «Тюменская область или ХМАО»: a region and one inside it, each for itself. */
function isListed(reading: Reading, mentions: readonly Mention[]): boolean {
  const { index } = reading;
  const isInside = (one: Mention, other: Mention) =>
    one.meanings.some(({ region }) => other.meanings.some((around) => isIn(index, region, around.region)));
  const isListing = (at: number) =>
    reading.tokens[at]?.text === '/' || ['и', 'или'].includes(wordAt(reading, at) ?? '');
  return mentions.some((one) =>
    mentions.some(
      (other) =>
        one.to < other.from &&
        [...one.meanings, ...other.meanings].every(isWhole) &&
        (isInside(one, other) || isInside(other, one)) &&
        Array.from({ length: other.from - one.to }, (_, at) => one.to + at).some(isListing),
    ),
  );
}

/** «Целиноград-25» was a closed town elsewhere; «Москва-77» has a plate's or a post office's number. */
function isClosedTown({ tokens }: Reading, { from, to }: Mention): boolean {
  const written = tokens.slice(from, to + 1).map(({ text }) => text);
  return closedTowns.test(written.join(''));
}

/** Each area once, without those around a place that another name says: «Самарская обл., Тольятти» is Тольятти. */
function narrowest(named: readonly (readonly Area[])[]): Area[] {
  const isAround = (area: Area, at: number) =>
    named.some(
      (others, other) =>
        other !== at && others.every((one) => surrounds(area, one) && !isSameArea(area, one)),
    );
  const areas = named.flatMap((list, at) => list.filter((area) => !isAround(area, at)));
  return areas.filter((area, at) => areas.findIndex((one) => isSameArea(one, area)) === at);
}

/** A district with its mark is dropped when something larger is named: districts are called after towns. */
function dropSmall(mentions: readonly Mention[]): Mention[] {
  const isSmall = ({ meanings }: Mention) => meanings.every(({ kind }) => kind === 'quarter');
  const large = mentions.filter((mention) => !isSmall(mention));
  const regions = distinct(large.flatMap(({ meanings }) => regionsOf(meanings)));
  return mentions.filter(
    (mention) =>
      !isSmall(mention) ||
      large.length === 0 ||
      !isMarked(mention) ||
      regionsOf(mention.meanings).some((one) => regions.includes(one)),
  );
}

function isMarked({ from, to, meanings }: Mention): boolean {
  return to - from > 1 && meanings.every(({ place }) => !place.includes(' '));
}

/** Leaves of each place's meanings what the country and the word «область» beside it allow. */
function narrow(reading: Reading, mentions: readonly Mention[], country: Country | null): Mention[] {
  const { regions } = reading.index;
  return mentions.map((mention) => {
    const beside = mention.isTyped ? null : typeBeside(reading, mention);
    const type = beside?.type ?? null;
    const meanings = mention.meanings
      .filter(
        ({ region }) => country === null || !regions.has(region) || regions.get(region)?.country === country,
      )
      .flatMap((one) => (beside?.isAdded ? withAround(one) : [one]))
      .filter(
        ({ region }) =>
          type === null || regions.get(region)?.type === type || (beside?.isAdded && region in aroundCities),
      );
    const isCapital = ({ region, town, part }: Meaning) =>
      town !== null && part === null && regions.get(region)?.capital === town;
    const capital =
      type !== null && distinct(meanings.map(({ region }) => region)).length > 1
        ? meanings.filter(isCapital)
        : [];
    const isTyped = mention.isTyped || (type !== null && meanings.length > 0);
    const left = capital.length > 0 ? capital : meanings;
    return { ...mention, isTyped, meanings: beside ? withType(left, beside, isCapital) : left };
  });
}

/** «Самара обл.» is the oblast of its main town, «Самара и область» the town with the rest of it. */
function withType(
  meanings: readonly Meaning[],
  { isAdded, isOnlyHere }: Beside,
  isCapital: (meaning: Meaning) => boolean,
): Meaning[] {
  return meanings.flatMap((one) => {
    const whole: Meaning = { ...one, ...wholeOf(one.region) };
    if (isAdded) return [one, whole];
    return [isOnlyHere && isCapital(one) ? { ...whole, kind: 'subject' } : one];
  });
}

function withAround(meaning: Meaning): Meaning[] {
  const around = aroundCities[meaning.region];
  return around === undefined ? [meaning] : [meaning, { ...meaning, ...wholeOf(around) }];
}

interface Beside {
  type: NonNullable<ReturnType<typeof typeOf>>;
  /** «И» is between: the region is meant, too. */
  isAdded: boolean;
  /** No other place is on the other side of the word. */
  isOnlyHere: boolean;
}

/** The type of region right beside a name: «Волгоград обл», «респ Коми», «Екатеринбург и область». */
function typeBeside(reading: Reading, { from, to }: Mention): Beside | null {
  const isBreak = (at: number) => reading.tokens[at]?.kind === 'break';
  const isLink = (at: number) => isBreak(at) || wordAt(reading, at) === 'и';
  let behind = to;
  while (isLink(behind)) behind += 1;
  const isTaken = (at: number) => reading.mentions.some((one) => one.from <= at && at < one.to);
  for (const at of [behind, from - 1]) {
    const type = isTaken(at) ? null : typeAt(reading, at);
    if (type === null) continue;
    const [step, isBehind] = at === behind ? [1, true] : [-1, false];
    let other = at + step;
    while (isBreak(other)) other += step;
    const isAdded = isBehind && wordAt(reading, at - 1) === 'и';
    return { type, isAdded, isOnlyHere: !isTaken(other) };
  }
  return null;
}

function fits(index: PlaceIndex, { meanings, certainty }: Mention, region: string): boolean {
  const within = index.regions.get(region)?.within;
  return meanings.some(
    (one) => one.region === region || (one.region === within && certainty !== 'fuzzy' && isSubject(one.kind)),
  );
}

/** A name of several towns is clear only beside the region itself: another town may be meant as a second place. */
function isClear(mention: Mention, mentions: readonly Mention[], region: string | undefined): boolean {
  const isTown = mention.meanings.every(({ kind }) => kind === 'town');
  if (!isTown || regionsOf(mention.meanings).length < 2) return true;
  return mentions.some(
    (other) =>
      other !== mention &&
      other.meanings.some((one) => (one.region === region && one.kind !== 'town') || isSame(one, region)),
  );
}

/** Cities that are regions of their own say both. */
function isSame(one: Meaning, wanted: string | undefined): boolean {
  return one.region === wanted && isWhole(one);
}

/** Whether what nothing explains may be beside the places. */
function isExplained(reading: Reading, deciding: readonly Mention[]): boolean {
  const isOfSubject = deciding.some(({ meanings }) => meanings.every(({ kind }) => isSubject(kind)));
  const open = reading.tokens.flatMap(({ kind, text }, at) =>
    kind === 'word' &&
    !reading.used[at] &&
    !isNoise(reading, at) &&
    !(isOfSubject && reading.index.villages.has(text))
      ? [at]
      : [],
  );
  if (open.length === 0) return true;
  const typed = deciding.filter(({ isTyped, certainty }) => isTyped && certainty !== 'fuzzy');
  if (typed.length > 0) return !open.some((at) => typed.some((one) => isJoinedSubject(reading, at, one)));
  const sure = deciding.filter(
    ({ certainty, meanings }) => certainty === 'exact' && regionsOf(meanings).length === 1,
  );
  return (
    sure.length > 0 &&
    open.every((at) => deciding.every(({ from }) => partOf(reading, from) !== partOf(reading, at)))
  );
}

function isNoise(reading: Reading, at: number): boolean {
  const word = wordAt(reading, at) ?? '';
  if (typeAt(reading, at) !== null) return true;
  // «А.» is an initial.
  if ((word.length === 1 && reading.tokens[at]?.isShort) || isInitial(reading, at)) return false;
  return (
    noise.has(word) ||
    near.has(word) ||
    word.startsWith('автономн') ||
    countries.some(([pattern]) => pattern.test(word))
  );
}

/** Which part between breaks a token is in. */
function partOf({ tokens }: Reading, at: number): number {
  return tokens.slice(0, at).filter(({ kind, text }) => kind === 'break' && !/["«»]/.test(text)).length;
}

function regionsOf(meanings: readonly Meaning[]): string[] {
  return distinct(meanings.map(({ region }) => region));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
