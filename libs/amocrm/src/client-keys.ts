import {
  findPhoneNumbersInText,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';

/**
 * The version of the rules below. Raise it with every change of what they give, an update of `libphonenumber-js` included:
 * the journal keeps hashes of what they gave, and the contacts hashed by a lower version are read anew.
 */
export const clientKeyRules = 2;

/** What two contacts of one client share: phones as E.164, e-mails as mail servers compare them. */
export interface ClientKeys {
  phones: string[];
  emails: string[];
}

/**
 * Countries whose national number format is tried, in this order: the first one in which the number exists counts.
 * Kazakhstan shares +7 and the trunk 8 with Russia.
 */
const homeCountries = ['RU', 'BY', 'UZ'] as const;

/** Numbers of whole companies and services: no proof of one person. */
const sharedTypes: readonly (string | undefined)[] = [
  'TOLL_FREE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'UAN',
  'SHORT_CODE',
];

/** Blanks before a full Russian number that follows another text with digits, and blanks between such a number and digits. */
const betweenNumbers = new RegExp(
  String.raw`(?<=\d{2}[^\d+]*)(?<=\S)\s+(?=(?:\+?7|8)${tenDigits()}(?!\d))|(?<=(?:(?:\+?7|8)|(?<!\d)(?=9))${tenDigits()})\s+(?=\d)`,
);

/** What people type to get past a required field, and what masks of forms show, without the country code. */
const countedOff = /^(1234567890|0123456789|9876543210|0987654321|\d{3}1234567)$/;

/** Local parts that people type instead of an address, without `_`, `-`, `.` and a count like 1 or 123 after four letters. */
const placeholderNames =
  words(`no not net none null nil test тест noemail nomail noname noreply example пример qwe qwerty qwert asd asdf
  abc нет нету неуказан отказ otkaz netu nety netpochty нетпочты без безпочты bezpochty отсутствует otsutstvuet unknown fake xyz`);

/** Local parts that are a placeholder at a public mail service, and the real mailbox of a company elsewhere. */
const publicPlaceholders = words('mail email pochta почта user client клиент info');
const publicDomains = words(
  'mail.ru bk.ru list.ru inbox.ru internet.ru ya.ru yandex.ru yandex.com gmail.com rambler.ru hotmail.com outlook.com icloud.com',
);

/** Domains that belong to nobody, or to those who document e-mail. */
const placeholderDomains =
  /^(example\.(com|org|net|ru)|(test|тест|no|нет|none|net|aa|aaa|qwe|asd)\.[^.]+|.*\.(invalid|test|example|local|localhost))$/;

const emailPattern = /[^\s@,;<>()"[\]:]+@[^\s@,;<>()"[\]:]+\.[\p{L}\p{N}-]{2,}/gu;

/** The keys of a client in the values of PHONE and EMAIL, as they are written there. */
export function clientKeysOf(phones: readonly string[], emails: readonly string[]): ClientKeys {
  return { phones: [...new Set(phones.flatMap(phoneKeys))], emails: [...new Set(emails.flatMap(emailKeys))] };
}

/**
 * The phone numbers that a value contains, as E.164 without extension: people write two numbers, an extension or a
 * remark into one field. Numbers that prove nothing about a person are left out: ones that do not exist
 * (`libphonenumber-js`), too short ones, hot lines and placeholders such as +7 000 000-00-00.
 */
export function phoneKeys(value: string): string[] {
  return [
    ...new Set(
      numbersIn(value)
        .filter(provesSomebody)
        .map(({ number }) => number),
    ),
  ];
}

/** The e-mail addresses in a value as mail servers compare them, without placeholders such as no@mail.ru. */
export function emailKeys(value: string): string[] {
  const found = value.toLowerCase().match(emailPattern) ?? [];
  return [
    ...new Set(found.map((email) => email.replace(/\.+$/, '')).filter((email) => !isPlaceholder(email))),
  ];
}

function numbersIn(value: string): PhoneNumber[] {
  return piecesOf(value.normalize('NFKC')).flatMap((piece) => {
    const text = piece.replace(/^[\s,;/|]*00(?=[1-9])/, '+');
    if (!text.includes('+')) return firstFound(text, homeCountries);
    const found = firstFound(text, ['RU']);
    // "+8 916 …" and "+916 …" are Russian numbers, where no country has them.
    return found.length > 0 ? found : firstFound(text.replaceAll('+', ''), ['RU']);
  });
}

/**
 * A value, cut where one number ends and another begins, because the library takes the second one for an extension of
 * the first, and none at all where a time or a date follows: at blanks before and after a full Russian number, and at marks
 * between two texts of ten digits and more.
 */
function piecesOf(value: string): string[] {
  const pieces: string[] = [];
  for (const text of value.split(/(?=[,;/|\n])/)) {
    const isNumber = [text, pieces.at(-1) ?? text].every((one) => one.replace(/\D/g, '').length >= 10);
    if (isNumber || pieces.length === 0) pieces.push(text);
    else pieces.push(`${pieces.pop()}${text}`);
  }
  return pieces.flatMap((piece) => piece.split(betweenNumbers));
}

/** The numbers of a text as the first of the countries knows them that knows any, else as an international one. */
function firstFound(text: string, countries: readonly CountryCode[]): PhoneNumber[] {
  for (const country of countries) {
    const found = findPhoneNumbersInText(text, { defaultCountry: country, extended: true })
      .map(({ number }) => number)
      .filter((number) => number.isValid());
    if (found.length > 0) return found;
  }
  const digits = text.replace(/\D/g, '');
  const international = digits.length >= 11 ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  return international?.isValid() ? [international] : [];
}

function provesSomebody(number: PhoneNumber): boolean {
  const national = number.nationalNumber;
  const isRepeated = /(\d)\1{6}$/.test(national);
  return !isRepeated && !countedOff.test(national) && !sharedTypes.includes(number.getType());
}

function isPlaceholder(email: string): boolean {
  const at = email.lastIndexOf('@');
  const [written, domain] = [email.slice(0, at), email.slice(at + 1)];
  const name = written.replace(/[_.-]/g, '').replace(/(?<=\D{4})(0+|12?3?4?5?)$/, '');
  const isCounted = /^(.|(.)\2{2,}|(\d)\3+|12345?6?7?8?9?0?|123)$/.test(written);
  const isGeneral = publicPlaceholders.has(name);
  return (
    name === '' ||
    isCounted ||
    placeholderNames.has(name) ||
    placeholderDomains.test(domain) ||
    (isGeneral && (publicDomains.has(domain) || domain.startsWith(`${name}.`)))
  );
}

/** Ten digits as people group them. */
function tenDigits(): string {
  return String.raw`[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}`;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
