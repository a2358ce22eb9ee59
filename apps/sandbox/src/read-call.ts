import type { IncomingMessage } from 'node:http';
import { parseQuery, type QueryTree } from './http/query.js';
import type { CallContext } from './http/route.js';
import type { Sandbox } from './sandbox.js';
import type { Account } from './state/account.js';

export interface Call extends Omit<CallContext, 'params' | 'body' | 'now'> {
  method: string;
}

const emptyQuery: QueryTree = Object.freeze(Object.create(null) as QueryTree);

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
