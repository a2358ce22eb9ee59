import { spawn, type ChildProcess } from 'node:child_process';
import { programOf } from '@hub/testing';
import type { SyncFixture } from './sync-fixture.js';
import type { SyncProcessOptions } from './sync.process.js';

/** Until a dead worker's jobs are taken over. */
const leaseMs = 2_000;

/** A whole sync service in a process of its own, to be killed and started again. */
export class SyncWorker {
  private child: ChildProcess | undefined;

  constructor(
    private readonly sync: SyncFixture,
    private readonly secretKeys: string,
  ) {}

  async start(): Promise<void> {
    const { database, sandbox } = this.sync;
    const { secretKeys } = this;
    const options: SyncProcessOptions = {
      databaseUrl: database.url,
      connectTo: sandbox.url,
      secretKeys,
      leaseMs,
    };
    const run = [...programOf('apps/sync/test/sync.process.ts'), JSON.stringify(options)];
    const child = spawn(process.execPath, run, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', (code) => reject(new Error(`the worker ended with ${code ?? 'a signal'}`)));
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}
