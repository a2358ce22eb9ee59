import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const checks = {
  moment: isMoment,
  id: (part: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part),
  /** A counter of the hub. */
  number: (part: string) => /^(0|[1-9]\d{0,8})$/.test(part),
  /** An id of a lead or of another object of amoCRM, which is longer. */
  amoId: (part: string) => /^(0|[1-9]\d{0,15})$/.test(part) && Number.isSafeInteger(Number(part)),
  text: (part: string) => part.length <= 300 && !part.includes('\0'),
};

/** How the cursor of one list is made: its name, and what the sort values of a row are. */
export interface CursorShape {
  list: string;
  parts: readonly (keyof typeof checks)[];
}

/** Packs the sort values of a page's last row, e.g. its time and id. */
export function encodeCursor({ list }: CursorShape, ...parts: string[]): string {
  return Buffer.from(JSON.stringify([list, ...parts])).toString('base64url');
}

/**
 * Reads the sort values out of a cursor; each is what its shape says, so that the database takes it. Throws a 400
 * `Problem` naming `cursor` when it is forged, torn or another list's.
 */
export function decodeCursor(shape: CursorShape, cursor: string): string[] {
  const [list, ...parts] = read(cursor);
  const isOurs =
    list === shape.list &&
    parts.length === shape.parts.length &&
    shape.parts.every((kind, at) => checks[kind](parts[at] ?? ''));
  if (isOurs) return parts;
  throw forgedCursor();
}

/** The refusal of a cursor that this list did not give out. */
export function forgedCursor(): Problem {
  return new Problem(400, message('problems.wrong-fields'), [
    { path: 'cursor', detail: message('fields.cursor') },
  ]);
}

/** Cuts `limit + 1` rows read into a page; `partsOf` names the sort values of the last row kept. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  shape: CursorShape,
  partsOf: (row: T) => string[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(shape, ...partsOf(last)) : null };
}

/**
 * One page of a short list that is in memory, in the order of its sort values. A row that went meanwhile breaks nothing:
 * the page begins with the first row behind its place.
 */
export function pageInMemory<T>(
  rows: readonly T[],
  { cursor, limit }: { cursor?: string | null; limit?: number | null },
  shape: CursorShape & { isNewestFirst?: boolean },
  partsOf: (row: T) => string[],
): Page<T> {
  const after = cursor ? decodeCursor(shape, cursor) : null;
  const sign = shape.isNewestFirst ? -1 : 1;
  const sorted = [...rows].sort((left, right) => sign * compare(partsOf(left), partsOf(right)));
  const rest = after ? sorted.filter((row) => sign * compare(partsOf(row), after) > 0) : sorted;
  return pageOf(rest, limit ?? 50, shape, partsOf);
}

function read(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : [];
  } catch {
    return [];
  }
}

/** As `toISOString` writes it, with up to six digits behind the second; 31 February is none. */
function isMoment(part: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(part)) return false;
  const second = part.slice(0, 19);
  const moment = new Date(`${second}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(second);
}

function compare(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) return 0;
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}
