/** What a handler returns. A string body goes out as it is, anything else as JSON; `undefined` means no body. */
export interface Answer {
  status: number;
  body?: unknown;
  /** Content type; by default `application/hal+json`, for problems `application/problem+json`. */
  type?: string;
  headers?: Record<string, string>;
}

export const noContent: Answer = { status: 204 };

/** A success with a HAL body. */
export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

/** Plain JSON, as OAuth and the control API answer. */
export function plainJson(body: unknown, status = 200): Answer {
  return { status, body, type: 'application/json' };
}

export function html(body: string, status = 200): Answer {
  return { status, body, type: 'text/html; charset=utf-8' };
}
