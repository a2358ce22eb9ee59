import type { Facts } from '@hub/messages';

export type Verdict = 'ok' | 'warning' | 'failure' | 'unknown';

/** One check, in the key of the message catalogue and its values. */
export interface Check {
  check: string;
  verdict: Verdict;
  text: string;
  values: Facts;
}

/** A check by its name and the text's name behind it. */
export function said(check: string, verdict: Verdict, text: string, values: Check['values'] = {}): Check {
  return { check, verdict, text: `${check}.${text}`, values };
}
