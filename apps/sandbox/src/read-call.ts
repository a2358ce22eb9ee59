import type { IncomingMessage } from 'node:http';
import { parseQuery, type QueryTree } from './http/query.js';
import type { CallContext } from './http/route.js';
import type { Sandbox } from './sandbox.js';
import type { Account } from './state/account.js';

export interface Call extends Omit<CallContext, 'params' | 'body' | 'now'> {
  method: string;
}

const emptyQuery: QueryTree = Object.freeze(Object.create(null) as QueryTree);

/**
 * Takes the host out of a first line with a whole address, as clients of a proxy send it; it counts instead of the header
 * (RFC 9112, 3.2.2).
 */
export function takeHost(req: IncomingMessage): void {
  const [start, host] = /^https?:\/\/([^/?#]+)/i.exec(req.url ?? '') ?? [];
  if (start === undefined) return;
  const rest = req.url?.slice(start.length) ?? '';
  req.url = rest.startsWith('/') ? rest : `/${rest}`;
  req.headers.host = host;
}

/** What the first line and the headers of a call say. */
export function readCall(sandbox: Sandbox, req: IncomingMessage): Call {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const search = mark < 0 ? '' : url.slice(mark + 1);
  return {
    sandbox,
    method: req.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    search,
    query: search === '' ? emptyQuery : parseQuery(search),
    headers: req.headers,
  };
}

const hosts = /^([a-z0-9-]+)\.(amocrm\.ru|amocrm\.com|kommo\.com)$/;

/** The Host header without its port. */
export function hostOf(req: IncomingMessage): string {
  return (req.headers.host ?? '').split(':')[0]?.toLowerCase() ?? '';
}

/** The account of the Host header, whatever its top level domain; undefined for `www` and strangers. */
export function accountOfHost(sandbox: Sandbox, req: IncomingMessage): Account | undefined {
  const subdomain = hosts.exec(hostOf(req))?.[1];
  return subdomain === undefined ? undefined : sandbox.accounts.get(subdomain);
}
