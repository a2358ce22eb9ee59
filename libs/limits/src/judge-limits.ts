import { countableFrom } from './countable-from.js';
import { limits, type LimitName } from './limits.js';
import type { Limit, Moment, Verdict } from './limit.js';
import { quotas, type QuotaName } from './quotas.js';
import {
  needOf,
  type Answers,
  type Need,
  type Question,
  type Questions,
  type Reach,
  type Unread,
} from './questions.js';

/** Bounds by limit. Null: off. Missing: nothing is said, and the next one counts (a group's, or off). */
export type Bounds<Name extends string = LimitName> = Partial<Record<Name, number | null>>;

/** The bounds of a branch; a missing one is off. */
export type QuotaBounds = Bounds<QuotaName>;

/** A limit that is on, with the bound in force and what it asks. */
export interface LimitOn<Name extends string = LimitName> {
  readonly limit: Limit & { readonly name: Name };
  readonly bound: number;
  readonly questions: Readonly<Record<string, Question>>;
}

/** How long the limits that allow for it spare a new manager. */
export interface Newcomer {
  /** Epoch milliseconds; null: the user is not new. */
  readonly sparedUntil: number | null;
}

/** The limits that are on for a user: own bounds over those of the group, empty ones off, newcomers spared. */
type LimitsOf = (own: Bounds, group: Bounds, newcomer: Newcomer) => LimitOn[];

/**
 * The limits of users who are judged at one moment. What a limit asks is a function of limit, bound and moment, so users
 * with the same bound get the same questions: the same objects.
 */
export function limitsAt(at: Moment): LimitsOf {
  const known = new Map<string, Questions>();
  const questionsOf = (limit: Limit, bound: number): Questions => {
    const key = `${limit.name} ${bound}`;
    const questions = known.get(key) ?? limit.ask(at, bound);
    known.set(key, questions);
    return questions;
  };
  return (own, group, { sparedUntil }) =>
    limits.flatMap((limit) => {
      const bound = own[limit.name] === undefined ? group[limit.name] : own[limit.name];
      const isSpared = limit.sparesNewcomers && sparedUntil !== null && at.now < sparedUntil;
      if (bound === undefined || bound === null || isSpared) return [];
      return [{ limit, bound, questions: questionsOf(limit, bound) }];
    });
}

/** The quotas that are on for a branch. */
export function quotasOn(bounds: QuotaBounds, at: Moment): LimitOn<QuotaName>[] {
  return quotas.flatMap((limit) => {
    const bound = bounds[limit.name] ?? null;
    return bound === null ? [] : [{ limit, bound, questions: limit.ask(at, bound) }];
  });
}

/** What is known when limits are judged. */
export interface Known {
  /** The answer to a question; asked for only when what it needs is not unread. */
  answer(question: Question): number | null;
  reach(need: Need): Reach;
}

/**
 * A limit that was judged, or one that cannot be and why; where history has ended, with the moment (epoch milliseconds) from
 * which it can. Answers that earlier versions stored do not say why.
 */
export type Judged<Name extends string = LimitName> = { readonly limit: Name; readonly bound: number } & (
  | ({ readonly isKnown: true; readonly isEstimated: boolean } & Verdict)
  | { readonly isKnown: false; readonly why?: Unread; readonly from?: number }
);

/** The first of these that one of the questions meets is why a limit cannot be judged: what somebody can do about comes first. */
const whyUnread: readonly Unread[] = ['stale', 'forbidden', 'missing', 'ended'];

/** Judges each limit that is on. */
export function judgeLimits<Name extends string>(
  on: readonly LimitOn<Name>[],
  known: Known,
  at: Moment,
): Judged<Name>[] {
  return on.map(({ limit, bound, questions }) => {
    const entries = Object.entries(questions);
    const reaches = entries.map(([, question]) => known.reach(needOf(question)));
    const why = whyUnread.find((one) => reaches.includes(one));
    if (why) {
      const from = why === 'ended' ? { from: countableFrom(limit, bound, known, at) } : {};
      return { limit: limit.name, bound, isKnown: false, why, ...from };
    }
    const answers = Object.fromEntries(entries.map(([name, question]) => [name, known.answer(question)]));
    const isEstimated = reaches.includes('estimated');
    return {
      limit: limit.name,
      bound,
      isKnown: true,
      isEstimated,
      ...limit.judge(answers as Answers, bound, at),
    };
  });
}
