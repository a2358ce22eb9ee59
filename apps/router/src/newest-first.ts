import { decodeCursor, pageOf, type CursorShape, type Page, type PageRequest } from '@hub/contracts';
import type { DataSource, ObjectLiteral } from 'typeorm';

const defaultLimit = 50;

/** One page of rows by one of their moments and the id, newest first; rows added meanwhile shift nothing. */
export async function newestFirst<T extends ObjectLiteral & { id: string }>(
  source: DataSource,
  entity: new () => T,
  moment: keyof T & string,
  page: PageRequest,
): Promise<Page<T>> {
  const cursors: CursorShape = { list: entity.name, parts: ['moment', 'id'] };
  const limit = page.limit ?? defaultLimit;
  const query = source.manager
    .createQueryBuilder(entity, 'row')
    .orderBy(`row.${moment}`, 'DESC')
    .addOrderBy('row.id', 'DESC')
    .take(limit + 1);
  if (page.cursor) {
    const [at, id] = decodeCursor(cursors, page.cursor);
    query.where(`(row.${moment}, row.id) < (:at::timestamptz, :id::uuid)`, { at, id });
  }
  return pageOf(await query.getMany(), limit, cursors, (row) => [
    (row[moment] as Date).toISOString(),
    row.id,
  ]);
}
