import http from 'node:http';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../src/start-sandbox.js';

export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Parsed JSON, or the text when it is none; null when empty. */
  body: Json;
}

export interface NewAccountReply {
  id: number;
  subdomain: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  authCode: string;
  accessToken: string;
  refreshToken: string;
  longLivedToken: string;
  users: { id: number; name: string; email: string; isAdmin: boolean }[];
}

/** JSON of unknown shape, read freely by the tests. */
type Json = ReturnType<typeof JSON.parse>;

/** A sandbox with the calls tests make: raw, as the control API, and as an integration of one account. */
export interface TestSandbox extends RunningSandbox {
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  account(body: Record<string, unknown>): Promise<NewAccountReply & { api: Api }>;
}

interface CallOptions {
  host?: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export type Api = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** A body whose links have lost the query that a list gave them. */
export function withoutLinkQueries(body: Json): Json {
  return JSON.parse(JSON.stringify(body).replaceAll(/("href":"[^"?]+)\?[^"]*"/g, '$1"'));
}

function parse(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function send(
  url: string,
  method: string,
  path: string,
  { host, token, body, headers }: CallOptions,
): Promise<Reply> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(url + path, {
      method,
      agent: false,
      headers: {
        ...(host === undefined ? {} : { host }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...headers,
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = parse(Buffer.concat(chunks).toString('utf8'));
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer });
      });
    });
    request.end(text);
  });
}

/** Starts a sandbox on a free port, with the rate limit off unless asked for. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const running = await startSandbox({ rateLimit: false, ...options });
  const call: TestSandbox['call'] = (method, path, given = {}) => send(running.url, method, path, given);
  return {
    ...running,
    call,
    control: (method, path, body) => call(method, `/__sandbox__/${path}`, { body }),
    account: async (body) => {
      const made = (await call('POST', '/__sandbox__/accounts', { body })).body as NewAccountReply;
      const host = `${made.subdomain}.amocrm.ru`;
      const api: Api = (method, path, sent, headers) =>
        call(method, path, { host, token: made.accessToken, body: sent, headers });
      return { ...made, api };
    },
  };
}
