import { adjectiveStem } from '../dictionary/build-index.js';
import type { Meaning, RegionType } from '../dictionary/region.js';
import { isStreet } from './house-numbers.js';
import { keyAt, use, wordAt, type Mention, type Reading } from './mention.js';
import { asSubject, typeAt } from './read-subjects.js';

const links = new Set('и или либо да а также плюс в во по из на с со от до'.split(' '));
const listing = new Set(['и', 'или', 'либо', 'также']);
const [feminine, masculine] = [/(?:ая|ой|ую)$/, /(?:[иы]й|ого|ому|[иы]м|ом)$/];
const ofFeminine = new Set<RegionType>(['область', 'республика']);
const ofMasculine = new Set<RegionType>(['край', 'округ']);

/**
 * Finds the further adjectives that share a type with the one beside it: «Самарская и Саратовская области». Each is a region
 * of its own when its gender agrees, whatever the shared word says: «Ростовская и Краснодарский край».
 */
export function readLinkedSubjects(reading: Reading): void {
  const named = reading.mentions.filter(({ isTyped }) => isTyped);
  for (const mention of named) {
    const type = writtenType(reading, mention);
    for (const step of [-1, 1] as const) {
      let next: Mention | null = mention;
      while (next) next = readNext(reading, next, { step, type });
    }
  }
}

function writtenType(reading: Reading, { from, to }: Mention): RegionType | null {
  for (let at = from; at < to; at += 1) {
    const type = typeAt(reading, at);
    if (type !== null) return type;
  }
  return null;
}

function readNext(
  reading: Reading,
  { from, to }: Mention,
  { step, type }: { step: -1 | 1; type: RegionType | null },
): Mention | null {
  const near = behindLinks(reading, step === 1 ? to : from - 1, step);
  for (const length of [3, 2, 1]) {
    const start = step === 1 ? near : near - length + 1;
    const meanings = subjectsAt(reading, start, { length, type });
    if (meanings.length === 0 || isStreet(reading, start, start + length)) continue;
    const found: Mention = {
      ...{ from: start, to: start + length, meanings },
      ...{ certainty: 'exact', isTyped: true },
    };
    use(reading, found.from, found.to);
    reading.mentions.push(found);
    return found;
  }
  return null;
}

function behindLinks(reading: Reading, from: number, step: -1 | 1): number {
  let at = from;
  while (reading.tokens[at]?.kind === 'break' || links.has(wordAt(reading, at) ?? '')) at += step;
  return at;
}

function subjectsAt(
  reading: Reading,
  from: number,
  { length, type }: { length: number; type: RegionType | null },
): Meaning[] {
  const key = keyAt(reading, from, length);
  const stem = key === null ? null : adjectiveStem(key);
  const agreeing = agreeingWith(key ?? '');
  return (reading.index.adjectives.get(stem ?? '') ?? [])
    .filter(({ types, isOwn }) => types.some((one) => agreeing.has(one) && (isOwn || one === type)))
    .map(asSubject);
}

function agreeingWith(adjective: string): ReadonlySet<RegionType> {
  if (feminine.test(adjective)) return ofFeminine;
  return masculine.test(adjective) ? ofMasculine : new Set();
}

/** «Неведомская и Самарская область»: an unknown adjective or short word that an «и» joins to a region is a second one. */
export function isJoinedSubject(reading: Reading, at: number, { from, to }: Mention): boolean {
  const word = wordAt(reading, at) ?? '';
  if (adjectiveStem(word) === null && !(reading.tokens[at]?.isShort && word.length > 2)) return false;
  const between = at < from ? [at + 1, from] : [to, at];
  const tokens = reading.tokens.slice(...between);
  return (
    tokens.length > 0 &&
    tokens.every(({ kind, text }) => kind === 'break' || links.has(text)) &&
    tokens.some(({ text }) => text === '/' || text === '+' || listing.has(text))
  );
}
