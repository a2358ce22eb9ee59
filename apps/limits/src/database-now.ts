import { databaseNow as readNow } from '@hub/database';
import type { EntityManager } from 'typeorm';

/** The database's clock in epoch milliseconds: one clock for all processes. */
export async function databaseNow(tx: EntityManager): Promise<number> {
  return (await readNow(tx)).getTime();
}
