import type { PageRequest } from '@hub/contracts';
import { Problem } from '@hub/platform';
import type { DataSource, ObjectLiteral } from 'typeorm';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const defaultLimit = 50;

/**
 * One page of rows ordered by a moment and the id, newest first. The cursor is the last row's id, so rows added
 * meanwhile shift nothing. Throws a 400 `Problem` for a cursor that names no row.
 */
export async function newestFirst<T extends ObjectLiteral & { id: string }>(
  source: DataSource,
  entity: new () => T,
  moment: keyof T & string,
  page: PageRequest,
): Promise<Page<T>> {
  const limit = page.limit ?? defaultLimit;
  const query = source.manager
    .createQueryBuilder(entity, 'row')
    .orderBy(`row.${moment}`, 'DESC')
    .addOrderBy('row.id', 'DESC')
    .take(limit + 1);
  if (page.cursor) {
    const after = await findCursor(source, entity, page.cursor);
    // Compared with the stored moment: a JavaScript date would lose its microseconds.
    const same = query
      .subQuery()
      .select(`mark.${moment}`)
      .from(entity, 'mark')
      .where('mark.id = :id')
      .getQuery();
    query.where(`(row.${moment}, row.id) < (${same}, :id)`, { id: after.id });
  }
  const rows = await query.getMany();
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

async function findCursor<T extends ObjectLiteral & { id: string }>(
  source: DataSource,
  entity: new () => T,
  cursor: string,
): Promise<T> {
  const found = /^[0-9a-f-]{36}$/i.test(cursor)
    ? await source.manager.createQueryBuilder(entity, 'row').where('row.id = :cursor', { cursor }).getOne()
    : null;
  if (!found) throw new Problem(400, 'The cursor names no row', [{ path: 'cursor', detail: 'unknown' }]);
  return found;
}
