import { say, message, type Locale } from '@hub/messages';
import type { AllowedDifference } from '../plan/ledger.js';
import { groupBy } from '../plan/match-objects.js';

/** As many exceptions a plan's text names, the others counted. */
const maxLines = 20;

/** The exceptions that a plan leaves alone, as the last block of its text; empty without any. */
export function describeExceptions(exceptions: readonly AllowedDifference[], locale: Locale = 'ru'): string {
  const grouped = [...groupBy(exceptions, ({ kind, key }) => `${kind} ${key}`).values()];
  if (grouped.length === 0) return '';
  const lines = grouped.slice(0, maxLines).map((of) => `  · ${say(lineOf(of), locale)}`);
  const more = grouped.length - lines.length;
  const rest = more > 0 ? [`  ${say(message('exceptions.more', { count: more }), locale)}`] : [];
  return `\n${[say(message('exceptions.section', { count: grouped.length }), locale), ...lines, ...rest].join('\n')}\n`;
}

function lineOf(of: readonly AllowedDifference[]) {
  const [{ kind, key, reason = '', endsAt = '' }] = of as [AllowedDifference];
  const attributes = of.flatMap(({ attribute }) => attribute ?? []);
  const facts = { kind: message(`kinds.${kind}`), key, attributes, reason, until: endsAt.slice(0, 10) };
  return message(attributes.length > 0 ? 'exceptions.line-in-part' : 'exceptions.line', facts);
}
