import type { DataSource, EntityManager } from 'typeorm';

/** The database's clock: one clock for all processes. Within a transaction the present moment, not that of its beginning. */
export async function databaseNow(source: DataSource | EntityManager): Promise<Date> {
  const [row] = await source.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  if (!row) throw new Error('The database did not say the time');
  return row.now;
}
