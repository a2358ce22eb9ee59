import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SecretKeyRepository } from '@hub/accounts';
import { migrate, openDatabase } from '@hub/database';
import {
  BadEnvironment,
  createLogger,
  createMetrics,
  DatabaseUnreachable,
  insightServer,
  nestLogger,
  PlatformModule,
  Readiness,
  type Logger,
} from '@hub/platform';
import type { DataSource } from 'typeorm';
import { assertPortFree } from './assert-port-free.js';
import type { BaseConfig } from './base.config.js';
import { CrmConfig } from './crm.config.js';
import { DatabaseModule } from './database.module.js';

export interface ServiceOptions {
  name: string;
  config: BaseConfig;
  /** The app's module, or several of them in the one-process hub. */
  modules: readonly (Type | DynamicModule)[];
  entities: readonly (new () => object)[];
  /** Whether its idle database connections stay, with the plans of their statements; see `DatabaseOptions`. */
  keepsPlans?: boolean;
  /** Called with the made application before it listens: prefixes, body limits, documents, the bus transport. */
  prepare?: (app: INestApplication) => Promise<void> | void;
  /** Gets a line for every step of the start that may take a while, for a person who waits. */
  say?: (line: string) => void;
  /** How long requests in progress may take once the service closes. Longer than the bus drains its jobs (20 s). */
  drainMs?: number;
}

const defaultDrainMs = 25_000;
const idleCheckMs = 100;
/** Longer than PostgreSQL takes to start beside this process; a supervisor may start the process again after it. */
const databaseWithinMs = 30_000;

export interface RunningService {
  app: INestApplication;
  url: string;
  /** Takes no new work, finishes what is begun, closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts one process of the hub: waits for the database, brings its schema up to date, checks the secret keys, builds
 * the Nest application and listens. Throws when a variable is wrong, the port is taken, the database does not answer
 * or was sealed with other keys; `explainStart` has the words.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, config } = options;
  const logger = createLogger(name, config.LOG_LEVEL);
  await assertPortFree(config.PORT, config.HOST);
  const source = await prepareDatabase(options, logger);
  try {
    return await startApp(options, source, logger);
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

async function startApp(
  options: ServiceOptions,
  source: DataSource,
  logger: Logger,
): Promise<RunningService> {
  const { config } = options;
  const readiness = new Readiness();
  const metrics = createMetrics();
  readiness.add('database', async () => {
    await source.query('SELECT 1');
  });
  @Module({
    imports: [
      PlatformModule.forProcess(logger, metrics, readiness, config.METRICS_KEY),
      DatabaseModule.of(source),
      ...options.modules,
    ],
  })
  class Root {}
  const app = await NestFactory.create(Root, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  await options.prepare?.(app);
  await app.startAllMicroservices();
  await app.listen(config.PORT, config.HOST);
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const url = `http://${config.HOST}:${port}`;
  const insight = insightServer(metrics, readiness);
  if (config.METRICS_PORT !== undefined) await listen(insight, config.METRICS_PORT, config.HOST);
  logger.info({ url }, 'listening');
  let closing: Promise<void> | undefined;
  const closeIt = async () => {
    await closeAll(app, source, options.drainMs ?? defaultDrainMs);
    insight.closeAllConnections();
    insight.close();
  };
  return { app, url, close: () => (closing ??= closeIt()) };
}

/** Rejects when the port is taken. */
async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

/**
 * Drains the service on SIGTERM, on SIGINT, or when the process that started it with a channel is gone; then `after`,
 * then exits: 0 when everything closed, 1 otherwise.
 */
export function closeOnSignal(service: RunningService, after?: () => Promise<void>): void {
  let isDraining = false;
  const drain = () => {
    if (isDraining) return;
    isDraining = true;
    service
      .close()
      .then(() => after?.())
      .then(() => process.exit(0))
      .catch(() => process.exit(1));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, drain);
  // The one that started it may have died while it started: that event has passed.
  if (process.send && !process.connected) drain();
}

/** A connection that is idle, or is still busy after `drainMs`, is cut: waiting for it could take for ever. */
async function closeAll(app: INestApplication, source: DataSource, drainMs: number): Promise<void> {
  const server = app.getHttpServer() as Server;
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
  if (source.isInitialized) await source.destroy();
}

/** The database with its schema up to date, sealed with this process's keys. */
async function prepareDatabase(options: ServiceOptions, logger: Logger): Promise<DataSource> {
  const { name, config, entities, keepsPlans = false, say } = options;
  if (!config.DATABASE_URL)
    throw new BadEnvironment('DATABASE_URL is missing: set it to the PostgreSQL of the hub');
  const deadline = performance.now() + databaseWithinMs;
  for (let hasWarned = false; ; hasWarned = true) {
    let source: DataSource | undefined;
    try {
      source = await openDatabase({
        ...{ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL },
        ...{ name, entities, keepsPlans },
      });
      say?.('Bringing the database schema up to date …');
      await migrate(source);
      if (config instanceof CrmConfig)
        await new SecretKeyRepository(source).assertRight(config.HUB_SECRET_KEYS);
      return source;
    } catch (error) {
      await source?.destroy();
      if (!isUnreachable(error)) throw error;
      if (performance.now() > deadline) throw new DatabaseUnreachable(databaseWithinMs, error);
      if (!hasWarned) logger.warn('waiting for the database');
      await wait(500);
    }
  }
}

/** Refused, reset, unknown host, or PostgreSQL still starting or shutting down (SQLSTATE class 57P). */
function isUnreachable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|57P)/.test(code);
}
