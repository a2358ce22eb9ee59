import { locales, say, type Locale, type Message } from '@hub/messages';

/** The language of a command: Russian by default. */
export function sayIn(locale: string | undefined): (said: Message) => string {
  const known: Locale = locales.find((one) => one === locale) ?? 'ru';
  return (said) => say(said, known);
}
