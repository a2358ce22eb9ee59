/** A word, a number (with the hyphen between it and a word) or a break between parts of a text. */
export interface Token {
  kind: 'word' | 'number' | 'break';
  text: string;
  /** A full stop follows: the word is shortened. */
  isShort: boolean;
}

/** Shortened words with signs inside, as one word. */
const joined: readonly (readonly [RegExp, string])[] = [
  [/(?<=ростов\p{L}{0,2}[\s-]*)н[\s./-]+д(?:ону)?(?!\p{L})/gu, ' на дону '],
  [/(?<=комсомольск\p{L}{0,2}[\s-]*)н[\s./-]+а(?:мур\p{L}{1,2})?(?!\p{L})/gu, ' на амуре '],
  [/^\s*м\.\s?о\.?\s*$/u, ' мо '],
  [/(?<!\p{L})р-ка(?!\p{L})/gu, ' республика '],
  [/(?<!\p{L})[гм]\.\s?о\.?(?!\p{L})/gu, ' округгорода '],
  // «Г.п.», «р.п.» at the beginning of a part; behind a name they are initials.
  [/(?<=(?:^|[,;:(\n]|\p{L}\.)\s*)(?:п\.\s?г\.\s?т|[грс]\.\s?п)(?:\.\s?|\s)(?=\p{L}{2})/gu, ' рп '],
  [/(?<!\p{L})а\.?\s?(обл|окр)(?!\p{L})/gu, ' автономный $1 '],
  [/(?<!\p{L})а\.\s?о\.?(?!\p{L})/gu, ' ао '],
  [/(?<!\p{L})(?:городской|муниципальный|гор\.?|мун\.?) (?:округ|район)(?!\p{L})/gu, ' округгорода '],
  [/(?<!\p{L})р-о?н(а|е|у|ом|ы)?(?![\p{L}-])/gu, ' район '],
  [/(?<!\p{L})г-к\.?(?!\p{L})/gu, ' город '],
  [/(?<!\p{L})(?:пр-к?т|просп?|пр)\.?(?![\p{L}-])/gu, ' проспект '],
  [/(?<!\p{L})(?:пр-д|проезд)(?!\p{L})/gu, ' проспект '],
  [/(?<!\p{L})б-р(?!\p{L})/gu, ' бульвар '],
  [/(?<!\p{L})ст-ц[аеы](?!\p{L})/gu, ' станица '],
  [/(?<!\p{L})(?:кв-л|м-н|мк?р-н)(?!\p{L})/gu, ' квартал '],
  [/(?<!\p{L})не далеко(?!\p{L})/gu, ' недалеко '],
  [/(?<!\p{L})обл-ть(?!\p{L})/gu, ' область '],
  [/(?<!\p{L})рс\s?\(я\)/gu, ' якутия '],
];

/** Cuts a clean text into words, numbers and breaks. */
export function tokenize(text: string): Token[] {
  const plain = joined.reduce((result, [pattern, word]) => result.replace(pattern, word), text);
  const tokens: Token[] = [];
  for (const [part] of plain.matchAll(/\p{L}+\.?|(?<=\p{L})-\d{2,3}(?!\d)|\d+|[,;:/|+()&\n«»"!?]/gu)) {
    if (/^-?\d/.test(part)) tokens.push({ kind: 'number', text: part, isShort: false });
    else if (/^\p{L}/u.test(part))
      tokens.push({ kind: 'word', text: part.replace('.', ''), isShort: part.endsWith('.') });
    else tokens.push({ kind: 'break', text: part, isShort: false });
  }
  return tokens;
}
