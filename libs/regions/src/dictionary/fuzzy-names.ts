import { countEdits, soundKey } from '../sound-key.js';
import type { Meaning } from './region.js';

interface FuzzyName {
  /** The name without spaces. */
  letters: string;
  sound: string;
  meanings: readonly Meaning[];
  /** Outside Russia: a letter further away than a Russian town, it is not what a misspelt text means. */
  isAbroad: boolean;
}

export interface FuzzyIndex {
  names: FuzzyName[];
  /** Names by what they sound like and by how they are written, and by all that one letter less leaves of both. */
  near: Map<string, FuzzyName[]>;
}

/** A name that a text may mean: how far it is by ear and by letter. */
interface Near {
  name: FuzzyName;
  spoken: number;
  written: number;
}

/** What a name of a place ends in: another ending behind the same letters makes another name, «Дубно» beside «Дубна». */
const ending = /(?:[аиы]я|[оеы]е|[иыо]й|ки|ка|ь[еяю]|[аоиыеяь])$/;
/** What the names of villages end in. */
export const likeVillage = /(?:[ео]во|ино|ка|ое)$/;
/** Endings that are one by ear, text and name: «Химке», «Люберци», «Одинцова», «Казан». */
const alike: readonly (readonly [RegExp, RegExp])[] = [
  [/^[еиы]$/, /^[еиы]$/],
  [/^а$/, /^о$/],
  [/^е$/, /^ье$/],
  [/^я$/, /^ь?я$/],
  [/^[иы]й$/, /^[иы]й$/],
  [/^(?:)$/, /^.*$/],
];

/** «Козлова», «Вяземский»: by ear such a word may be a town, a letter further it is a person or a street. */
const likeSurname = /(?:[оеи]ва?|[иы]на?|[сц]кий)$/;

export function addFuzzyName(
  index: FuzzyIndex,
  key: string,
  meanings: readonly Meaning[],
  isAbroad: boolean,
): void {
  const letters = key.replaceAll(' ', '');
  const name = { letters, sound: soundKey(letters), meanings, isAbroad };
  index.names.push(name);
  for (const near of keysOf(letters, name.sound)) {
    const names = index.near.get(near);
    if (names) names.push(name);
    else index.near.set(near, [name]);
  }
}

/**
 * What a misspelt name can mean: the nearest name, with all others that are as near. Empty when none is near enough; a
 * short word is near only to what sounds the same. Several regions among them: a person has to ask.
 */
export function findMisspelt(index: FuzzyIndex, letters: string): Meaning[] {
  if (letters.length < 4) return [];
  const isOfPerson = likeSurname.test(letters);
  const found = nearNames(index, letters).filter(
    (near) =>
      (isWithinReach(letters, near) || isSwapped(letters, near.name.letters)) &&
      (near.spoken === 0 || !isOfPerson) &&
      !isOtherName(letters, near.name),
  );
  const [best] = found.sort((one, other) => one.written - other.written || one.spoken - other.spoken);
  if (!best) return [];
  // A Russian town is meant rather than one abroad that is further by ear.
  const isRival = ({ name, spoken, written }: Near) =>
    (written <= best.written || (spoken <= best.spoken && written <= best.written + 1)) &&
    (best.name.isAbroad || !name.isAbroad || spoken <= best.spoken);
  const rivals = nearNames(index, letters).filter(isRival);
  // «Краснодарск» is as near to «Красногорск», but begins as «Краснодар» does.
  const beginnings = index.names.filter(
    ({ letters: name }) =>
      best.written > 1 && name.length > 5 && letters.startsWith(name) && !best.name.letters.startsWith(name),
  );
  return [...rivals.map(({ name }) => name), ...beginnings].flatMap(({ meanings }) => meanings);
}

/** What sounds as the text does, however it is written. */
export function findBySound(index: FuzzyIndex, letters: string): Meaning[] {
  const sound = soundKey(letters);
  const found = (index.near.get(sound) ?? []).filter((name) => name.sound === sound);
  return found.flatMap(({ meanings }) => meanings);
}

function nearNames(index: FuzzyIndex, letters: string): Near[] {
  const sound = soundKey(letters);
  const names = new Set<FuzzyName>();
  for (const near of keysOf(letters, sound)) for (const name of index.near.get(near) ?? []) names.add(name);
  return [...names].map((name) => ({
    name,
    spoken: countEdits(sound, name.sound, 2),
    written: countEdits(letters, name.letters, 4),
  }));
}

/** The longer a word, the more may differ. In a short one another letter makes another word: «Сахара». */
function isWithinReach({ length }: string, { name, spoken, written }: Near): boolean {
  if (spoken === 0) return written <= (length < 6 ? 1 : length < 9 ? 2 : 3);
  if (length < 6) return false;
  if (written === 1) return length > 7 || name.letters.length !== length;
  return spoken === 1 && length > 7 && written <= 2;
}

/** «Мосвка»: two letters beside each other in the wrong order, behind the first one. */
function isSwapped(text: string, letters: string): boolean {
  const at = [...text].findIndex((letter, place) => letter !== letters[place]);
  const swapped = text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
  return text.length > 5 && at > 0 && swapped === letters;
}

/** Names of places that differ so are two names: «Шкотово» and «Котово», «Ершово» and «Ершов», «Шаля» and «Шали». */
function isOtherName(text: string, { letters, sound }: FuzzyName): boolean {
  if (letters.startsWith(text)) return false;
  const isFirstOther = soundKey(text)[0] !== sound[0];
  if (isFirstOther && text.length < 9 && (text.length !== letters.length || likeVillage.test(text)))
    return true;
  const [written, named] = [splitEnding(text), splitEnding(letters)];
  if (soundKey(written.stem) !== soundKey(named.stem) || written.ending === named.ending) return false;
  return !alike.some(([one, other]) => one.test(written.ending) && other.test(named.ending));
}

function splitEnding(word: string): { stem: string; ending: string } {
  const [found = ''] = ending.exec(word) ?? [];
  return { stem: word.slice(0, word.length - found.length), ending: found };
}

/** By ear and, behind a sign, by letter: two words that are one edit apart have a key in common. */
function keysOf(letters: string, sound: string): string[] {
  return [...shorterBy(sound), ...[...shorterBy(letters)].map((key) => `=${key}`)];
}

function shorterBy(word: string): Set<string> {
  return new Set([word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))]);
}
