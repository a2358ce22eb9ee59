import { Problem } from '@hub/platform';

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Packs the sort values of a page's last row, e.g. its time and id. */
export function encodeCursor(...parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Reads a cursor of `count` parts. Throws a 400 `Problem` naming `cursor` when it is not one of ours. */
export function decodeCursor(cursor: string, count: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string')) {
      return parts;
    }
  } catch {
    // Falls through to the one answer for every unreadable cursor.
  }
  throw new Problem(400, 'The request has wrong fields', [
    { path: 'cursor', detail: 'cursor must be the `nextCursor` of an earlier page' },
  ]);
}

/** Cuts `limit + 1` rows read into a page; `cursorOf` names the sort values of the last row kept. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(...cursorOf(last)) : null };
}
