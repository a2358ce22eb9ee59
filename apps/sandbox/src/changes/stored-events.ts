import type { AccountEvent, StoredEvent } from '../state/event.js';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(value: number, length: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 32))
    digits = (alphabet[rest % 32] ?? '') + digits;
  return digits.padStart(length, '0');
}

/** 26 characters that sort by time like a ULID: milliseconds, then a number that only grows. */
export function eventId({ created_at, serial }: StoredEvent): string {
  return base32(created_at * 1000, 10) + base32(serial, 16);
}

/** Both value lists as one text, a third of what they take as objects. */
export function packValues(after: unknown[], before: unknown[]): string {
  return JSON.stringify(before.length === 0 ? [after] : [after, before]);
}

/** The row of a stored event; its value lists are read only when somebody asks for them. */
export function eventRow(stored: StoredEvent): AccountEvent {
  let values: [unknown[], unknown[]?] | undefined;
  const read = (): [unknown[], unknown[]?] =>
    (values ??= JSON.parse(stored.values) as [unknown[], unknown[]?]);
  return {
    id: eventId(stored),
    type: stored.type,
    entity_id: stored.entity_id,
    entity_type: stored.entity_type,
    created_by: stored.created_by,
    created_at: stored.created_at,
    get value_after() {
      return read()[0];
    },
    get value_before() {
      return read()[1] ?? [];
    },
  };
}
