import { sayFact, type Joined, type Locale, type Message } from '@hub/messages';

/**
 * The answer in the reader's language: a field that holds a message gets its words, and a second field, with `Message`
 * behind the name, its key and facts; a list of messages likewise, with `Messages`. A text of several parts becomes its
 * words. Everything else stays as it was.
 */
export function speakAnswer(answer: unknown, locale: Locale): unknown {
  if (isMessage(answer) || isJoined(answer)) return sayFact(answer, locale);
  if (Array.isArray(answer)) return answer.map((one) => speakAnswer(one, locale));
  if (!isRecord(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]: [string, unknown]) => [
      [name, speakAnswer(value, locale)],
      ...besides(name, value),
    ]),
  );
}

function besides(name: string, value: unknown): [string, unknown][] {
  if (isMessage(value)) return [[`${name}Message`, value]];
  return Array.isArray(value) && value.length > 0 && value.every(isMessage)
    ? [[`${name}Messages`, value]]
    : [];
}

/** A text of many parts; it has no second field, because its parts are in the answer as data. */
function isJoined(value: unknown): value is Joined {
  return isRecord(value) && 'join' in value && 'of' in value && Object.keys(value).length === 2;
}

/** Rows and contract objects; a date is written by JSON in its own way. */
function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function isMessage(value: unknown): value is Message {
  if (!isRecord(value) || !('key' in value) || !('facts' in value)) return false;
  const { key, facts } = value;
  return typeof key === 'string' && isRecord(facts) && Object.keys(value).length === 2;
}
