import { randomBytes } from 'node:crypto';
import { freePort } from '@hub/local-servers';
import type { RunningService } from '@hub/service';
import { createTestDatabase, testPool } from '@hub/testing';
import { DataSource } from 'typeorm';
import { HubApi } from '../../../demo/hub-api.js';
import { KeyRepository } from '../../gateway/src/key/key.repository.js';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startHub } from '../src/start-hub.js';

/** All services in this process, on a database of their own, in front of a sandbox. */
export interface WholeHub {
  hub: RunningService;
  sandbox: TestSandbox;
  source: DataSource;
  /** The REST API with an admin key. */
  api: HubApi;
  adminKey: string;
  close(): Promise<void>;
}

/** `prepare` gets the address of the database before anything else connects to it. */
export async function startWholeHub(
  environment: NodeJS.ProcessEnv = {},
  prepare?: (databaseUrl: string) => Promise<void>,
): Promise<WholeHub> {
  const sandbox = await startTestSandbox();
  const database = await createTestDatabase();
  await prepare?.(database.url);
  const port = await freePort();
  const hub = await startHub({
    ...{
      DATABASE_URL: database.url,
      DATABASE_POOL: String(testPool),
      PORT: String(port),
      LOG_LEVEL: 'silent',
      AMOCRM_CONNECT_TO: sandbox.url,
    },
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HUB_SECRET_KEYS: `1:${randomBytes(32).toString('base64')}`,
    ...environment,
  });
  const source = hub.app.get(DataSource);
  const admin = { name: 'admin', role: 'hq-admin' as const, branchIds: null };
  const { key } = await source.transaction((tx) => hub.app.get(KeyRepository).create(tx, admin));
  return {
    ...{ hub, sandbox, source, adminKey: key },
    api: new HubApi(hub.url, key),
    async close() {
      await hub.close();
      await database.drop();
      await sandbox.close();
    },
  };
}
