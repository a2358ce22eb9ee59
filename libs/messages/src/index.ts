export { locales, type Locale, type MessageKey, type NameIn } from './catalogue.js';
export { message, type Fact, type Facts, type Message } from './message.js';
export { localeOf, say, sayFact } from './say.js';
export type { Spoken } from './spoken.js';
