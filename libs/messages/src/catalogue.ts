import { alarms as enAlarms } from './catalogue/en/alarms.js';
import { blueprints as enBlueprints } from './catalogue/en/blueprints.js';
import { cards as enCards } from './catalogue/en/cards.js';
import { failures as enFailures } from './catalogue/en/failures.js';
import { fields as enFields } from './catalogue/en/fields.js';
import { kinds as enKinds } from './catalogue/en/kinds.js';
import { leftOut as enLeftOut } from './catalogue/en/left-out.js';
import { limits as enLimits } from './catalogue/en/limits.js';
import { plans as enPlans } from './catalogue/en/plans.js';
import { pages as enPages } from './catalogue/en/pages.js';
import { drift as enDrift } from './catalogue/en/drift.js';
import { edge as enEdge } from './catalogue/en/edge.js';
import { exceptions as enExceptions } from './catalogue/en/exceptions.js';
import { problems as enProblems } from './catalogue/en/problems.js';
import { references as enReferences } from './catalogue/en/references.js';
import { sync as enSync } from './catalogue/en/sync.js';
import { waiting as enWaiting } from './catalogue/en/waiting.js';
import { alarms } from './catalogue/ru/alarms.js';
import { blueprints } from './catalogue/ru/blueprints.js';
import { cards } from './catalogue/ru/cards.js';
import { failures } from './catalogue/ru/failures.js';
import { fields } from './catalogue/ru/fields.js';
import { kinds } from './catalogue/ru/kinds.js';
import { leftOut } from './catalogue/ru/left-out.js';
import { limits } from './catalogue/ru/limits.js';
import { plans } from './catalogue/ru/plans.js';
import { pages } from './catalogue/ru/pages.js';
import { drift } from './catalogue/ru/drift.js';
import { edge } from './catalogue/ru/edge.js';
import { exceptions } from './catalogue/ru/exceptions.js';
import { problems } from './catalogue/ru/problems.js';
import { references } from './catalogue/ru/references.js';
import { sync } from './catalogue/ru/sync.js';
import { waiting } from './catalogue/ru/waiting.js';

/** Languages of the catalogue; the first one is the default. */
export const locales = ['ru', 'en'] as const;
export type Locale = (typeof locales)[number];

/** Every text by area and name, as ICU message syntax. A new area is a file per language and a line in each object. */
const ru = {
  alarms,
  blueprints,
  cards,
  drift,
  edge,
  exceptions,
  failures,
  fields,
  kinds,
  leftOut,
  limits,
  pages,
  plans,
  problems,
  references,
  sync,
  waiting,
};

type Area = keyof typeof ru;

/** The names of one area. */
export type NameIn<A extends Area> = keyof (typeof ru)[A] & string;

/** `area.name`; a misspelt key does not compile. */
export type MessageKey = { [A in Area]: `${A}.${NameIn<A>}` }[Area];

/** The same keys as in Russian, each with a text. */
const en: { [A in Area]: Record<keyof (typeof ru)[A], string> } = {
  alarms: enAlarms,
  blueprints: enBlueprints,
  cards: enCards,
  failures: enFailures,
  fields: enFields,
  kinds: enKinds,
  leftOut: enLeftOut,
  limits: enLimits,
  pages: enPages,
  plans: enPlans,
  drift: enDrift,
  edge: enEdge,
  exceptions: enExceptions,
  problems: enProblems,
  references: enReferences,
  sync: enSync,
  waiting: enWaiting,
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
