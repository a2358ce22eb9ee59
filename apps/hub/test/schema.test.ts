import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase } from '@hub/testing';
import { getMetadataArgsStorage } from 'typeorm';
import { hubEntities } from '../src/start-hub.js';

/** Indexes and constraints are the migrations' own business: an entity is the row, not the rules of its table. */
const isMigrationsOwn = (query: string) => /^(DROP INDEX|ALTER TABLE \S+ DROP CONSTRAINT) /.test(query);

describe('the database schema', () => {
  it('is opened with every entity that a service has', () => {
    // By name: a worker may have loaded a built program before, which has entities of its own.
    const listed = new Set(hubEntities.map(({ name }) => name));
    const entities = getMetadataArgsStorage().tables.map(({ target }) => (target as { name: string }).name);
    expect(entities.filter((name) => !listed.has(name))).toEqual([]);
  });

  it('made by the migrations has the tables and columns of the entities', async () => {
    const database = await createTestDatabase();
    const source = await openDatabase({ url: database.url, name: 'schema', entities: hubEntities });
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    await database.drop();
    expect(upQueries.map(({ query }) => query).filter((query) => !isMigrationsOwn(query))).toEqual([]);
  });

  it('has no table whose life docs/retention.md does not state', async () => {
    const database = await createTestDatabase();
    const source = await openDatabase({ url: database.url, name: 'schema', entities: [] });
    const rows: { schema: string; name: string }[] = await source.query(
      `SELECT nspname AS schema, relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND NOT relispartition
          AND nspname <> 'public' AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'`,
    );
    await source.destroy();
    await database.drop();
    // Each service has the tables of the bus.
    const bus = ['inbox', 'inbox_lane', 'outbox', 'woken', 'schedule_run'];
    const tables = rows.map(({ schema, name }) => (bus.includes(name) ? name : `${schema}.${name}`));
    const stated = new Set(
      [...readFileSync('docs/retention.md', 'utf8').matchAll(/`([\w.]+)`/g)].map(([, name]) => name),
    );
    expect(tables.length).toBeGreaterThan(50);
    expect(tables.filter((name) => !stated.has(name))).toEqual([]);
    // Nor does the page name one that is not there.
    const isTable = /^(accounts|gateway|journal|limits|observer|router|sync)\.\w+$/;
    expect([...stated].filter((name) => isTable.test(name!) && !tables.includes(name!))).toEqual([]);
  });
});
