/**
 * When a long-lived token ends: the `exp` of the JWT that amoCRM makes it, or undefined when it is none. Nothing is
 * verified: the moment only says when to warn. Sheet: configuration 2.5.
 */
export function tokenEnd(token: string): Date | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token)?.[1];
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
    return typeof exp === 'number' && exp > 0 && exp < 1e11 ? new Date(exp * 1000) : undefined;
  } catch {
    return undefined;
  }
}
