import type { Confirmation, Envelope } from './outbox.js';

/** A NATS message; only its text is read. */
interface Text {
  string(): string;
}

/** The message of an outbox, or undefined when this is none: anybody who may publish can have sent it. */
export function readEnvelope(message: Text): Envelope | undefined {
  const found = readRecord(message);
  const isEnvelope =
    [found.id, found.key, found.correlationId, found.origin].every(isString) &&
    [found.waiting, found.afterFor].every((list) => Array.isArray(list) && list.every(isString)) &&
    (found.after === null || isString(found.after)) &&
    found.payload !== undefined;
  return isEnvelope ? (found as unknown as Envelope) : undefined;
}

/** Confirmations, or undefined when this is something else. */
export function readConfirmations(message: Text): Confirmation[] | undefined {
  const found = readJson(message);
  const areConfirmations =
    Array.isArray(found) && found.every((one) => isRecord(one) && isString(one.id) && isString(one.consumer));
  return areConfirmations ? (found as Confirmation[]) : undefined;
}

/** The id of a request that was given up, or undefined when this is something else. */
export function readCancelledId(message: Text): string | undefined {
  const { data } = readRecord(message);
  return isRecord(data) && isString(data.id) ? data.id : undefined;
}

function readRecord(message: Text): Record<string, unknown> {
  const found = readJson(message);
  return isRecord(found) ? found : {};
}

function readJson(message: Text): unknown {
  try {
    return JSON.parse(message.string());
  } catch {
    return undefined;
  }
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
