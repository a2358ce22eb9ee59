const latinKeys = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const cyrillicKeys = 'ёйцукенгшщзхъфывапролджэячсмитьбю';

const toCyrillicKey = new Map([...latinKeys].map((key, at) => [key, cyrillicKeys[at] ?? key]));
const toLatinKey = new Map([...cyrillicKeys].map((key, at) => [key, latinKeys[at] ?? key]));
toLatinKey.set('е', 't');
// With the shift key: small letters are made of the letters only.
[...'~{}:"<>'].forEach((key, at) => toCyrillicKey.set(key, [...'ёхъжэбю'][at] ?? key));

/**
 * Small letters as the other keyboard layout gives them. Latin words become Cyrillic, with the signs that are letters
 * there; a text without Latin words becomes Latin. `keepsEnds`: a sign at the end of a word stays a sign.
 */
export function swapLayout(text: string, keepsEnds = false): string {
  if (!/[a-z]/.test(text)) return [...text].map((letter) => toLatinKey.get(letter) ?? letter).join('');
  return text.replace(/\S+/g, (chunk) => {
    if (!/[a-z]/.test(chunk) || /\p{Script=Cyrillic}/u.test(chunk)) return chunk;
    const [, word = '', end = ''] = keepsEnds ? (/^(.*?)([,.;]*)$/.exec(chunk) ?? []) : ['', chunk, ''];
    return (
      [...word]
        .map((letter) => toCyrillicKey.get(letter) ?? letter)
        .join('')
        .replaceAll('ё', 'е') + end
    );
  });
}

const pairs: Readonly<Record<string, string>> = {
  ...{
    shch: 'щ',
    sch: 'щ',
    zh: 'ж',
    kh: 'х',
    ts: 'ц',
    ch: 'ч',
    sh: 'ш',
    ya: 'я',
    yu: 'ю',
    yo: 'йо',
    ye: 'е',
    ju: 'ю',
    ja: 'я',
  },
  ...{
    jo: 'йо',
    ia: 'ия',
    iu: 'ию',
    ph: 'ф',
    ck: 'к',
    a: 'а',
    b: 'б',
    c: 'к',
    d: 'д',
    e: 'е',
    f: 'ф',
    g: 'г',
    h: 'х',
    i: 'и',
    j: 'й',
  },
  ...{
    k: 'к',
    l: 'л',
    m: 'м',
    n: 'н',
    o: 'о',
    p: 'п',
    q: 'к',
    r: 'р',
    s: 'с',
    t: 'т',
    u: 'у',
    v: 'в',
    w: 'в',
    x: 'кс',
    y: 'ы',
    z: 'з',
  },
};
const sounds = new RegExp(
  Object.keys(pairs)
    .sort((one, other) => other.length - one.length)
    .join('|'),
  'g',
);

const english: Readonly<Record<string, string>> = {
  moscow: 'москва',
  petersburg: 'петербург',
  saint: 'санкт',
  st: 'санкт',
  sankt: 'санкт',
  on: 'на',
  don: 'дону',
  region: 'область',
  oblast: 'область',
  obl: 'обл',
  province: 'область',
  krai: 'край',
  kray: 'край',
  territory: 'край',
  republic: 'республика',
  respublika: 'республика',
  resp: 'респ',
  okrug: 'округ',
  russia: 'россия',
  city: 'город',
  gorod: 'город',
  of: '',
  the: '',
  togliatti: 'тольятти',
  crimea: 'крым',
  yakutia: 'якутия',
  ynao: 'янао',
  kazakhstan: 'казахстан',
  uzbekistan: 'узбекистан',
  belarus: 'беларусь',
  tashkent: 'ташкент',
  samarkand: 'самарканд',
  bukhara: 'бухара',
  chechnya: 'чечня',
  tuva: 'тува',
  ossetia: 'осетия',
  amur: 'амуре',
  kuban: 'кубани',
  north: 'северная',
  phd: 'phd',
  rnd: 'rnd',
  from: 'из',
  in: 'в',
  near: 'около',
  and: 'и',
  or: 'или',
  not: 'не',
  n: 'н',
  // Short Russian words; other words of one or two letters are left as they are.
  ...{
    na: 'на',
    el: 'эл',
    iz: 'из',
    v: 'в',
    g: 'г',
    s: 'с',
    i: 'и',
    ya: 'я',
    u: 'у',
    k: 'к',
    ot: 'от',
    do: 'до',
  },
  ...{ ul: 'ул', d: 'д', ne: 'не', p: 'п' },
  street: 'улица',
  ave: 'проспект',
  time: 'время',
};

/** Latin words in Cyrillic: English names by meaning, others by sound; null when there is none. */
export function readLatin(text: string): string | null {
  if (!/[a-z]/.test(text)) return null;
  const adjectives = text
    .replace(/(?:moscow|moskva)(?= (region|oblast|obl))/g, 'moskovskaya')
    .replace(/(?<=[a-z])['’`]/g, '');
  return adjectives.replace(/[a-z]+/g, (word) => english[word] ?? (word.length > 2 ? byEar(word) : word));
}

function byEar(word: string): string {
  return word
    .replace(/^e/, 'э')
    .replace(sounds, (letters) => pairs[letters] ?? letters)
    .replace(/^э/, 'е');
}
