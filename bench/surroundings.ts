import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@hub/local-servers';
import { createTestDatabase, eventually, startTestServers } from '@hub/testing';
import { SandboxApi } from '../demo/sandbox-api.js';

/** What a measured hub runs on. */
export interface Surroundings {
  databaseUrl: string;
  sandbox: SandboxApi;
  /** Where the sandbox saves its state. */
  folder: string;
  stop: () => Promise<void>;
}

/** A throw-away database, and a sandbox with its limits on that is a process of its own: it takes no time from the hub. */
export async function startSurroundings(): Promise<Surroundings> {
  const servers = await startTestServers();
  process.env.TEST_POSTGRES_URL = servers.postgresUrl;
  const database = await createTestDatabase();
  const port = String(await freePort());
  const loader = ['--import', './scripts/loader/register.js'];
  const folder = await mkdtemp(join(tmpdir(), 'hub-bench-'));
  const run = [...loader, 'apps/sandbox/src/main.ts', '--port', port, '--folder', folder];
  const child = spawn(process.execPath, run, { stdio: 'ignore' });
  const sandbox = new SandboxApi(`http://127.0.0.1:${port}`);
  await eventually(() => sandbox.control('GET', 'accounts'));
  return {
    databaseUrl: database.url,
    sandbox,
    folder,
    stop: async () => {
      await database.drop();
      child.kill();
      await servers.stop();
      await rm(folder, { recursive: true });
    },
  };
}
