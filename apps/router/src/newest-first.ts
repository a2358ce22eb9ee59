import { decodeCursor, pageOf, type CursorShape, type Page, type PageRequest } from '@hub/contracts';
import type { DataSource, ObjectLiteral } from 'typeorm';

const defaultLimit = 50;

/** Which rows a list shows. */
export interface Narrowed<T> {
  page: PageRequest;
  /** Only rows with these values; what is null or missing narrows nothing. */
  equals: { [K in keyof T]?: T[K] | null | undefined };
  /** Only rows of this moment or later, ISO 8601. */
  since: string | null | undefined;
}

/** One page of rows by one of their moments and the id, newest first; rows added meanwhile shift nothing. */
export async function newestFirst<T extends ObjectLiteral & { id: string }>(
  source: DataSource,
  entity: new () => T,
  moment: keyof T & string,
  { page, equals, since }: Narrowed<T>,
): Promise<Page<T>> {
  const cursors: CursorShape = { list: entity.name, parts: ['moment', 'id'] };
  const limit = page.limit ?? defaultLimit;
  const query = source.manager
    .createQueryBuilder(entity, 'row')
    .orderBy(`row.${moment}`, 'DESC')
    .addOrderBy('row.id', 'DESC')
    .take(limit + 1);
  for (const [column, value] of Object.entries<unknown>(equals)) {
    if (value !== null && value !== undefined)
      query.andWhere(`row.${column} = :${column}`, { [column]: value });
  }
  if (since) query.andWhere(`row.${moment} >= :since::timestamptz`, { since });
  if (page.cursor) {
    const [at, id] = decodeCursor(cursors, page.cursor);
    query.andWhere(`(row.${moment}, row.id) < (:at::timestamptz, :id::uuid)`, { at, id });
  }
  return pageOf(await query.getMany(), limit, cursors, (row) => [
    (row[moment] as Date).toISOString(),
    row.id,
  ]);
}
