const sounds: readonly (readonly [RegExp, string])[] = [
  [/йо/g, 'е'],
  [/[ъь]/g, ''],
  [/[тд]с|тц/g, 'ц'],
  [/стн|здн/g, 'сн'],
  [/[сз]ч|щ/g, 'ш'],
  [/[еэыийя]/g, 'и'],
  [/о/g, 'а'],
  [/ю/g, 'у'],
  [/б/g, 'п'],
  [/в/g, 'ф'],
  [/г/g, 'к'],
  [/д/g, 'т'],
  [/ж/g, 'ш'],
  [/з/g, 'с'],
  [/(.)\1+/g, '$1'],
];

/** What a Cyrillic word sounds like, roughly: words that people confuse by ear have one key. */
export function soundKey(word: string): string {
  return sounds.reduce((key, [pattern, sound]) => key.replace(pattern, sound), word);
}

/** How many letters are lost, added, changed or swapped with the next one between two words; counted up to `limit` + 1. */
export function countEdits(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const isSame = one[at - 1] === other[to - 1];
      let edits = Math.min(
        (row[to] ?? 0) + 1,
        (next[to - 1] ?? 0) + 1,
        (row[to - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      if (isSwap) edits = Math.min(edits, (before[to - 2] ?? 0) + 1);
      next.push(edits);
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return row[other.length] ?? limit + 1;
}
