/**
 * The address of the hub as the script holds it, or null where browsers cannot reach it from amoCRM's pages: https, or http
 * on this machine for trying it out; a host and perhaps a port, nothing behind.
 */
export function hubAddress(given: string): string | null {
  if (!URL.canParse(given)) return null;
  const { protocol, hostname, origin, pathname, search, hash, username } = new URL(given);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const isReachable = protocol === 'https:' || (protocol === 'http:' && isLocal);
  return isReachable && pathname === '/' && !search && !hash && !username ? origin : null;
}
