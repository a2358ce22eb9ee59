import { clockTime } from '@hub/calendar';
import { message, type Message } from '@hub/messages';

/** What a note of amoCRM says of a call; entities sheet 7. */
export interface CallNoteOfHq {
  note_type: string;
  created_at: number;
  params: unknown;
}

const longestLink = 2_000;

/** The call as the branch reads it, by the clocks of `zone`. Null: the note is not about a call. */
export function sayCall({ note_type, created_at, params }: CallNoteOfHq, zone: string): Message | null {
  if (note_type !== 'call_in' && note_type !== 'call_out') return null;
  const { duration, link, phone } = (params ?? {}) as Record<string, unknown>;
  const seconds = typeof duration === 'number' && duration > 0 ? Math.round(duration) : 0;
  return message(isLink(link) ? 'cards.call-note-recorded' : 'cards.call-note', {
    way: note_type === 'call_in' ? 'in' : 'out',
    at: clockTime(created_at * 1000, zone),
    phone: typeof phone === 'string' || typeof phone === 'number' ? String(phone) : '',
    minutes: Math.floor(seconds / 60),
    seconds: seconds % 60,
    ...(isLink(link) ? { link } : {}),
  });
}

/** Only an address of the web: whatever else a telephony has written there nobody can open. */
function isLink(link: unknown): link is string {
  return typeof link === 'string' && link.length <= longestLink && /^https?:\/\/\S+$/.test(link);
}
