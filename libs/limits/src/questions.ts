import type { Span } from '@hub/calendar';

/** Which stages an entry is counted in: those of the settings, or 142 and 143 where there are none. */
export type StageSet = 'sale' | 'refusal' | 'key';

/**
 * What a limit asks of the data about one user of an account, or about one branch (`QuotaQuestion`). Moments are epoch
 * milliseconds. Deals in excluded stages or archived pipelines, and deleted deals with their tasks, are in no answer
 * (docs/limits.md has the readings):
 *
 * - `lastGrant`: the moment of the last lead that the button gave to the user, or routing to the branch;
 * - `leadsGiven`: how many leads those were within a span;
 * - `activeDeals`: how many deals outside 142 and 143 are the user's, or came to the branch by routing;
 * - `dealsReceived`: how many deals became the user's within a span, whoever owns them now;
 * - `tasksOverdue`: how many open tasks are past their due moment; `oldestDue`: the earliest such moment;
 * - `dealsEntered`: how many deals entered a set of stages within a span while they were the user's;
 * - `dealsInStages`: how many of those are there still, by the entry that brought them there;
 * - `lastEntry`: the moment of the last such entry; what lies before `since` need not be known.
 */
export type Question =
  | { readonly of: 'lastGrant' }
  | { readonly of: 'leadsGiven'; readonly during: Span }
  | { readonly of: 'activeDeals' }
  | { readonly of: 'dealsReceived'; readonly during: Span }
  | { readonly of: 'tasksOverdue' }
  | { readonly of: 'oldestDue' }
  | { readonly of: 'dealsEntered'; readonly stages: StageSet; readonly during: Span }
  | { readonly of: 'dealsInStages'; readonly stages: StageSet; readonly during: Span }
  | { readonly of: 'lastEntry'; readonly stages: StageSet; readonly since: number };

/** What can be answered about a branch. */
export type QuotaQuestion = Extract<Question, { of: 'lastGrant' | 'leadsGiven' | 'activeDeals' }>;

type AskedFor = Question['of'];

/** A moment may be missing, a count never is. */
type AnswerTo<Q extends Question> = Q['of'] extends 'lastGrant' | 'oldestDue' | 'lastEntry'
  ? number | null
  : number;

/** The questions of one limit by name, and the answers under the same names. */
export type Questions = Readonly<Record<string, Question>>;
export type Answers<Q extends Questions = Questions> = { readonly [K in keyof Q]: AnswerTo<Q[K]> };

/**
 * What has to be read before an answer is whole: the deals, the open tasks, or the history since a moment. Where history
 * of a set of stages cannot be had any more, closed deals may replace it, by their closing time and their owner of
 * today, if the set has no other stages than 142 and 143. Null: history of owners, which nothing replaces.
 */
export type Need =
  | { readonly what: 'nothing' | 'deals' | 'tasks' }
  | { readonly what: 'history'; readonly since: number; readonly stages: StageSet | null };

/**
 * Why a question cannot be answered: what it needs is still being read (`missing`), begins later than the question and no
 * more of it will be read (`ended`), may not be read by the hub (`forbidden`), or is out of date (`stale`).
 */
export type Unread = 'missing' | 'ended' | 'forbidden' | 'stale';

/** How far what is needed is there: whole, as far as it can be had, or why it is not. */
export type Reach = 'whole' | 'estimated' | Unread;

/** Whether a question cannot be answered. */
export function isUnread(reach: Reach): reach is Unread {
  return reach !== 'whole' && reach !== 'estimated';
}

const needs: { readonly [K in AskedFor]: (question: Extract<Question, { of: K }>) => Need } = {
  lastGrant: () => ({ what: 'nothing' }),
  leadsGiven: () => ({ what: 'nothing' }),
  activeDeals: () => ({ what: 'deals' }),
  dealsReceived: ({ during }) => ({ what: 'history', since: during.from, stages: null }),
  tasksOverdue: () => ({ what: 'tasks' }),
  oldestDue: () => ({ what: 'tasks' }),
  dealsEntered: ({ during, stages }) => ({ what: 'history', since: during.from, stages }),
  dealsInStages: ({ during, stages }) => ({ what: 'history', since: during.from, stages }),
  lastEntry: ({ since, stages }) => ({ what: 'history', since, stages }),
};

/** What has to be read before a question can be answered. */
export function needOf(question: Question): Need {
  return (needs[question.of] as (question: Question) => Need)(question);
}
