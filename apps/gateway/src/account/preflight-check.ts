import { isMessageKey, message, type Facts, type Message, type NameIn } from '@hub/messages';

export type Verdict = 'ok' | 'warning' | 'failure' | 'unknown';

/** One check: what was found, as a name of the catalogue, and the values it speaks of. */
export interface Check {
  check: string;
  verdict: Verdict;
  text: NameIn<'preflight'>;
  values: Facts;
}

/** A check by its name and the text's name behind it. */
export function said(check: string, verdict: Verdict, text: string, values: Check['values'] = {}): Check {
  return { check, verdict, text: `${check}.${text}` as Check['text'], values };
}

/** What a check found, and what to do about it where something is to be done. */
export function tellCheck({ text, values }: Check): { text: Message; suggestion: Message | null } {
  const advice = `advice.${text}`;
  return {
    text: message(`preflight.${text}`, values),
    suggestion: isMessageKey(advice) ? message(advice, values) : null,
  };
}
