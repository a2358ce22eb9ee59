import type { PoolClient } from 'pg';
import { QueryFailedError, type EntityManager } from 'typeorm';

/**
 * Runs a statement that its connection prepares once under `name`, so that repeated runs are not planned anew. One name has
 * one text. Fails as `tx.query` does. Works within a transaction only: `tx` has its connection then.
 */
export async function askPrepared<Row extends object>(
  tx: EntityManager,
  { name, text }: { name: string; text: string },
  values: readonly unknown[],
): Promise<Row[]> {
  if (!tx.queryRunner) throw new Error(`${name} was asked outside of a transaction`);
  const client = (await tx.queryRunner.connect()) as PoolClient;
  try {
    return (await client.query<Row>({ name, text, values: [...values] })).rows;
  } catch (error) {
    throw new QueryFailedError(text, [...values], error as Error);
  }
}
