import type { EntityManager } from 'typeorm';

/** The database's clock in epoch milliseconds: one clock for all processes. */
export async function databaseNow(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  if (!row) throw new Error('The database did not tell the time');
  return row.now.getTime();
}
