const unchanged = /(?:[иеуэ]|[аео]-[а-я]+|удэ|коми|эл|сочи)$/;
/** Words that lose or change a vowel when they are declined: the stem that the endings go behind. */
const fleeting: Readonly<Record<string, string>> = {
  орел: 'орл',
  волочек: 'волочк',
  торжок: 'торжк',
  ржев: 'ржев',
};
/** Plurals whose genitive is not the bare stem. */
const pluralGenitives: Readonly<Record<string, string>> = {
  ...{
    химки: 'химок',
    люберцы: 'люберец',
    челны: 'челнов',
    петушки: 'петушков',
    грязи: 'грязей',
    ессентуки: 'ессентуков',
    мыски: 'мысков',
  },
  ...{
    печоры: 'печор',
    озеры: 'озер',
    лиски: 'лисок',
    липки: 'липок',
    топки: 'топок',
    сланцы: 'сланцев',
    родники: 'родников',
  },
  ...{
    боровичи: 'боровичей',
    огни: 'огней',
    гулькевичи: 'гулькевичей',
    луховицы: 'луховиц',
    барановичи: 'барановичей',
    горки: 'горок',
  },
  ...{
    мосты: 'мостов',
    столбцы: 'столбцов',
    апатиты: 'апатитов',
    котельники: 'котельников',
    березники: 'березников',
    поляны: 'полян',
  },
  ...{
    шиханы: 'шихан',
    осинники: 'осинников',
    валуйки: 'валуек',
    клинцы: 'клинцов',
    меленки: 'меленок',
    ханты: 'хантов',
  },
};

/**
 * The other cases of a name in small letters, without the nominative. Names that are not declined have none; a form too
 * many does no harm, because it must be met in a text first.
 */
export function caseForms(name: string): string[] {
  const words = name.split(' ');
  const last = words.at(-1) ?? '';
  const [first = ''] = words;
  if (words.length === 1) return formsOfWord(last);
  // «Ростов на Дону»: what is before the preposition is declined.
  if (words[1] === 'на') return formsOfWord(first).map((form) => [form, ...words.slice(1)].join(' '));
  const rest = words.slice(0, -1).join(' ');
  const lastOnly = formsOfWord(last).map((form) => `${rest} ${form}`);
  if (words.length > 2) return lastOnly;
  return [...lastOnly, ...agreeing(first, last)];
}

function agreeing(first: string, last: string): string[] {
  const [ones, others] = [formsByCase(first), formsByCase(last)];
  const forms: string[] = [];
  ones.forEach((heads, at) => {
    for (const head of heads) for (const tail of others[at] ?? []) forms.push(`${head} ${tail}`);
  });
  return forms;
}

function formsOfWord(word: string): string[] {
  return formsByCase(word).flat();
}

/** Genitive, dative, accusative, instrumental, prepositional; each with every ending that is in use. */
function formsByCase(word: string): string[][] {
  const cut = (letters: number) => word.slice(0, -letters);
  const with_ = (stem: string, ...endings: string[][]) =>
    endings.map((list) => list.map((ending) => stem + ending));
  const plural = (stem: string, genitive: string) => [
    [genitive],
    [`${stem}ам`, `${stem}ям`],
    [word],
    [`${stem}ами`, `${stem}ями`],
    [`${stem}ах`, `${stem}ях`],
  ];
  if (pluralGenitives[word]) return plural(cut(1), pluralGenitives[word]);
  if (/(ые|ие)$/.test(word))
    return with_(cut(2), ['ых', 'их'], ['ым', 'им'], ['ые', 'ие'], ['ыми', 'ими'], ['ых', 'их']);
  if (/(ый|ий|ой)$/.test(word) && word.length > 4)
    return with_(cut(2), ['ого', 'его'], ['ому', 'ему'], ['ый', 'ий', 'ой'], ['ым', 'им'], ['ом', 'ем']);
  if (/(ое|ее)$/.test(word))
    return with_(cut(2), ['ого', 'его'], ['ому', 'ему'], ['ое', 'ее'], ['ым', 'им'], ['ом', 'ем']);
  if (/(ая|яя)$/.test(word))
    return with_(cut(2), ['ой', 'ей'], ['ой', 'ей'], ['ую', 'юю'], ['ой', 'ей'], ['ой', 'ей']);
  if (/ия$/.test(word)) return with_(cut(1), ['и'], ['и'], ['ю'], ['ей'], ['и']);
  if (/я$/.test(word)) return with_(cut(1), ['и'], ['е', 'и'], ['ю'], ['ей'], ['е', 'и']);
  if (/а$/.test(word)) return with_(cut(1), ['ы', 'и'], ['е'], ['у'], ['ой', 'ей'], ['е']);
  if (/ье$/.test(word)) return with_(cut(1), ['я'], ['ю'], ['е'], ['ем'], ['е']);
  if (/[цнвжшт]о$/.test(word)) return with_(cut(1), ['а'], ['у'], ['о'], ['ом', 'ым'], ['е']);
  if (/[ыи]$/.test(word) && !/(сочи|коми|навои|тольятти|кириши-|карши)$/.test(word))
    return plural(cut(1), cut(1));
  if (unchanged.test(word) || /[оуэе]$/.test(word)) return [];
  if (/ь$/.test(word)) return with_(cut(1), ['и', 'я'], ['и', 'ю'], ['ь', 'я'], ['ью', 'ем'], ['и', 'е']);
  if (/ец$/.test(word)) return with_(stemOfEts(word), ['а'], ['у'], [], ['ом', 'ем'], ['е']);
  if (/й$/.test(word)) return with_(cut(1), ['я'], ['ю'], ['й'], ['ем'], ['е']);
  return with_(fleeting[word] ?? word, ['а'], ['у'], [], ['ом', 'ым'], ['е', 'у']);
}

function stemOfEts(word: string): string {
  const stem = word.slice(0, -2);
  return /[аеиоуыэюя]$/.test(stem) ? `${stem}йц` : /л$/.test(stem) ? `${stem}ьц` : `${stem}ц`;
}
