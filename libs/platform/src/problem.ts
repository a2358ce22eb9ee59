/** One wrong field of a request; `path` is dot notation from the body's root, e.g. `regions.0.code`. */
export interface FieldError {
  path: string;
  detail: string;
}

/** The RFC 9457 body of an error answer. It crosses the bus unchanged, so it is plain data. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: FieldError[];
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Thrown when the caller of the REST API or of a bus request is to be told what is wrong. */
export class Problem extends Error {
  readonly body: ProblemBody;

  constructor(status: number, detail: string, errors?: FieldError[], options?: ErrorOptions) {
    super(detail, options);
    this.name = 'Problem';
    this.body = { type: 'about:blank', title: titles[status] ?? 'Error', status, detail };
    if (errors && errors.length > 0) this.body.errors = errors;
  }

  /** Rebuilds a problem that came over the bus; anything malformed becomes a 500. */
  static from(value: unknown): Problem {
    const body = value as Partial<ProblemBody> | null;
    if (typeof body?.status === 'number' && typeof body.detail === 'string') {
      return new Problem(body.status, body.detail, body.errors);
    }
    return new Problem(500, 'The service answered with an error that could not be read');
  }
}
