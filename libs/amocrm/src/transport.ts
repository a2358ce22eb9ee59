import { readFileSync } from 'node:fs';
import { Agent, buildConnector } from 'undici';
import { buildQuery, type Query } from './build-query.js';
import type { RawAnswer } from './classify-answer.js';
import { ConnectionFailed, OutcomeUnknown } from './errors.js';

export interface TransportOptions {
  /**
   * Where every connection goes instead of the account's host: `http://127.0.0.1:4000` (plain) or
   * `https://127.0.0.1:4443` (TLS under the account's name). The Host header stays the account's.
   */
  connectTo?: string;
  /** File of the certificate authority to trust besides the usual ones. */
  caFile?: string;
  connectTimeoutMs?: number;
  /** From the first byte sent to the last one received. */
  totalTimeoutMs?: number;
  connectionsPerHost?: number;
  userAgent?: string;
}

/** One HTTP call to one account's host. */
export interface WireCall {
  host: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  query?: Query | undefined;
  /** Sent as JSON. */
  body?: unknown;
  token?: string | undefined;
  /** Instead of an access token, where amoCRM wants that. */
  refreshToken?: string | undefined;
  signal?: AbortSignal | undefined;
  /** After this moment the call is not sent any more. */
  sendBefore?: Date | undefined;
}

/** After a cut connection, other than after a time-out, what was written shows soon. */
const readAgainAfterMs = 5_000;

/** Marks a failure to connect: the request has not left. */
class NeverSent extends Error {}

/** The one place that opens sockets to amoCRM. Knows nothing of accounts, budgets or tokens. */
export class Transport {
  readonly totalTimeoutMs: number;
  private readonly agent: Agent;
  private readonly scheme: 'http' | 'https';
  private readonly userAgent: string;

  constructor(options: TransportOptions = {}) {
    const target = options.connectTo === undefined ? undefined : new URL(options.connectTo);
    this.scheme = target?.protocol === 'http:' ? 'http' : 'https';
    this.totalTimeoutMs = options.totalTimeoutMs ?? 20_000;
    this.userAgent = options.userAgent ?? 'franchise-hub/0.1';
    this.agent = new Agent({
      connect: connector(target, options),
      connections: options.connectionsPerHost ?? 8,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Sends one call and reads its whole answer, whatever its status. Throws `ConnectionFailed` when nothing can have
   * changed and `OutcomeUnknown` when a write left and no answer came; an abort by the caller counts as the latter.
   */
  async send(call: WireCall): Promise<RawAnswer> {
    const timeout = AbortSignal.timeout(this.totalTimeoutMs);
    const query = call.query ? buildQuery(call.query) : '';
    const facts = { host: call.host, method: call.method, path: call.path };
    if (call.signal?.aborted) throw new ConnectionFailed(facts, call.signal.reason);
    try {
      const response = await this.agent.request({
        origin: `${this.scheme}://${call.host}`,
        path: query ? `${call.path}?${query}` : call.path,
        method: call.method,
        headers: this.headers(call),
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
      });
      const text = await response.body.text();
      return {
        status: response.statusCode,
        contentType: header(response.headers['content-type']) ?? '',
        text,
        ...optional('requestId', header(response.headers['x-request-id'])),
        ...optional('retryAfter', header(response.headers['retry-after'])),
        ...optional('date', header(response.headers.date)),
      };
    } catch (error) {
      const isHarmless = error instanceof NeverSent || call.method === 'GET';
      if (isHarmless) throw new ConnectionFailed(facts, error);
      throw timeout.aborted
        ? new OutcomeUnknown(facts, error)
        : new OutcomeUnknown(facts, error, readAgainAfterMs);
    }
  }

  /** Closes idle connections; waits for running calls. */
  async close(): Promise<void> {
    await this.agent.close();
  }

  private headers(call: WireCall): Record<string, string> {
    return {
      accept: 'application/json',
      'user-agent': this.userAgent,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...(call.refreshToken === undefined ? {} : { 'x-refresh-token': call.refreshToken }),
    };
  }
}

function connector(target: URL | undefined, options: TransportOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: options.connectTimeoutMs ?? 5_000,
    keepAlive: true,
    ...(options.caFile === undefined ? {} : { ca: readFileSync(options.caFile) }),
  });
  return (request, done) => {
    const address = target
      ? {
          ...request,
          hostname: target.hostname,
          port: target.port || (target.protocol === 'http:' ? '80' : '443'),
          protocol: target.protocol,
          servername: request.hostname,
        }
      : request;
    connect(address, (...[error, socket]) => {
      if (error) done(new NeverSent('connection not opened', { cause: error }), null);
      else done(null, socket);
    });
  };
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
