import type { FaultMatcher } from './fault.js';

/** The facts a matcher compares. */
export interface Matched {
  subdomain: string;
  method: string;
  /** With the query. */
  path: string;
  clientId: string | null;
  destination?: string;
  event?: string;
}

const special = /[.+?^${}()|[\]\\]/g;

/** Whole text against a pattern in which `*` stands for any characters. */
export function matchesGlob(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replace(special, '\\$&').replaceAll('*', '.*')}$`, 's').test(text);
}

function matchesPath(pattern: string, path: string): boolean {
  return matchesGlob(pattern, pattern.includes('?') ? path : (path.split('?')[0] ?? path));
}

/** Whether a matcher means this call or delivery. Keys of deliveries never match a call. */
export function matchesFault(match: FaultMatcher, seen: Matched): boolean {
  const { subdomain, method, clientId, path, pathRegExp, destination, event } = match;
  return (
    (subdomain === undefined || subdomain === seen.subdomain) &&
    (method === undefined || method === seen.method) &&
    (clientId === undefined || clientId === seen.clientId) &&
    (path === undefined || matchesPath(path, seen.path)) &&
    (pathRegExp === undefined || new RegExp(pathRegExp).test(seen.path)) &&
    (destination === undefined ||
      (seen.destination !== undefined && matchesGlob(destination, seen.destination))) &&
    (event === undefined || event === seen.event)
  );
}

/** A seeded series of numbers in [0, 1): the same seed gives the same series (mulberry32). */
export function randomSeries(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
