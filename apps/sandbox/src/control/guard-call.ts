import type { IncomingHttpHeaders } from 'node:http';
import { ApiProblem } from '../http/problem.js';

/** Names under which the control API answers, beside those of the loopback. */
export interface ControlHosts {
  /** In small letters, without ports. */
  names: ReadonlySet<string>;
  /** Any literal address too: the sandbox listens on all of this machine. An address can not be rebound by DNS. */
  anyAddress: boolean;
}

/** What the guard checks. */
export interface GuardedCall {
  headers: IncomingHttpHeaders;
  encrypted: boolean;
  hasBody: boolean;
}

const address = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;
const loopback = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The names of the address listened on and of those given by hand. */
export function controlHosts(listening: string, given: readonly string[]): ControlHosts {
  const own = listening.includes(':') ? `[${listening}]` : listening;
  return {
    names: new Set([own, ...given].map((name) => name.toLowerCase())),
    anyAddress: listening === '0.0.0.0' || listening === '::',
  };
}

function isOwnHost(header: string, { names, anyAddress }: ControlHosts): boolean {
  const [, name = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(header.toLowerCase()) ?? [];
  return loopback.test(name) || names.has(name) || (anyAddress && address.test(name));
}

function originOf(text: string): string {
  return URL.canParse(text) ? new URL(text).origin : 'null';
}

/**
 * Lets through what the sandbox's own page and programs send: throws 403 when another origin's page made the call or when it
 * came under a foreign name (a page whose name was rebound to this machine), 415 for a body that does not call itself JSON,
 * because those are the ones a page may send without asking first.
 */
export function guardCall({ headers, encrypted, hasBody }: GuardedCall, hosts: ControlHosts): void {
  const { host = '', origin, referer, 'sec-fetch-site': site } = headers;
  if (!isOwnHost(host, hosts))
    throw new ApiProblem(
      403,
      `The control API does not answer under ${host === '' ? 'no name' : host}; --allow-host adds a name`,
    );
  const own = `http${encrypted ? 's' : ''}://${host.toLowerCase()}`;
  const isForeign = [origin, referer].some((one) => one !== undefined && originOf(one) !== originOf(own));
  if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    throw new ApiProblem(403, 'The control API takes no calls of pages of another origin');
  const type = headers['content-type'];
  if ((hasBody || type !== undefined) && !/^application\/json *(;|$)/i.test(type ?? ''))
    throw new ApiProblem(415, 'The control API takes application/json only');
}
