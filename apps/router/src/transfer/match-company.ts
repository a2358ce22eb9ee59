import { emailKeys, phoneKeys } from '@hub/amocrm/pure';

/** A company as far as two accounts can compare one. */
export interface Firm {
  name: string;
  phones: readonly string[];
  emails: readonly string[];
  sites: readonly string[];
  taxIds: readonly string[];
}

/** What a comparison of names ignores: case, quotes, «ё», spaces, the legal form. */
export function firmName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»"'„“”().,]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !legalForms.has(word))
    .join(' ');
}

/** What people write where a client has no company. */
const noNames: ReadonlySet<string> = new Set([
  'нет',
  'no',
  '-',
  '—',
  'физлицо',
  'физ лицо',
  'частное лицо',
  'частник',
  'test',
  'тест',
]);

const legalForms: ReadonlySet<string> = new Set([
  'ооо',
  'оао',
  'зао',
  'пао',
  'ао',
  'ип',
  'нко',
  'llc',
  'ltd',
]);

/**
 * Is it one company? Yes by the same tax id; with different tax ids never; else by the same name together with a phone, an
 * e-mail or a site. The name alone proves nothing: towns have companies of one name.
 */
export function isSameFirm(one: Firm, other: Firm): boolean {
  const [own, others] = [taxKeys(one), taxKeys(other)];
  if (own.length > 0 && others.length > 0) return own.some((key) => others.includes(key));
  const name = firmName(one.name);
  if (name === '' || noNames.has(name) || name !== firmName(other.name)) return false;
  const known = new Set(reachKeys(other));
  return reachKeys(one).some((key) => known.has(key));
}

/** Is `found` the company that an earlier attempt made from `wanted`, of which only name, phones, e-mails and sites cross? */
export function isFirmMadeFrom(found: Firm, wanted: Firm): boolean {
  const keys = (firm: Firm) => JSON.stringify([...new Set(reachKeys(firm))].sort());
  return firmName(found.name) === firmName(wanted.name) && keys(found) === keys(wanted);
}

/** What to ask amoCRM's search for; nothing where nothing would prove a hit. */
export function firmTerms(firm: Firm): string[] {
  const byName = reachKeys(firm).length > 0 && firm.name.trim() !== '' ? [firm.name.trim()] : [];
  return [...taxKeys(firm), ...byName];
}

function reachKeys({ phones, emails, sites }: Firm): string[] {
  return [...phones.flatMap(phoneKeys), ...emails.flatMap(emailKeys), ...sites.flatMap(siteKeys)];
}

function siteKeys(site: string): string[] {
  const host = /^\s*(?:https?:\/\/)?(?:www\.)?([^\s/?#:]+\.[^\s/?#:]{2,})/i.exec(site)?.[1]?.toLowerCase();
  return host && !publicHosts.some((one) => host === one || host.endsWith(`.${one}`)) ? [host] : [];
}

/** Sites on which many companies have their page, and names that people type to get past a required field. */
const publicHosts = [
  ...[
    'vk.com',
    'vk.ru',
    'ok.ru',
    't.me',
    'telegram.me',
    'wa.me',
    'whatsapp.com',
    'instagram.com',
    'facebook.com',
  ],
  ...[
    'avito.ru',
    '2gis.ru',
    'yandex.ru',
    'ya.ru',
    'google.com',
    'google.ru',
    'mail.ru',
    'gmail.com',
    'hh.ru',
  ],
  ...[
    'youtube.com',
    'youtu.be',
    'rutube.ru',
    'dzen.ru',
    'taplink.cc',
    'linktr.ee',
    'ozon.ru',
    'wildberries.ru',
  ],
  ...['example.com', 'example.ru', 'site.ru', 'site.com', 'test.ru', 'test.com', 'нет.ру', 'net.ru', 'no.ru'],
];

/** The tax ids that can exist: an INN has ten digits, that of a person, and a Kazakh BIN, twelve. */
function taxKeys({ taxIds }: Firm): string[] {
  return taxIds
    .map((id) => id.replace(/\s/g, ''))
    .filter((id) => (/^\d{10}$/.test(id) && isInn(id)) || (/^\d{12}$/.test(id) && !isMadeUp(id)));
}

/** Whether the last digit of a company's INN is the check digit of the others. */
function isInn(id: string): boolean {
  const sum = innWeights.reduce((all, weight, at) => all + weight * Number(id[at]), 0);
  return !isMadeUp(id) && (sum % 11) % 10 === Number(id[9]);
}

const innWeights = [2, 4, 10, 3, 5, 9, 4, 6, 8];

const isMadeUp = (id: string): boolean => /^(\d)\1+$|^0{6}|0{8}$|^1234567890/.test(id);
