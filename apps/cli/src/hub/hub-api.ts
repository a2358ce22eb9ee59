import { message, type Locale, type Message } from '@hub/messages';
import { CliError } from '../cli-error.js';
import type { Settings } from './decide-settings.js';

/** Longer than the longest answer takes: a plan has two minutes. */
const deadlineMs = 150_000;

/** Thrown when the hub refuses a request or does not answer. Its words are the hub's own, in the person's language. */
export class HubRefusal extends CliError {
  constructor(
    /** 0 when there was no answer. */
    readonly status: number,
    said: Message,
    options: ErrorOptions = {},
    /** The hub's own answer, where it gave one. */
    readonly problem?: object,
  ) {
    super(said, options);
  }

  /** The hub may answer the same question a moment later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The hub's REST API as one key sees it. */
export class HubApi {
  constructor(
    private readonly settings: Settings,
    readonly locale: Locale,
  ) {}

  get url(): string {
    return this.settings.url;
  }

  /** The same hub, in another language. */
  in(locale: Locale): HubApi {
    return new HubApi(this.settings, locale);
  }

  /** Reads. Throws `HubRefusal`. */
  get<T>(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<T> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.send<T>('GET', given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path);
  }

  /** Acts. Throws `HubRefusal`. */
  post<T>(path: string, body: object = {}): Promise<T> {
    return this.send<T>('POST', path, body);
  }

  /** Sets anew. Throws `HubRefusal`. */
  put<T>(path: string, body: object): Promise<T> {
    return this.send<T>('PUT', path, body);
  }

  private async send<T>(method: string, path: string, body?: object): Promise<T> {
    const { url, key } = this.settings;
    const headers = {
      authorization: `Bearer ${key}`,
      'accept-language': this.locale,
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    const answer = await fetch(`${url}/api/v1/${path}`, {
      ...{ method, headers, redirect: 'error', signal: AbortSignal.timeout(deadlineMs) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch((cause: unknown) => {
        throw new HubRefusal(0, message('cli.hub-away', { url }), { cause });
      });
    const parsed = parse(answer.text);
    if (answer.status < 400 && parsed !== undefined) return parsed as T;
    const problem = isProblem(parsed) ? parsed : undefined;
    throw new HubRefusal(answer.status, refusal(url, answer.status, problem), {}, problem);
  }
}

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { path: string; detail: string }[];
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}

function refusal(url: string, status: number, problem: Problem | undefined): Message {
  if (!problem) return message('cli.not-a-hub', { url, status: String(status) });
  const { detail, errors } = problem;
  const wrong = (errors ?? []).map((error) => `${error.path}: ${error.detail}`);
  const count = wrong.length;
  return message('cli.hub-refused', { detail, count, wrong: wrong.join('\n  ') });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
