import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrate, openDatabase } from '@hub/database';
import {
  createLogger,
  createMetrics,
  nestLogger,
  PlatformModule,
  Readiness,
  type Logger,
} from '@hub/platform';
import type { DataSource } from 'typeorm';
import type { BaseConfig } from './base.config.js';
import { DatabaseModule } from './database.module.js';

export interface ServiceOptions {
  name: string;
  config: BaseConfig;
  /** The app's module, or several of them in the one-process hub. */
  modules: readonly (Type | DynamicModule)[];
  entities: readonly (new () => object)[];
  /** Called with the made application before it listens: prefixes, body limits, documents, the bus transport. */
  prepare?: (app: INestApplication) => Promise<void> | void;
  /** How long requests in progress may take once the service closes. Longer than the bus drains its jobs (20 s). */
  drainMs?: number;
}

const defaultDrainMs = 25_000;
const idleLookMs = 100;

export interface RunningService {
  app: INestApplication;
  url: string;
  /** Takes no new work, finishes what is begun, closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts one process of the hub: waits for the database, brings its schema up to date, builds the Nest application
 * and listens. Throws when a variable is missing or the modules cannot be put together.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, config } = options;
  if (!config.DATABASE_URL) throw new Error('Bad environment: DATABASE_URL is missing');
  const logger = createLogger(name, config.LOG_LEVEL);
  const source = await untilDatabase(config.DATABASE_URL, name, options.entities, logger);
  const readiness = new Readiness();
  readiness.add('database', async () => {
    await source.query('SELECT 1');
  });
  @Module({
    imports: [
      PlatformModule.forProcess(logger, createMetrics(), readiness),
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
  logger.info({ url }, 'listening');
  let closing: Promise<void> | undefined;
  return { app, url, close: () => (closing ??= closeAll(app, source, options.drainMs ?? defaultDrainMs)) };
}

/** Drains the service on SIGTERM or SIGINT, then `after`, then exits: 0 when everything closed, 1 otherwise. */
export function closeOnSignal(service: RunningService, after?: () => Promise<void>): void {
  const drain = () => {
    service
      .close()
      .then(() => after?.())
      .then(() => process.exit(0))
      .catch(() => process.exit(1));
  };
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
}

/** A connection that is idle, or is still busy after `drainMs`, is cut: waiting for it could take for ever. */
async function closeAll(app: INestApplication, source: DataSource, drainMs: number): Promise<void> {
  const server = app.getHttpServer() as Server;
  const idle = setInterval(() => server.closeIdleConnections(), idleLookMs);
  const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
  if (source.isInitialized) await source.destroy();
}

/** Processes start in any order, so a database that is not there yet is waited for, and said so, not died of. */
async function untilDatabase(
  url: string,
  name: string,
  entities: ServiceOptions['entities'],
  logger: Logger,
): Promise<DataSource> {
  for (;;) {
    try {
      const source = await openDatabase({ url, name, entities });
      await migrate(source);
      return source;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      logger.warn('waiting for the database');
      await wait(500);
    }
  }
}

/** Refused, reset, unknown host, or PostgreSQL still starting or shutting down (SQLSTATE class 57P). */
function isUnreachable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|57P)/.test(code);
}
