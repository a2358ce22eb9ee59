import { IntlMessageFormat } from 'intl-messageformat';
import { locales, texts, type Locale, type MessageKey } from './catalogue.js';
import type { Fact, Message } from './message.js';

const formats = new Map<string, IntlMessageFormat>();

/** Marks the full stop that a fact ends with while the text around it is formatted: no text has it. */
const ownStop = '\uE000';

/**
 * The words of a message. Never throws, because a text must not stop the work it speaks of: a key that the catalogue
 * does not know (a stored message of another version) is said as it is, a missing fact shows as «…». A fact that ends
 * with a full stop and comes before one keeps its own only.
 */
export function say({ key, facts }: Message, locale: Locale): string {
  const text = texts[locale].get(key);
  if (text === undefined) return key;
  const id = `${locale} ${key}`;
  const format = formats.get(id) ?? new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  formats.set(id, format);
  const spoken = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, markStop(wordsOf(fact, locale))]),
  );
  try {
    return withStops(String(format.format(spoken)));
  } catch {
    const all = new Proxy(spoken, { get: (at, name: string) => at[name] ?? '…', has: () => true });
    return withStops(String(format.format(all)));
  }
}

function markStop(words: string | number): string | number {
  return typeof words === 'string' ? words.replace(/\.$/, ownStop) : words;
}

function withStops(text: string): string {
  return text.replace(new RegExp(`${ownStop}\\.?`, 'g'), '.');
}

/** Whether the catalogue has a text of this key, in every language. */
export function isMessageKey(key: string): key is MessageKey {
  return texts[locales[0]].has(key);
}

/** The first language of an `Accept-Language` header that the catalogue has, by its weights; else `fallback`. */
export function localeOf(acceptLanguage: string | undefined, fallback: Locale): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part, at) => {
      const [name = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find(Boolean);
      return { name: name.split('-')[0], weight: weight === undefined ? 1 : Number(weight), at };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight || one.at - other.at);
  for (const { name } of wanted) {
    const known = locales.find((locale) => locale === name);
    if (known) return known;
  }
  return fallback;
}

/** The words of one fact: data as it is, a message in this language, a list with commas, parts with what joins them. */
export function sayFact(fact: Fact, locale: Locale): string {
  return String(wordsOf(fact, locale));
}

/** Numbers stay numbers, because plurals choose by them. */
function wordsOf(fact: Fact, locale: Locale): string | number {
  if (typeof fact === 'string') return sayMoment(fact, locale) ?? fact;
  if (typeof fact === 'number') return fact;
  if ('key' in fact) return say(fact, locale);
  if ('of' in fact) return fact.of.map((one) => wordsOf(one, locale)).join(fact.join);
  return fact.map((one) => wordsOf(one, locale)).join(', ');
}

const moment = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}):\d{2}(\.\d+)?Z$/;

/** A moment to the minute, in UTC, because readers of one text are in many zones; null: the text is none. */
function sayMoment(text: string, locale: Locale): string | null {
  const [found, year, month, day, time] = moment.exec(text) ?? [];
  if (found === undefined) return null;
  return locale === 'ru' ? `${day}.${month}.${year} ${time} (UTC)` : `${year}-${month}-${day} ${time} (UTC)`;
}
