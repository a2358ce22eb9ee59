import { fromBytes, type ByteText } from './byte-text.js';

/** What a handler returns. A string body goes out as it is, anything else as JSON; `undefined` means no body. */
export interface Answer {
  status: number;
  body?: unknown;
  /** A JSON body that is ready to go, instead of `body`; a long one as a buffer, which is sent without a copy. */
  bytes?: ByteText | Buffer | undefined;
  /** Content type; by default `application/hal+json`, for problems `application/problem+json`. */
  type?: string;
  headers?: Record<string, string>;
}

export const noContent: Answer = { status: 204 };

/** A success with a HAL body. */
export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

/** The same with a body that is JSON already. */
export function okBytes(bytes: ByteText | Buffer): Answer {
  return { status: 200, bytes };
}

/** The body of an answer as a value, whichever form it has. */
export function bodyOf({ body, bytes }: Answer): unknown {
  return bytes === undefined ? body : (JSON.parse(fromBytes(bytes)) as unknown);
}

/** Plain JSON, as OAuth and the control API answer. */
export function plainJson(body: unknown, status = 200): Answer {
  return { status, body, type: 'application/json' };
}

export function html(body: string, status = 200): Answer {
  return { status, body, type: 'text/html; charset=utf-8' };
}
