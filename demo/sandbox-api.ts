import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

/** What the sandbox's control API answers about a new account. */
export interface SandboxAccount {
  id: number;
  subdomain: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  authCode: string;
  accessToken: string;
  refreshToken: string;
  longLivedToken: string;
  users: { id: number; name: string }[];
}

/** One line of the sandbox's request journal. */
export interface JournalLine {
  subdomain: string;
  /** The integration that called. */
  clientId: string | null;
  method: string;
  path: string;
  /** Null while the call is open, or when its answer was lost. */
  status: number | null;
  /** Milliseconds. */
  receivedAt: number;
  answeredAt: number | null;
}

/** amoCRM allows seven calls in a second. */
const spacingMs = 160;

export type Json = Record<string, unknown>;

/**
 * The sandbox as people and a website see it: by HTTP, never through the hub. Calls go out under an integration of their
 * own, because amoCRM counts seven calls a second for each and these must not eat up the hub's.
 */
export class SandboxApi {
  private readonly tokens = new Map<string, Promise<string>>();
  /** Per account, until the last call is answered and the next one may leave. */
  private readonly queues = new Map<string, Promise<unknown>>();
  private website: Promise<SandboxAccount> | undefined;

  constructor(readonly url: string) {}

  /** A call of the control API. Throws with the sandbox's own words. */
  async control<T = Json>(method: string, path: string, body?: Json): Promise<T> {
    return (await send(method, `${this.url}/__sandbox__/${path}`, {}, body)) as T;
  }

  /**
   * A call of an account's amoCRM API; `undefined` for 204. One at a time, with a pause behind each answer: amoCRM counts
   * calls as they come in, and a slow machine would let two of them come in together.
   */
  async call<T = Json>(account: SandboxAccount, method: string, path: string, body?: unknown): Promise<T> {
    const before = this.queues.get(account.subdomain) ?? Promise.resolve();
    const answer = before.then(async () => {
      const headers = {
        host: `${account.subdomain}.amocrm.ru`,
        authorization: `Bearer ${await this.tokenFor(account)}`,
      };
      return (await send(method, this.url + path, headers, body)) as T;
    });
    const pause = () => wait(spacingMs);
    this.queues.set(account.subdomain, answer.then(pause, pause));
    return answer;
  }

  /** The rows of one page of a list; an empty list is 204. */
  async list<T = Json>(account: SandboxAccount, path: string, key: string): Promise<T[]> {
    const page = await this.call<{ _embedded?: Record<string, T[]> } | undefined>(account, 'GET', path);
    return page?._embedded?.[key] ?? [];
  }

  private tokenFor(account: SandboxAccount): Promise<string> {
    const known = this.tokens.get(account.subdomain) ?? this.makeToken(account);
    this.tokens.set(account.subdomain, known);
    return known;
  }

  private async makeToken({ subdomain, users }: SandboxAccount): Promise<string> {
    const integration = { kind: 'public', name: 'Сайт' };
    this.website ??= this.control<SandboxAccount>('POST', 'accounts', { subdomain: 'website', integration });
    const { clientId } = await this.website;
    const grant = { subdomain, userId: users[0]?.id, clientId };
    return (await this.control<{ accessToken: string }>('POST', 'tokens', grant)).accessToken;
  }

  /** What was called, as the accounts saw it. */
  async journal(subdomain: string): Promise<JournalLine[]> {
    return this.control<JournalLine[]>('GET', `requests?subdomain=${subdomain}`);
  }
}

async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<unknown> {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 400) throw new Error(`${method} ${url}: ${answer.statusCode} ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
