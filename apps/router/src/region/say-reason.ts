import { message, type Message } from '@hub/messages';
import type { Reason } from '../lead/route-lead.js';

/** A step on the path in words, where it is about the client's place; null for the other steps. */
export function sayReason({ check, found, value = '', candidates = [] }: Reason): Message | null {
  if (check === 'place') return message('routing.place', { how: found, region: value });
  if (found === 'ambiguous') return message('routing.ambiguous', { text: value, regions: candidates });
  return null;
}
