import { DataSource, type EntitySchema } from 'typeorm';
import { CodedClient } from './coded-client.js';
import { migrations } from './migrations/list.js';
import { renameOldMigrations } from './rename-old-migrations.js';

export interface DatabaseOptions {
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  entities: readonly (EntitySchema | (new () => object))[];
  poolSize?: number;
  /**
   * Idle connections stay for five minutes instead of ten seconds: a connection has the plans of its prepared statements,
   * and the journal's takes longer to plan than to run. Its price is up to `poolSize` idle connections to PostgreSQL.
   */
  keepsPlans?: boolean;
}

const plansKeptMs = 300_000;

/** A connected data source. The schema is made by migrations alone, never by synchronisation. */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.name,
    entities: [...options.entities],
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    synchronize: false,
    poolSize: options.poolSize ?? 10,
    logging: false,
    extra: {
      // A frozen process must not keep its row locks for longer than the bus's lease.
      idle_in_transaction_session_timeout: 25_000,
      ...(options.keepsPlans ? { idleTimeoutMillis: plansKeptMs } : {}),
      Client: CodedClient,
    },
  });
  return source.initialize();
}

/**
 * Brings the schema up to date. Safe to call from many processes at once: an advisory lock lets one through. Throws
 * `BadEnvironment` for a database of before the first release that was not up to date.
 */
export async function migrate(source: DataSource): Promise<void> {
  const lock = source.createQueryRunner();
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('franchise-hub migrations'))`);
    await renameOldMigrations(lock);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await lock
      .query(`SELECT pg_advisory_unlock(hashtext('franchise-hub migrations'))`)
      .catch(() => undefined);
    await lock.release();
  }
}
