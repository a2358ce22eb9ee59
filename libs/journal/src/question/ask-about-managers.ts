import { askPrepared } from '@hub/database';
import type { EntityManager } from 'typeorm';
import {
  placeOf,
  withGrants,
  type AboutManagers,
  type SpanOfTime,
  type StageSetOf,
} from './about-manager.js';
import { activeDeals } from './active-deals.js';
import { dealsEntered } from './deals-entered.js';
import { dealsReceived } from './deals-received.js';
import { dealsInStages } from './deals-in-stages.js';
import { lastEntry } from './last-entry.js';
import { oldestDue, tasksOverdue } from './overdue-tasks.js';
import { readAnswers, type AnswerRow } from './read-answers.js';

/**
 * The questions about managers. Each is a select of one number about the user `manager.id` of account $1, within the span and
 * about the stages of the row `asked`; it runs for the rows that ask it alone.
 */
const questions = {
  activeDeals,
  dealsEntered,
  dealsReceived,
  dealsInStages,
  lastEntry,
  oldestDue,
  tasksOverdue,
} as const;

export type QuestionAboutManagers = keyof typeof questions;

type QuestionAboutStages = 'dealsEntered' | 'dealsInStages' | 'lastEntry';

/** What one question is asked for: `tasksOverdue` and `oldestDue` go by the end of the span. */
export type JournalQuestion =
  | { of: Exclude<QuestionAboutManagers, QuestionAboutStages>; during: SpanOfTime }
  | { of: QuestionAboutStages; during: SpanOfTime; set: StageSetOf };

/** One question, and about whom it is asked. */
export type AskedOfManagers = JournalQuestion & { userIds: readonly number[] };

/**
 * The statement that answers these questions; parameters: account, grants, questions, excluded places, first second of
 * the spans, where history begins.
 */
export function statementOf(names: readonly QuestionAboutManagers[]): string {
  return `${withGrants}
    SELECT asked.at, manager.id AS "userId",
        CASE asked.of ${names.map((name) => `WHEN '${name}' THEN (${questions[name]})`).join('\n')} END AS value
      FROM (SELECT $5::bigint AS first_second, $6::bigint AS history_from) AS bounds
        CROSS JOIN jsonb_to_recordset($3::jsonb)
          AS asked (at int, of text, "from" bigint, "to" bigint, instead int, "statusIds" bigint[], places jsonb, "userIds" bigint[])
        CROSS JOIN LATERAL unnest(asked."userIds") AS manager (id)`;
}

/** One statement for all questions, so that a connection plans it once, whatever limits are on. */
const statement = {
  name: 'about_managers',
  text: statementOf(Object.keys(questions) as QuestionAboutManagers[]),
};

/**
 * Answers all of these with one statement: by user, in the order of the questions. Null: there is no such moment. Throws
 * where a user or a count is not answered.
 */
export async function askAboutManagers(
  tx: EntityManager,
  { accountId, excludedStages, historyFrom, grants }: AboutManagers,
  asked: readonly AskedOfManagers[],
): Promise<Map<number, number | null>[]> {
  if (asked.length === 0) return [];
  const rows = await askPrepared<AnswerRow>(tx, statement, [
    accountId,
    JSON.stringify(grants),
    JSON.stringify(asked.map(rowOf)),
    JSON.stringify(excludedStages.map(placeOf)),
    firstSecondOf(asked),
    historyFrom ?? 0,
  ]);
  return readAnswers(asked, rows);
}

/** Questions that do not read history by their span. A name that is missing here costs time alone. */
const withoutSpan: readonly QuestionAboutManagers[] = [
  'activeDeals',
  'lastEntry',
  'oldestDue',
  'tasksOverdue',
];

/** The second at which the earliest span begins. */
function firstSecondOf(asked: readonly AskedOfManagers[]): number {
  const begins = asked.flatMap(({ of, during }) => (withoutSpan.includes(of) ? [] : [during.from]));
  return begins.length === 0 ? 0 : Math.floor(Math.min(...begins) / 1000);
}

function rowOf(asked: AskedOfManagers, at: number): object {
  const { of, userIds, during } = asked;
  const { stages, instead } = 'set' in asked ? asked.set : { stages: [], instead: null };
  return {
    ...{ at, of, userIds, ...during },
    instead: stages.length === 0 ? instead : null,
    statusIds: stages.map(({ statusId }) => statusId),
    places: stages.map(placeOf),
  };
}
