import type { DataSource } from 'typeorm';

/** The database's clock: one clock for all processes. */
export async function databaseNow(source: DataSource): Promise<Date> {
  const [row] = await source.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  if (!row) throw new Error('The database did not say the time');
  return row.now;
}
