import { isMessageKey, message, type Facts, type Message, type NameIn } from '@hub/messages';

export const verdicts = ['ok', 'warning', 'failure', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** What was found of an account in one respect, and what to do about it where something is to be done. */
export interface PreflightCheck {
  check: string;
  verdict: Verdict;
  text: Message;
  suggestion: Message | null;
}

/** `check.finding`, as the catalogue has it. */
type Name = NameIn<'preflight'>;
type CheckOf<N> = N extends `${infer C}.${string}` ? C : never;
type FindingOf<C extends string, N = Name> = N extends `${C}.${infer F}` ? F : never;

/** A check by its name and the finding's name behind it: the catalogue's `preflight` and `advice` have the words. */
export function checked<C extends CheckOf<Name>>(
  check: C,
  verdict: Verdict,
  finding: FindingOf<C>,
  facts: Facts = {},
): PreflightCheck {
  const name = `${check}.${finding}` as Name;
  const advice = `advice.${name}`;
  return {
    ...{ check, verdict, text: message(`preflight.${name}`, facts) },
    suggestion: isMessageKey(advice) ? message(advice, facts) : null,
  };
}
