import type { ChangeSubscriber } from './change-subscriber.js';
import { eventOf, singular } from './event-rows.js';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Filled from the end through one array: a text grown by `+` would keep every step of its growth in memory. */
function base32(value: number, length: number): string {
  const digits = new Array<string>(length).fill('0');
  let rest = value;
  for (let index = length - 1; rest > 0 && index >= 0; index -= 1) {
    digits[index] = alphabet[rest % 32] ?? '0';
    rest = Math.floor(rest / 32);
  }
  return digits.join('');
}

/** 26 characters that sort by time like a ULID: milliseconds, then a number that only grows. */
function eventId(nowMs: number, serial: number): string {
  return [base32(nowMs, 10), base32(serial, 16)].join('');
}

/** Writes the events feed of entities 8: one row per change that has an event. */
export const recordEvents: ChangeSubscriber = (sandbox, account, changes) => {
  for (const change of changes) {
    const event = eventOf(account, change, () => sandbox.ids.next());
    if (!event) continue;
    account.events.push({
      id: eventId(Math.floor(sandbox.clock.nowMs()), sandbox.ids.next()),
      type: event.type,
      entity_id: event.entity.id,
      entity_type: singular[event.entity.type],
      created_by: change.author,
      created_at: change.at,
      value_after: event.after,
      value_before: event.before,
    });
  }
};
