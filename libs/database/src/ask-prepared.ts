import type { Pool, PoolClient } from 'pg';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/**
 * Runs a statement that its connection prepares once under `name`, so that repeated runs are not planned anew. One name has
 * one text. Fails as `query` does. With a data source it is a transaction of its own; an `EntityManager` has its connection
 * within a transaction only.
 */
export async function askPrepared<Row extends object>(
  where: EntityManager | DataSource,
  { name, text }: { name: string; text: string },
  values: readonly unknown[],
): Promise<Row[]> {
  const connection = where instanceof DataSource ? poolOf(where) : await connectionOf(where, name);
  try {
    return (await connection.query<Row>({ name, text, values: [...values] })).rows;
  } catch (error) {
    throw new QueryFailedError(text, [...values], error as Error);
  }
}

function poolOf({ driver }: DataSource): Pool {
  return (driver as PostgresDriver).master as Pool;
}

async function connectionOf({ queryRunner }: EntityManager, name: string): Promise<PoolClient> {
  if (!queryRunner) throw new Error(`${name} was asked outside of a transaction`);
  return (await queryRunner.connect()) as PoolClient;
}
