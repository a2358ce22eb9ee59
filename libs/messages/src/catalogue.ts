import { alarms as enAlarms } from './catalogue/en/alarms.js';
import { cards as enCards } from './catalogue/en/cards.js';
import { leftOut as enLeftOut } from './catalogue/en/left-out.js';
import { problems as enProblems } from './catalogue/en/problems.js';
import { references as enReferences } from './catalogue/en/references.js';
import { sync as enSync } from './catalogue/en/sync.js';
import { alarms } from './catalogue/ru/alarms.js';
import { cards } from './catalogue/ru/cards.js';
import { leftOut } from './catalogue/ru/left-out.js';
import { problems } from './catalogue/ru/problems.js';
import { references } from './catalogue/ru/references.js';
import { sync } from './catalogue/ru/sync.js';

/** Languages of the catalogue; the first one is the default. */
export const locales = ['ru', 'en'] as const;
export type Locale = (typeof locales)[number];

/** Every text by area and name, as ICU message syntax. A new area is a file per language and a line in each object. */
const ru = {
  alarms,
  cards,
  leftOut,
  problems,
  references,
  sync,
};

type Area = keyof typeof ru;

/** The names of one area. */
export type NameIn<A extends Area> = keyof (typeof ru)[A] & string;

/** `area.name`; a misspelt key does not compile. */
export type MessageKey = { [A in Area]: `${A}.${NameIn<A>}` }[Area];

/** The same keys as in Russian, each with a text. */
const en: { [A in Area]: Record<keyof (typeof ru)[A], string> } = {
  alarms: enAlarms,
  cards: enCards,
  leftOut: enLeftOut,
  problems: enProblems,
  references: enReferences,
  sync: enSync,
};

/** All texts of a language: key → ICU message. */
export const texts: Readonly<Record<Locale, ReadonlyMap<string, string>>> = {
  ru: flatten(ru),
  en: flatten(en),
};

function flatten(areas: Record<string, Record<string, string>>): Map<string, string> {
  return new Map(
    Object.entries(areas).flatMap(([area, entries]) =>
      Object.entries(entries).map(([name, text]): [string, string] => [`${area}.${name}`, text]),
    ),
  );
}
