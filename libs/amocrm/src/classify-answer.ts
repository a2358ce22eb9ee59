import {
  Blocked,
  Forbidden,
  NotFound,
  OutcomeUnknown,
  PaymentRequired,
  RateLimited,
  Refused,
  ServerFailed,
  Unauthorized,
  ValidationFailed,
  type AmoError,
  type CallFacts,
  type ItemErrors,
} from './errors.js';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  contentType: string;
  text: string;
  requestId?: string;
  /** The Retry-After header, when there is one; amoCRM documents only the body's `retry_after`. */
  retryAfter?: string;
  /** The Date header. */
  date?: string;
}

/**
 * A good answer: the parsed JSON, plain text where amoCRM sends that, undefined for an empty one: 204, or a write's
 * answer without a body. Any other read that comes back empty is cut off: its body is '', which no reader accepts.
 */
export interface AmoAnswer {
  status: number;
  body: unknown;
  /** amoCRM's clock when it answered, as its Date header says. */
  answeredAt?: Date;
}

/** Wait after a 429 that names no time; amoCRM's window is one second, and a repeat offender is blocked. */
const defaultBackOffMs = 1_000;
const longestBackOffMs = 600_000;

/**
 * Reads the status before the body, because 403 and 429 may carry HTML. Returns the answer or the error to throw.
 * Sheet: configuration 1.4, entities 0.4.
 */
export function classifyAnswer(raw: RawAnswer, call: CallFacts): AmoAnswer | AmoError {
  const { status } = raw;
  if (status >= 200 && status < 300) return { ...goodAnswer(raw, call.method), ...clock(raw) };
  const facts = { ...call, status, ...(raw.requestId ? { requestId: raw.requestId } : {}) };
  const problem = readProblem(raw);
  const detail = problem.detail ?? `status ${status}`;
  const isWrite = call.method !== 'GET';
  switch (status) {
    case 400:
      return new ValidationFailed(facts, detail, readItems(problem.body));
    case 401:
      return new Unauthorized(facts);
    case 402:
      return new PaymentRequired(facts);
    case 403:
      return problem.body ? new Forbidden(facts, detail) : new Blocked(facts);
    case 404:
      return new NotFound(facts, detail, problem.body !== null);
    case 429:
      return new RateLimited(facts, backOffMs(raw, problem.body));
    case 502:
    case 504:
      // A gateway gave up waiting; the server behind it may have finished.
      return isWrite ? new OutcomeUnknown(facts) : new ServerFailed(facts, detail, false);
    default:
      return status >= 500 ? new ServerFailed(facts, detail, isWrite) : new Refused(facts, detail);
  }
}

function clock({ date = '' }: RawAnswer): { answeredAt?: Date } {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? {} : { answeredAt: new Date(ms) };
}

function goodAnswer(raw: RawAnswer, method: string): AmoAnswer {
  const { status, text } = raw;
  if (status === 204 || (text === '' && method !== 'GET')) return { status, body: undefined };
  if (!raw.contentType.includes('json')) return { status, body: text };
  try {
    return { status, body: JSON.parse(text) as unknown };
  } catch {
    // Cut off or not JSON at all: the reader that expects a shape says so.
    return { status, body: text };
  }
}

function readProblem(raw: RawAnswer): { body: Record<string, unknown> | null; detail: string | null } {
  const none = { body: null, detail: null };
  if (!raw.text.trimStart().startsWith('{')) return none;
  try {
    const body = JSON.parse(raw.text) as Record<string, unknown>;
    const detail = [body.detail, body.hint, body.title].find((part) => typeof part === 'string');
    return { body, detail: typeof detail === 'string' ? detail.slice(0, 300) : null };
  } catch {
    return none;
  }
}

function readItems(body: Record<string, unknown> | null): ItemErrors[] {
  const failures = body?.['validation-errors'];
  if (Array.isArray(failures)) return failures.map(readItem);
  // Seen with a loss reason on a lead that is not lost: {"errors": {"<lead id>": "text"}}.
  const errors = body?.errors;
  if (typeof errors !== 'object' || errors === null || Array.isArray(errors)) return [];
  return Object.entries(errors).map(([requestId, detail]) => ({
    requestId,
    errors: [{ code: 'Refused', path: '', detail: asText(detail) }],
  }));
}

function readItem(value: unknown): ItemErrors {
  const item = asObject(value);
  const errors = Array.isArray(item.errors) ? item.errors.map(asObject) : [];
  return {
    requestId: typeof item.request_id === 'string' ? item.request_id : null,
    errors: errors.map((error) => ({
      code: asText(error.code),
      path: asText(error.path),
      detail: asText(error.detail),
    })),
  };
}

function backOffMs(raw: RawAnswer, body: Record<string, unknown> | null): number {
  const seconds = Number(body?.retry_after ?? raw.retryAfter);
  if (!Number.isFinite(seconds) || seconds <= 0) return defaultBackOffMs;
  return Math.min(seconds * 1000, longestBackOffMs);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
