import { DataSource, type EntitySchema } from 'typeorm';
import { HubClient } from './hub-client.js';
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
  /** For tests. */
  quietMs?: number;
}

const plansKeptMs = 300_000;
/** Four times as long as anything but a migration may wait: for a lock that another copy holds, 30 s. */
const quietMs = 120_000;
/** Waits for a connection of the pool, or for a server to take one. */
const connectWithinMs = 30_000;
/** With the ten probes that Node sends each second after it, an idle connection to a host that is gone breaks in 20 s. */
export const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

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
      connectionTimeoutMillis: connectWithinMs,
      quietMs: options.quietMs ?? quietMs,
      ...keepAlive,
      Client: HubClient,
    },
  });
  return source.initialize();
}

/**
 * Brings the schema up to date. Safe to call from many processes at once: an advisory lock lets one through. Throws
 * `BadEnvironment` for a database of before the first release that was not up to date.
 */
export async function migrate({ options }: DataSource): Promise<void> {
  // Its own connections, because a migration of a large table may be quiet for longer than work may.
  const extra = { ...(options.extra as object), quietMs: 0 };
  const source = await new DataSource({ ...options, extra }).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('franchise-hub migrations'))`);
    await renameOldMigrations(lock);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    // Closing the connection gives the lock back.
    await lock.release();
    await source.destroy();
  }
}
