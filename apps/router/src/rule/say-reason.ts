import { message, type Message, type MessageKey } from '@hub/messages';
import type { Reason } from './facts.js';
import { routingRules } from './routing-rules.js';

/** What is decided beside the rules: the lead is gone or left alone, or a person has cancelled its transfer. */
const beside: Readonly<Record<string, MessageKey>> = { lead: 'routing.lead', transfer: 'routing.transfer' };

/** A step on the path in words; null for a step that no rule knows any more. */
export function sayReason({ check, found, value = '', candidates = [], until }: Reason): Message | null {
  if (found === 'ambiguous') return message('routing.ambiguous', { text: value, regions: candidates });
  if (check === 'place') return message('routing.place', { how: found, region: value });
  const key = wordsOf(check);
  // Choices of the catalogue's texts are written with underscores.
  const facts = { found: found.replaceAll('-', '_'), value, regions: candidates, until: until ?? 'none' };
  return key && message(key, facts);
}

function wordsOf(check: string): MessageKey | null {
  const own = routingRules.map(({ words }) => words[check]).find((key) => key !== undefined);
  return own ?? beside[check] ?? null;
}
