import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { findNatsServer } from './find-nats-server.js';
import { freePort } from './free-port.js';

export interface NatsServer {
  url: string;
  pid: number;
  /** Stops the server and waits for its end; `SIGKILL` is for tests of a crash. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts nats-server with JetStream on a loopback port, with its streams below `folder`. Throws with its own words. */
export async function startNatsServer(
  folder: string,
  environment: NodeJS.ProcessEnv,
  port?: number,
  extra: readonly string[] = [],
): Promise<NatsServer> {
  const command = findNatsServer(environment);
  mkdirSync(folder, { recursive: true });
  const at = port ?? (await freePort());
  const data = command.isDocker ? [] : ['--store_dir', folder];
  const server = spawn(
    command.program,
    [...command.prefix, '--addr', '127.0.0.1', '--port', String(at), '--jetstream', ...data, ...extra],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  const state = { hasEnded: false };
  const ended = new Promise<void>((resolve) => {
    const finish = () => {
      state.hasEnded = true;
      resolve();
    };
    server.once('exit', finish);
    server.once('error', (error) => {
      words += error.message;
      finish();
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
    async stop(signal = 'SIGTERM') {
      server.kill(signal);
      await ended;
    },
  };
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
