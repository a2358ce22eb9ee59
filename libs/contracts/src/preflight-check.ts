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

/** A check by its name and the finding's name behind it: the catalogue's `preflight` and `advice` have the words. */
export function checked(check: string, verdict: Verdict, finding: string, facts: Facts = {}): PreflightCheck {
  const name = `${check}.${finding}` as NameIn<'preflight'>;
  const advice = `advice.${name}`;
  return {
    ...{ check, verdict, text: message(`preflight.${name}`, facts) },
    suggestion: isMessageKey(advice) ? message(advice, facts) : null,
  };
}
