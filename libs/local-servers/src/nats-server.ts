import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './find-survivor.js';
import { findNatsServer } from './find-nats-server.js';
import { freePort } from './free-port.js';
import { keepRunning, type Ending, type Kept, type KeepOptions } from './keep-running.js';

export interface NatsServer {
  url: string;
  pid: number;
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<Ending>;
  /** Stops the server and waits for its end; `SIGKILL` is for tests of a crash. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface NatsOptions {
  /** Further arguments. */
  extra?: readonly string[];
  /** Whether a Ctrl+C in the terminal is kept from it, so that its owner can stop it last. */
  isDetached?: boolean;
}

/** Starts nats-server with JetStream on a loopback port, with its streams below `folder`. Throws with its own words. */
export async function startNatsServer(
  folder: string,
  environment: NodeJS.ProcessEnv,
  port?: number,
  { extra = [], isDetached = false }: NatsOptions = {},
): Promise<NatsServer> {
  const command = findNatsServer(environment);
  mkdirSync(folder, { recursive: true });
  const at = port ?? (await freePort());
  const data = command.isDocker ? [] : ['--store_dir', folder];
  const server = spawn(
    command.program,
    [...command.prefix, '--addr', '127.0.0.1', '--port', String(at), '--jetstream', ...data, ...extra],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: isDetached },
  );
  let words = '';
  const state = { hasEnded: false };
  const ended = new Promise<Ending>((resolve) => {
    const finish = (reason: string) => {
      state.hasEnded = true;
      resolve({ reason });
    };
    server.once('exit', (code, signal) => finish(signal ?? `status ${code ?? 'unknown'}`));
    server.once('error', (error) => {
      words += error.message;
      finish(error.message);
    });
  });
  server.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  const deadline = Date.now() + 20_000;
  while (!(await answers(at))) {
    if (state.hasEnded || Date.now() > deadline) throw new Error(`nats-server did not start: ${words}`);
    await wait(20);
  }
  return {
    url: `nats://127.0.0.1:${at}`,
    pid: server.pid ?? 0,
    ended,
    async stop(signal = 'SIGTERM') {
      server.kill(signal);
      await ended;
    },
  };
}

/**
 * The same, started again on the same port and folder whenever it ends by itself. One that outlived a killed process is
 * stopped first, because two must not share a folder.
 */
export async function keepNatsServer(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { say, onGivenUp }: Pick<KeepOptions<NatsServer>, 'say' | 'onGivenUp'>,
): Promise<Kept & Pick<NatsServer, 'url'>> {
  const pidFile = join(folder, 'nats.pid');
  await stopSurvivor(pidFile);
  const port = await freePort();
  const start = () =>
    startNatsServer(folder, environment, port, { extra: ['--pid', pidFile], isDetached: true });
  const kept = await keepRunning({ name: 'nats-server', start, say, onGivenUp });
  return { url: kept.first.url, stop: () => kept.stop() };
}

async function stopSurvivor(pidFile: string): Promise<void> {
  const pid = readPid(pidFile);
  if (pid === undefined || !isNats(pid)) return;
  process.kill(pid, 'SIGTERM');
  while (isAlive(pid)) await wait(20);
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** By now the number may belong to another program; without /proc nobody is stopped. */
function isNats(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'nats-server';
  } catch {
    return false;
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
