export { locales, type Locale, type MessageKey, type NameIn } from './catalogue.js';
export { joined, message, type Fact, type Facts, type Joined, type Message } from './message.js';
export { isMessageKey, localeOf, say, sayFact } from './say.js';
export type { Spoken } from './spoken.js';
