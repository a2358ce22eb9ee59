/**
 * The address a request comes from: the socket's, or behind so many trusted proxies the one that the outermost of them
 * wrote into `X-Forwarded-For`. Entries further left were written by the caller and prove nothing.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  proxies: number,
): string {
  const written = (forwardedFor ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const nearestFirst = [socketAddress ?? 'unknown', ...written.reverse()];
  return nearestFirst[Math.min(proxies, nearestFirst.length - 1)] ?? 'unknown';
}
