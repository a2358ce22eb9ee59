import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startNatsServer, type NatsServer } from '@hub/local-servers';
import { createTestDatabase, eventually } from '@hub/testing';
import { HubApi } from '../../../demo/hub-api.js';
import { SandboxApi } from '../../../demo/sandbox-api.js';
import type { Sandbox } from '../../sandbox/src/sandbox.js';
import { startSandbox } from '../../sandbox/src/start-sandbox.js';

export type Mode = 'one process' | 'distributed';
/** `limits-2` is a second process of the service. */
export type Service = 'hub' | 'gateway' | 'observer' | 'sync' | 'router' | 'limits' | 'limits-2';

const servicesOf: Record<Mode, readonly Service[]> = {
  'one process': ['hub'],
  distributed: ['gateway', 'observer', 'sync', 'router', 'limits'],
};

/** The built hub in one of its modes, on a database of its own, in front of a sandbox. Everything is real. */
export interface World {
  hub: HubApi;
  sandbox: SandboxApi;
  /** What the accounts have, without a call. */
  accounts: Sandbox;
  databaseUrl: string;
  /** Ends a service from outside, at once. */
  kill(service: Service): Promise<void>;
  /** Starts a killed service again and waits until it is ready. */
  start(service: Service): Promise<void>;
  close(): Promise<void>;
}

interface Running {
  process: ChildProcess;
  output: string;
}

/**
 * Starts the processes of a mode, or only `services` of it, from `dist/`, so build before. Throws with their output when one
 * does not come up.
 */
export async function startWorld(
  mode: Mode,
  settings: NodeJS.ProcessEnv = {},
  services: readonly Service[] = servicesOf[mode],
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'franchise-hub-flow-'));
  const database = await createTestDatabase();
  const sandbox = await startSandbox();
  const nats: NatsServer | undefined =
    mode === 'distributed' ? await startNatsServer(join(folder, 'nats'), process.env) : undefined;
  const ports = new Map<Service, number>();
  const running = new Map<Service, Running>();
  for (const service of services) ports.set(service, await freePort());
  const gatewayUrl = `http://127.0.0.1:${ports.get('hub') ?? ports.get('gateway') ?? 0}`;
  const environment = {
    ...process.env,
    DATABASE_URL: database.url,
    NATS_URL: nats?.url ?? '',
    HUB_SECRET_KEYS: `1:${randomBytes(32).toString('base64')}`,
    AMOCRM_CONNECT_TO: sandbox.url,
    PUBLIC_URL: gatewayUrl,
    LOG_LEVEL: 'error',
    ...settings,
  };

  const launch = (service: Service): Running => {
    const child = spawn(process.execPath, [`dist/apps/${service.replace('-2', '')}/src/main.js`], {
      env: { ...environment, PORT: String(ports.get(service)) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const entry: Running = { process: child, output: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        entry.output += chunk.toString();
      });
    }
    running.set(service, entry);
    return entry;
  };
  const untilReady = (service: Service) =>
    eventually(async () => {
      const { exitCode } = running.get(service)?.process ?? {};
      if (typeof exitCode === 'number')
        throw new Error(`${service} ended:\n${running.get(service)?.output ?? ''}`);
      const answer = await fetch(`http://127.0.0.1:${ports.get(service) ?? 0}/health/ready`);
      if (!answer.ok) throw new Error(`${service} is not ready: ${await answer.text()}`);
    }, 180_000);
  const end = async (service: Service, signal: NodeJS.Signals) => {
    const child = running.get(service)?.process;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };

  for (const service of services) launch(service);
  for (const service of services) await untilReady(service);
  const key = await eventually(() => {
    const output = [...running.values()].map((entry) => entry.output).join('\n');
    const found = /FRANCHISE_HUB_ADMIN_KEY=(\S+)/.exec(output)?.[1];
    if (found === undefined) throw new Error(`no admin key was printed:\n${output}`);
    return found;
  });

  return {
    hub: new HubApi(gatewayUrl, key),
    sandbox: new SandboxApi(sandbox.url),
    accounts: sandbox.sandbox,
    databaseUrl: database.url,
    kill: (service) => end(service, 'SIGKILL'),
    start: async (service) => {
      launch(service);
      await untilReady(service);
    },
    close: async () => {
      await Promise.all(services.map((service) => end(service, 'SIGTERM')));
      await nats?.stop();
      await sandbox.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
