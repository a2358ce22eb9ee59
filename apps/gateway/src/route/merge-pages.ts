import { forgedCursor } from '@hub/contracts/pure';
import { Problem } from '@hub/platform/pure';

/** A row of a list that is merged from several. */
export interface MergedRow {
  /** Continues its own list right behind it. */
  cursor: string;
}

/** One of the lists, oldest first. */
export interface MergedSource<T extends MergedRow> {
  name: string;
  read(page: { cursor: string | null; limit: number }): Promise<{ items: T[]; nextCursor: string | null }>;
}

/** One page of several lists at once. `unanswered` names the lists that could not be read, so that none is missed. */
export interface MergedPage<T> {
  items: T[];
  nextCursor: string | null;
  unanswered: string[];
}

/** The place in each list that is not at its end: the cursor of its last row shown, or '' before its first. */
type Places = ReadonlyMap<string, string>;

const away = [503, 504];

/**
 * Merges one page out of several lists, each in the order of `sortOf`. A list whose service does not answer is named and
 * keeps its place for the next page; other refusals are thrown. Throws a 400 `Problem` for a cursor that is forged or
 * another list's.
 */
export async function mergePages<T extends MergedRow>(
  { list, sources }: { list: string; sources: readonly MergedSource<T>[] },
  page: { cursor?: string | null; limit?: number | null },
  sortOf: (row: T) => string,
): Promise<MergedPage<T>> {
  const limit = page.limit ?? 50;
  const names = sources.map(({ name }) => name);
  const places = page.cursor ? decode(list, names, page.cursor) : new Map(names.map((name) => [name, '']));
  const asked = sources.filter(({ name }) => places.has(name));
  const answers = await Promise.all(
    asked.map(async (source) => ({
      name: source.name,
      answer: await orAway(source.read({ cursor: places.get(source.name) || null, limit })),
    })),
  );
  const sorted = answers
    .flatMap(({ name, answer }) => answer?.items.map((row) => ({ name, row, sort: sortOf(row) })) ?? [])
    .sort((one, other) => compare(one.sort, other.sort) || compare(one.name, other.name));
  // A list that gave less than it has may have rows that sort before what the others gave: the page ends there.
  const ends = new Set(
    answers.flatMap(({ answer }) => (answer?.nextCursor ? (answer.items.at(-1) ?? []) : [])),
  );
  const end = sorted.findIndex(({ row }) => ends.has(row));
  const rows = sorted.slice(0, Math.min(limit, end < 0 ? limit : end + 1));

  const next = new Map<string, string>();
  let hasMore = false;
  for (const { name, answer } of answers) {
    const shown = rows.filter((row) => row.name === name);
    const isOver = answer?.nextCursor === null && answer.items.length === shown.length;
    if (!isOver) next.set(name, shown.at(-1)?.row.cursor ?? places.get(name) ?? '');
    // A list that does not answer alone must not keep a reader asking for ever.
    if (answer && !isOver) hasMore = true;
  }
  return {
    items: rows.map(({ row }) => row),
    nextCursor: hasMore ? encode(list, next) : null,
    unanswered: answers.filter(({ answer }) => answer === null).map(({ name }) => name),
  };
}

/** What a service answers, or null when it does not. Throws its other refusals. */
export async function orAway<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && away.includes(error.body.status)) return null;
    throw error;
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** In the form of every other cursor: the list's name and then its parts, here names and places alternately. */
function encode(list: string, places: Places): string {
  return Buffer.from(JSON.stringify([list, ...[...places].flat()])).toString('base64url');
}

function decode(list: string, names: readonly string[], cursor: string): Places {
  const [own, ...parts] = read(cursor);
  const places = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) places.set(parts[at] ?? '', parts[at + 1] ?? '');
  const isOurs =
    own === list &&
    places.size > 0 &&
    places.size * 2 === parts.length &&
    [...places.keys()].every((name) => names.includes(name));
  if (!isOurs) throw forgedCursor();
  return places;
}

function read(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : [];
  } catch {
    return [];
  }
}
