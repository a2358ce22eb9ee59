import { spawn } from 'node:child_process';
import { freePort } from '@hub/local-servers';
import { createTestDatabase, eventually, startTestServers } from '@hub/testing';
import { SandboxApi } from '../demo/sandbox-api.js';

/** What a measured hub runs on. */
export interface Surroundings {
  databaseUrl: string;
  sandbox: SandboxApi;
  stop: () => Promise<void>;
}

/** A throw-away database, and a sandbox with its limits on that is a process of its own: it takes no time from the hub. */
export async function startSurroundings(): Promise<Surroundings> {
  const servers = await startTestServers();
  process.env.TEST_POSTGRES_URL = servers.postgresUrl;
  const database = await createTestDatabase();
  const port = String(await freePort());
  const loader = ['--import', './scripts/loader/register.js'];
  const run = [...loader, 'apps/sandbox/src/main.ts', '--port', port];
  const child = spawn(process.execPath, run, { stdio: 'ignore' });
  const sandbox = new SandboxApi(`http://127.0.0.1:${port}`);
  await eventually(() => sandbox.control('GET', 'accounts'), 60_000);
  return {
    databaseUrl: database.url,
    sandbox,
    stop: async () => {
      await database.drop();
      child.kill();
      await servers.stop();
    },
  };
}
