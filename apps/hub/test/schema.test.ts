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
});
