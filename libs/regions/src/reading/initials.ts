import { isInsideName, wordAt, type Reading } from './mention.js';

/**
 * Whether a single letter is a person's initial: letters with full stops beside each other («С. П. Королёв»), or the last of
 * a part behind a word («Данилов П.», «Чехов А П»). No mark of an address is read from one. «Самара г» is a town.
 */
export function isInitial(reading: Reading, at: number): boolean {
  if (!isLetter(reading, at) || isInsideName(reading, at)) return false;
  let [from, to] = [at, at + 1];
  while (isLetter(reading, from - 1)) from -= 1;
  while (isLetter(reading, to)) to += 1;
  const { tokens } = reading;
  const isPair = to - from > 1;
  if (isPair && tokens.slice(from, to - 1).every(({ isShort }) => isShort)) return true;
  if (wordAt(reading, from - 1) === null || (!isPair && wordAt(reading, at) === 'г')) return false;
  const next = tokens[to];
  return next === undefined || next.kind === 'break' || (next.kind === 'number' && next.text.length > 5);
}

function isLetter(reading: Reading, at: number): boolean {
  return wordAt(reading, at)?.length === 1;
}
