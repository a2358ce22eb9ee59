import { advice as enAdvice } from './catalogue/en/advice.js';
import { alarms as enAlarms } from './catalogue/en/alarms.js';
import { answers as enAnswers } from './catalogue/en/answers.js';
import { attributes as enAttributes } from './catalogue/en/attributes.js';
import { blueprints as enBlueprints } from './catalogue/en/blueprints.js';
import { bots as enBots } from './catalogue/en/bots.js';
import { calendars as enCalendars } from './catalogue/en/calendars.js';
import { cards as enCards } from './catalogue/en/cards.js';
import { checklist as enChecklist } from './catalogue/en/checklist.js';
import { cli as enCli } from './catalogue/en/cli.js';
import { edge as enEdge } from './catalogue/en/edge.js';
import { failures as enFailures } from './catalogue/en/failures.js';
import { fields as enFields } from './catalogue/en/fields.js';
import { kinds as enKinds } from './catalogue/en/kinds.js';
import { leftOut as enLeftOut } from './catalogue/en/left-out.js';
import { limits as enLimits } from './catalogue/en/limits.js';
import { mentions as enMentions } from './catalogue/en/mentions.js';
import { outcomes as enOutcomes } from './catalogue/en/outcomes.js';
import { pages as enPages } from './catalogue/en/pages.js';
import { custody as enCustody } from './catalogue/en/custody.js';
import { drift as enDrift } from './catalogue/en/drift.js';
import { exceptions as enExceptions } from './catalogue/en/exceptions.js';
import { plans as enPlans } from './catalogue/en/plans.js';
import { preflight as enPreflight } from './catalogue/en/preflight.js';
import { problems as enProblems } from './catalogue/en/problems.js';
import { reasons as enReasons } from './catalogue/en/reasons.js';
import { references as enReferences } from './catalogue/en/references.js';
import { rollouts as enRollouts } from './catalogue/en/rollouts.js';
import { risks as enRisks } from './catalogue/en/risks.js';
import { steps as enSteps } from './catalogue/en/steps.js';
import { routing as enRouting } from './catalogue/en/routing.js';
import { rules as enRules } from './catalogue/en/rules.js';
import { sync as enSync } from './catalogue/en/sync.js';
import { waiting as enWaiting } from './catalogue/en/waiting.js';
import { advice } from './catalogue/ru/advice.js';
import { alarms } from './catalogue/ru/alarms.js';
import { answers } from './catalogue/ru/answers.js';
import { attributes } from './catalogue/ru/attributes.js';
import { blueprints } from './catalogue/ru/blueprints.js';
import { bots } from './catalogue/ru/bots.js';
import { calendars } from './catalogue/ru/calendars.js';
import { cards } from './catalogue/ru/cards.js';
import { checklist } from './catalogue/ru/checklist.js';
import { cli } from './catalogue/ru/cli.js';
import { edge } from './catalogue/ru/edge.js';
import { failures } from './catalogue/ru/failures.js';
import { fields } from './catalogue/ru/fields.js';
import { kinds } from './catalogue/ru/kinds.js';
import { leftOut } from './catalogue/ru/left-out.js';
import { limits } from './catalogue/ru/limits.js';
import { mentions } from './catalogue/ru/mentions.js';
import { outcomes } from './catalogue/ru/outcomes.js';
import { pages } from './catalogue/ru/pages.js';
import { custody } from './catalogue/ru/custody.js';
import { drift } from './catalogue/ru/drift.js';
import { exceptions } from './catalogue/ru/exceptions.js';
import { plans } from './catalogue/ru/plans.js';
import { preflight } from './catalogue/ru/preflight.js';
import { problems } from './catalogue/ru/problems.js';
import { reasons } from './catalogue/ru/reasons.js';
import { references } from './catalogue/ru/references.js';
import { rollouts } from './catalogue/ru/rollouts.js';
import { risks } from './catalogue/ru/risks.js';
import { steps } from './catalogue/ru/steps.js';
import { routing } from './catalogue/ru/routing.js';
import { rules } from './catalogue/ru/rules.js';
import { sync } from './catalogue/ru/sync.js';
import { waiting } from './catalogue/ru/waiting.js';

/** Languages of the catalogue; the first one is the default. */
export const locales = ['ru', 'en'] as const;
export type Locale = (typeof locales)[number];

/** Every text by area and name, as ICU message syntax. A new area is a file per language and a line in each object. */
const ru = {
  advice,
  alarms,
  answers,
  attributes,
  blueprints,
  bots,
  calendars,
  cards,
  checklist,
  custody,
  drift,
  cli,
  edge,
  exceptions,
  failures,
  fields,
  kinds,
  leftOut,
  limits,
  mentions,
  outcomes,
  pages,
  plans,
  preflight,
  problems,
  reasons,
  references,
  rollouts,
  risks,
  steps,
  routing,
  rules,
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
  advice: enAdvice,
  alarms: enAlarms,
  answers: enAnswers,
  attributes: enAttributes,
  blueprints: enBlueprints,
  bots: enBots,
  calendars: enCalendars,
  cards: enCards,
  checklist: enChecklist,
  custody: enCustody,
  cli: enCli,
  edge: enEdge,
  failures: enFailures,
  fields: enFields,
  kinds: enKinds,
  leftOut: enLeftOut,
  limits: enLimits,
  mentions: enMentions,
  outcomes: enOutcomes,
  pages: enPages,
  plans: enPlans,
  drift: enDrift,
  exceptions: enExceptions,
  preflight: enPreflight,
  problems: enProblems,
  reasons: enReasons,
  references: enReferences,
  rollouts: enRollouts,
  risks: enRisks,
  steps: enSteps,
  routing: enRouting,
  rules: enRules,
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
