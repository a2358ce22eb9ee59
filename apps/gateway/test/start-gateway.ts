import { randomBytes } from 'node:crypto';
import { accountEntities, AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { connectBus } from '@hub/bus';
import { journalEntities, JournalModule } from '@hub/journal';
import { amocrmOptions, startService, type RunningService } from '@hub/service';
import { createTestDatabase, testPool } from '@hub/testing';
import type { DynamicModule, Type } from '@nestjs/common';
import request from 'supertest';
import { GatewayConfig } from '../src/gateway.config.js';
import { gatewayEntities, GatewayModule } from '../src/gateway.module.js';
import { prepareGateway } from '../src/prepare-gateway.js';

export interface TestGateway {
  service: RunningService;
  adminKey: string;
  /** What the process printed on stdout while it started. */
  printed: string;
  api(method: 'get' | 'head' | 'post' | 'patch' | 'put' | 'delete', path: string, key?: string): request.Test;
  stop(): Promise<void>;
}

/** The real gateway on a database of its own, with the admin key it printed. */
export async function startGateway(
  settings: Partial<GatewayConfig> = {},
  modules: readonly (Type | DynamicModule)[] = [],
  entities: readonly (new () => object)[] = [],
): Promise<TestGateway> {
  const database = await createTestDatabase();
  const config = Object.assign(new GatewayConfig(), {
    DATABASE_URL: database.url,
    DATABASE_POOL: testPool,
    PORT: 0,
    LOG_LEVEL: 'silent',
    HUB_SECRET_KEYS: `1:${randomBytes(32).toString('base64')}`,
    ...settings,
  });
  const { result: service, printed } = await captureStdout(() =>
    startService({
      name: 'gateway',
      config,
      modules: [
        AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
        AmocrmModule.forRoot(amocrmOptions(config)),
        JournalModule.forRoot(),
        GatewayModule.of(config),
        ...modules,
      ],
      entities: [...accountEntities, ...journalEntities, ...gatewayEntities, ...entities],
      prepare: async (app) => {
        prepareGateway(app);
        await connectBus(app);
      },
    }),
  );
  const adminKey = /^FRANCHISE_HUB_ADMIN_KEY=(\S+)$/m.exec(printed)?.[1] ?? '';
  return {
    service,
    adminKey,
    printed,
    api(method, path, key = adminKey) {
      const call = request(service.url)[method](`/api/v1${path}`);
      return key === '' ? call : call.set('Authorization', `Bearer ${key}`);
    },
    async stop() {
      await service.close();
      await database.drop();
    },
  };
}

async function captureStdout<T>(work: () => Promise<T>): Promise<{ result: T; printed: string }> {
  const original = process.stdout.write.bind(process.stdout);
  let printed = '';
  process.stdout.write = (chunk: string | Uint8Array) => {
    printed += chunk.toString();
    return true;
  };
  try {
    return { result: await work(), printed };
  } finally {
    process.stdout.write = original;
  }
}
