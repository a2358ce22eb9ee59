import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/**
 * Connections of a test's process. Each one reads the catalogue and plans every function for itself, which takes 0.1 CPU
 * seconds in a database that is used for some seconds only.
 */
export const testPool = 4;

export interface TestDatabase {
  url: string;
  /** Drops the database, with any connection that is still open. */
  drop(): Promise<void>;
}

/**
 * A private copy of the migrated template database. The server is started by `run-jest.js`. Files are copied: that takes
 * 0.1 CPU seconds, and 0.19 through the log. In return PostgreSQL makes a checkpoint before and after each copy, which is
 * cheap only because this server never waits for its disk.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is missing: run the tests through `npm run jest`');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await admin(server, `CREATE DATABASE ${name} TEMPLATE hub_template STRATEGY FILE_COPY`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => admin(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function admin(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
