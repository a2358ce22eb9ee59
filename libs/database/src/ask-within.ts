import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/**
 * Runs a statement outside of a transaction, for which `ms` are enough: then it fails, and its connection is closed, so
 * that one whose other end is gone is not asked again.
 */
export async function askWithin<Row extends object>(
  source: DataSource,
  ms: number,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const pool = (source.driver as PostgresDriver).master as Pool;
  const asked = { text, values: [...values], query_timeout: ms };
  return (await pool.query<Row>(asked)).rows;
}
