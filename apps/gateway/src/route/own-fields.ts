import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/**
 * A body as it came from GET, without the keys that only answers carry: `fixed` must say what the resource says now, or
 * be left out; `moving` change by themselves and may say anything. Throws 400 that names a fixed one that differs.
 */
export function ownFields<B extends object, F extends keyof B, M extends keyof B = never>(
  body: B,
  current: object | null,
  keys: { fixed: readonly F[]; moving?: readonly M[] },
): Omit<B, F | M> {
  const now = plain(current ?? {});
  const given = plain(body);
  const errors = keys.fixed
    .map(String)
    .filter((key) => given[key] !== undefined && given[key] !== null)
    .filter((key) => JSON.stringify(given[key]) !== JSON.stringify(now[key]))
    .map((path) => ({ path, detail: message('edge.read-only') }));
  if (errors.length > 0) throw new Problem(400, message('problems.wrong-fields'), errors);
  const left = new Set<PropertyKey>([...keys.fixed, ...(keys.moving ?? [])]);
  const own = Object.entries(body).filter(([key]) => !left.has(key));
  return Object.fromEntries(own) as Omit<B, F | M>;
}

/** As in an answer: a moment is text there. */
function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}
