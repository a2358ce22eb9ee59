import { readdirSync, readFileSync } from 'node:fs';
import type { QueryRunner } from 'typeorm';

/**
 * The SQL that has no versions lies beside this file as it is now: `sql/bus-tables.sql`, and a file per function in the
 * folder of its schema, or in `sql/bus` for the functions that each service has in its own schema (`{schema}`).
 */
const folder = new URL('sql/', import.meta.url);

/** Makes the tables and functions of the bus in the schema of a service. */
export async function makeBus(db: QueryRunner, schema: string): Promise<void> {
  await db.query(read('bus-tables.sql').replaceAll('{schema}', schema));
  await load(db, 'bus', schema);
}

/** Loads the functions of the bus as they are now into every schema that has its tables. */
export async function reloadBus(db: QueryRunner): Promise<void> {
  const schemas = (await db.query(
    `SELECT schemaname AS name FROM pg_tables WHERE tablename = 'inbox_lane' ORDER BY 1`,
  )) as { name: string }[];
  for (const { name } of schemas) await load(db, 'bus', name);
}

/** Loads the functions of a schema as they are now. */
export async function loadFunctions(
  db: QueryRunner,
  schema: 'accounts' | 'gateway' | 'journal' | 'router' | 'sync',
): Promise<void> {
  await load(db, schema, schema);
}

async function load(db: QueryRunner, name: string, schema: string): Promise<void> {
  const files = readdirSync(new URL(`${name}/`, folder)).sort();
  // A new database loads today's functions before the migrations that bring what their bodies may name.
  await db.query('SET LOCAL check_function_bodies = off');
  for (const file of files) await db.query(read(`${name}/${file}`).replaceAll('{schema}', schema));
  await db.query('SET LOCAL check_function_bodies = on');
}

function read(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}
