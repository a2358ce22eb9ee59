import type { Answer } from './answer.js';

export interface ItemErrors {
  request_id: string;
  errors: { code: string; path: string; detail: string }[];
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  425: 'Too Early',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const titleOf = (status: number): string => titles[status] ?? 'Error';

/** Thrown when the API refuses a call; becomes the problem body of config 1.4. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(`${status} ${detail}`);
  }
}

/** Thrown when a whole answer must go out that is no problem body (HTML block pages, OAuth errors). */
export class AnswerInstead extends Error {
  constructor(readonly answer: Answer) {
    super(`answer ${answer.status}`);
  }
}

/** The 429 of config 1.4, in amoCRM's words. */
export function tooManyRequests(): ApiProblem {
  const detail = 'You have sent too many requests in a given amount of time. Please try again later.';
  return new ApiProblem(429, detail, { retry_after: 300 });
}

/** 400 with `validation-errors`; only the failing items are listed. */
export function validationProblem(items: ItemErrors[]): ApiProblem {
  return new ApiProblem(400, 'Request validation failed', { 'validation-errors': items });
}

/** The answer for anything thrown: problems as they are, the unexpected as amoCRM's 500 (which has no `type`). */
export function answerForError(error: unknown, traceId: string): Answer {
  if (error instanceof AnswerInstead) return error.answer;
  if (error instanceof ApiProblem) {
    const body = {
      ...error.extra,
      title: titleOf(error.status),
      type: `https://httpstatus.es/${error.status}`,
      status: error.status,
      detail: error.detail,
    };
    return { status: error.status, body, type: 'application/problem+json' };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return serverError(detail, traceId);
}

/** amoCRM's 500, the one problem without a `type` (config 1.4). */
export function serverError(detail: string, traceId: string): Answer {
  const body = { title: 'ErrInternalServer', status: 500, detail, trace_id: traceId };
  return { status: 500, body, type: 'application/problem+json' };
}
