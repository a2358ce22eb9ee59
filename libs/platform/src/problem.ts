import { message, say, type Locale, type Message } from '@hub/messages';

/** One wrong field of a request; `path` is dot notation from the body's root, e.g. `regions.0.code`. */
export interface FieldError {
  path: string;
  detail: Message;
}

/** What an error says, before it becomes words. It crosses the bus unchanged, so it is plain data. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: Message;
  errors?: FieldError[];
  /** When the same request makes sense again; also the header `Retry-After`. */
  retryAfterSeconds?: number;
  /** Whether the work may have been done all the same, where the status does not say it. */
  isOutcomeOpen?: boolean;
}

/** The RFC 9457 body of an error answer, in one language. */
export type SpokenProblem = Omit<ProblemBody, 'detail' | 'errors'> & {
  detail: string;
  errors?: { path: string; detail: string }[];
};

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

interface ProblemOptions extends ErrorOptions {
  /** When the same request makes sense again, in whole seconds; 10 for a 503 that does not say. */
  retryAfterSeconds?: number;
  /** The work may have been done all the same. A 500 and a 504 say so by themselves, all other statuses do not. */
  isOutcomeOpen?: boolean;
}

const awaySeconds = 10;

/** Thrown for errors that are shown to the caller of the REST API or of a bus request. Logs get the English words. */
export class Problem extends Error {
  readonly body: ProblemBody;

  constructor(status: number, detail: Message, errors?: FieldError[], options: ProblemOptions = {}) {
    super(say(detail, 'en'), options);
    this.name = 'Problem';
    this.body = { type: 'about:blank', title: titles[status] ?? 'Error', status, detail };
    if (errors && errors.length > 0) this.body.errors = errors;
    const retryAfterSeconds = options.retryAfterSeconds ?? (status === 503 ? awaySeconds : undefined);
    if (retryAfterSeconds !== undefined) this.body.retryAfterSeconds = retryAfterSeconds;
    if (options.isOutcomeOpen !== undefined) this.body.isOutcomeOpen = options.isOutcomeOpen;
  }

  /** Whether the work that failed may have been done all the same: nobody may repeat it as if it were new. */
  get isOutcomeOpen(): boolean {
    const { status, isOutcomeOpen } = this.body;
    return isOutcomeOpen ?? (status === 500 || status === 504);
  }

  /** Rebuilds a problem that came over the bus; anything malformed becomes a 500. */
  static from(value: unknown): Problem {
    const body = value as Partial<ProblemBody> | null;
    if (typeof body?.status === 'number' && isMessage(body.detail)) {
      const { status, detail, errors, retryAfterSeconds, isOutcomeOpen } = body;
      const known = { ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
      return new Problem(status, detail, errors, isOutcomeOpen ? { ...known, isOutcomeOpen } : known);
    }
    return new Problem(500, message('problems.reply-unreadable'));
  }

  /** The body of the error answer in the reader's language. */
  inLanguage(locale: Locale): SpokenProblem {
    const { errors, detail, ...rest } = this.body;
    const spoken = errors?.map(({ path, detail: own }) => ({ path, detail: say(own, locale) }));
    return { ...rest, detail: say(detail, locale), ...(spoken ? { errors: spoken } : {}) };
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'key' in value && 'facts' in value;
}
