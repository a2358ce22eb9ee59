import type { Facts, MessageKey } from '@hub/messages';
import type { Answers, Questions } from './questions.js';

/** When a limit is judged: epoch milliseconds, and the zone whose days, weeks and months count. */
export interface Moment {
  readonly now: number;
  readonly zone: string;
}

/** What a limit says of one user, or of one branch. */
export interface Verdict {
  readonly blocks: boolean;
  /** What was counted; null where there is nothing to count from. */
  readonly value: number | null;
  /** When it frees itself, in epoch milliseconds; null: not by waiting. */
  readonly freesAt: number | null;
  /** What the words say beside `value`, `bound` and `until`. */
  readonly facts?: Facts;
}

/** The settings without which a limit cannot be met. */
export type NeededSetting = 'keyStages';

/**
 * Everything that is known of one limit. Contracts, the schema of the REST API, storage, judgement, words and the
 * tables of bulk import derive from the lists of these (`limits.ts` for managers, `quotas.ts` for branches; one may be
 * in both): what is not there does not exist, what is there exists everywhere.
 */
export interface LimitSpec<Name extends string, Q extends Questions> {
  /** Its name in settings, answers and tables. */
  readonly name: Name;
  /** Its number in its list; that of managers has the numbers of the widget's own table. */
  readonly number: number;
  /** Bounds it takes; anything else is absurd and refused. An empty bound means: off. */
  readonly bound: { readonly min: number; readonly max: number; readonly example: number };
  /** Whether a larger bound lets more presses through. */
  readonly largerIs: 'looser' | 'tighter';
  /** A setting of the group that has to be there when a bound is saved. */
  readonly needs?: NeededSetting;
  /** Whether new managers may be spared it for a time, because they cannot have met it yet. */
  readonly sparesNewcomers: boolean;
  /** What it asks of the data. */
  readonly ask: (at: Moment, bound: number) => Q;
  /** Judges the answers. Pure and total. */
  readonly judge: (answers: Answers<Q>, bound: number, at: Moment) => Verdict;
  /**
   * `title` and `rule` have no facts; `blocks` and `frees` have `value`, `bound`, the judgement's own, and `until`
   * where it frees itself.
   */
  readonly words: {
    readonly title: MessageKey;
    /** When it lets through, with the operator as it really is. */
    readonly rule: MessageKey;
    readonly blocks: MessageKey;
    readonly frees: MessageKey;
  };
}

/** A limit of any questions. */
export type Limit = LimitSpec<string, Questions>;

/** Writes a limit down; the judgement gets exactly the answers that were asked for. */
export function defineLimit<const Name extends string, Q extends Questions>(
  spec: LimitSpec<Name, Q>,
): LimitSpec<Name, Questions> {
  return { ...spec, judge: (answers, bound, at) => spec.judge(answers as Answers<Q>, bound, at) };
}

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
