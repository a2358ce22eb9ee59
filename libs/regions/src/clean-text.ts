const cyrillicTwins: Readonly<Record<string, string>> = {
  ...{
    a: 'а',
    b: 'в',
    c: 'с',
    e: 'е',
    h: 'н',
    k: 'к',
    m: 'м',
    o: 'о',
    p: 'р',
    t: 'т',
    x: 'х',
    y: 'у',
    i: 'і',
  },
  ...{ 0: 'о', 3: 'з', 6: 'б' },
};

/**
 * The text in one way of writing: small letters without marks, е for ё, «-» for every dash, plain spaces, nothing
 * invisible, no pictures. Words that mix both alphabets are read as Cyrillic.
 */
export function cleanText(text: string): string {
  // «№» would become the Latin letters «No».
  const plain = [...text.replaceAll('№', ' ').normalize('NFKC')].map(plainCharacter).join('').toLowerCase();
  return plain.replace(/[\p{L}\d]+/gu, unmix).replace(/і/g, 'и');
}

/** A word of Latin letters that all look like Cyrillic ones, as Cyrillic; null when one does not. */
export function withCyrillicLetters(word: string): string | null {
  const letters = [...word].map((letter) => cyrillicTwins[letter]);
  return letters.includes(undefined) ? null : letters.join('');
}

function plainCharacter(character: string): string {
  if (character === 'й' || character === 'Й') return character;
  if (/[\p{Pd}−]/u.test(character)) return '-';
  if (/[\p{Cf}\p{M}]/u.test(character)) return '';
  if (/[\p{So}\p{Sk}\p{Cc}\p{Z}]/u.test(character))
    return character === '\n' ? '\n' : character === '`' ? '`' : ' ';
  return character.normalize('NFD').replace(/\p{M}/gu, '');
}

/** «Mocквa» and «М0сква»; a number behind a word stays a number. */
function unmix(word: string): string {
  const [, letters = '', digits = ''] = /^(.*?)(\d*)$/u.exec(word) ?? [];
  if (!/\p{Script=Cyrillic}/u.test(letters) || !/[a-z\d]/.test(letters)) return word;
  const read = [...letters].map((letter) => cyrillicTwins[letter] ?? letter).join('');
  return read + (digits && ` ${digits}`);
}
