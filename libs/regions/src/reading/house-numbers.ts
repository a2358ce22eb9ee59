import { wordAt, type Reading } from './mention.js';

const marks = new Set(
  'д дом кв квартира оф офис корп корпус стр строение эт этаж подъезд пом помещение вл индекс тел телефон к'.split(
    ' ',
  ),
);

/** «Д.», «офис»: a word that a number of a house, or of something in it, stands behind. */
export function isHouseMark(word: string | null): boolean {
  return word !== null && marks.has(word);
}

/** A house number stands behind the words («Тверская, д. 13»), or right before them where no street is named yet («5, Тверская»). */
export function isStreet(reading: Reading, from: number, to: number): boolean {
  return isHouseBehind(reading, to) || isHouseBefore(reading, from - 1);
}

function isHouseBehind(reading: Reading, from: number): boolean {
  const mark = isBreak(reading, from) ? from + 1 : from;
  const behind = isHouseMark(wordAt(reading, mark)) ? mark + 1 : mark;
  return isHouseNumber(reading, behind);
}

function isHouseBefore(reading: Reading, from: number): boolean {
  let at = isBreak(reading, from) ? from - 1 : from;
  if (!isHouseNumber(reading, at)) return false;
  let isMarked = false;
  while (isBreak(reading, at) || isHouseNumber(reading, at) || isHouseMark(wordAt(reading, at))) {
    isMarked ||= isHouseMark(wordAt(reading, at));
    at -= 1;
  }
  const isBehindName = reading.mentions.some((one) => one.from <= at && at < one.to);
  return at < 0 || (isMarked && isBehindName);
}

function isBreak({ tokens }: Reading, at: number): boolean {
  return tokens[at]?.kind === 'break';
}

/** Shorter than an index or a phone number. */
function isHouseNumber({ tokens }: Reading, at: number): boolean {
  const token = tokens[at];
  return token?.kind === 'number' && token.text.length < 6;
}
