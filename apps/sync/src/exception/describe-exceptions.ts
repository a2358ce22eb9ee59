import { joined, message, type Fact, type Message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import type { AllowedDifference } from '../plan/ledger.js';
import { groupBy } from '../plan/match-objects.js';

/** As many exceptions a plan's text names, the others counted. */
const maxLines = 20;

/** The exceptions that a plan leaves alone, as the last lines of its text; none without any. */
export function describeExceptions(exceptions: readonly AllowedDifference[]): Fact[] {
  const grouped = [...groupBy(exceptions, ({ kind, key }) => `${kind} ${key}`).values()];
  if (grouped.length === 0) return [];
  const lines: Fact[] = grouped.slice(0, maxLines).map((of) => joined('', ['  · ', lineOf(of)]));
  const more = grouped.length - lines.length;
  const rest = more > 0 ? [joined('', ['  ', message('plans.more', { count: more })])] : [];
  return [message('exceptions.section', { count: grouped.length }), ...lines, ...rest, ''];
}

function lineOf(of: readonly AllowedDifference[]): Message {
  const [{ kind, key, reason = '', endsAt = '' }] = of as [AllowedDifference];
  const attributes = of.flatMap(({ attribute }) => attribute ?? []);
  const facts = { kind: kindWords(kind), key, attributes, reason, until: endsAt.slice(0, 10) };
  return message(attributes.length > 0 ? 'exceptions.line-in-part' : 'exceptions.line', facts);
}
