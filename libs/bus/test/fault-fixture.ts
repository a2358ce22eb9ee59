import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { CrmChanged } from '@hub/contracts';
import { migrate, openDatabase } from '@hub/database';
import {
  freePort,
  startEmbeddedPostgres,
  startNatsServer,
  type EmbeddedPostgres,
  type NatsServer,
} from '@hub/local-servers';
import {
  createTestDatabase,
  eventually,
  programOf,
  type TestDatabase,
  startTcpProxy,
  type TcpProxy,
} from '@hub/testing';
import type { DataSource } from 'typeorm';
import { Outbox } from '../src/outbox.js';
import type { WorkerOptions } from './worker.process.js';

/** `npm run test:long` runs the full lengths; the everyday suite runs the same faults on less. */
export const scale = process.env.LONG_TESTS
  ? { messages: 20_000, keys: 5_000, outageMs: 60_000, leaseMs: 30_000, deadlineMs: 600_000 }
  : { messages: 1_000, keys: 250, outageMs: 2_000, leaseMs: 3_000, deadlineMs: 180_000 };

/** Servers and worker processes of one fault test, all of them killable from outside. */
export class FaultFixture {
  private readonly folder = mkdtempSync(join(tmpdir(), 'franchise-hub-fault-'));
  private readonly workers = new Set<ChildProcess>();
  /** A database of the test run's server … */
  private database: TestDatabase | undefined;
  /** … or a server of its own, behind an address that outlives it. */
  private postgres: EmbeddedPostgres | undefined;
  private proxy: TcpProxy | undefined;
  private natsPort: number | undefined;
  private published = 0;
  nats: NatsServer | undefined;
  source: DataSource;

  static async start(
    mode: 'in process' | 'over NATS',
    postgres: 'shared' | 'own' = 'shared',
  ): Promise<FaultFixture> {
    const made = new FaultFixture();
    chmodSync(made.folder, 0o755);
    if (postgres === 'own') {
      const port = await made.startPostgres();
      made.proxy = await startTcpProxy(port);
      await migrate(made.source);
    } else {
      made.database = await createTestDatabase();
      made.source = await openDatabase({ url: made.database.url, name: 'test', entities: [] });
    }
    await made.source.query(
      `CREATE TABLE public.effect (seq bigserial PRIMARY KEY, key text, n int, pid int, at timestamptz DEFAULT now())`,
    );
    if (mode === 'over NATS') {
      made.natsPort = await freePort();
      await made.startNats();
    }
    return made;
  }

  private async startPostgres(): Promise<number> {
    this.postgres = await startEmbeddedPostgres({ folder: join(this.folder, 'postgres'), isThrowaway: true });
    this.source = await openDatabase({ url: this.postgres.url, name: 'test', entities: [] });
    return Number(new URL(this.postgres.url).port);
  }

  /** Stops PostgreSQL under everybody's feet and starts it again behind the same address. */
  async restartPostgres(): Promise<void> {
    await this.source.destroy();
    await this.postgres?.stop();
    this.proxy?.pointAt(await this.startPostgres());
  }

  async startNats(): Promise<void> {
    this.nats = await startNatsServer(join(this.folder, 'nats'), process.env, this.natsPort);
  }

  async killNats(wipe: boolean): Promise<void> {
    await this.nats?.stop('SIGKILL');
    this.nats = undefined;
    if (wipe) rmSync(join(this.folder, 'nats'), { recursive: true, force: true });
  }

  async startWorker(workMs = 0): Promise<ChildProcess> {
    const url = new URL(this.database?.url ?? this.postgres?.url ?? '');
    if (this.proxy) url.port = String(this.proxy.port);
    const options: WorkerOptions = {
      databaseUrl: url.toString(),
      natsUrl: this.natsPort ? `nats://127.0.0.1:${this.natsPort}` : undefined,
      leaseMs: scale.leaseMs,
      workMs,
    };
    const worker = spawn(
      process.execPath,
      [...programOf('libs/bus/test/worker.process.ts'), JSON.stringify(options)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.workers.add(worker);
    await new Promise<void>((resolve, reject) => {
      worker.stdout.once('data', () => resolve());
      worker.once('exit', (code) => reject(new Error(`the worker ended with ${code ?? 'a signal'}`)));
    });
    return worker;
  }

  async kill(worker: ChildProcess): Promise<void> {
    this.workers.delete(worker);
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGKILL');
    await ended;
  }

  /** Publishes the next messages from the outbox of the gateway, in transactions of up to 100. */
  async publish(count: number): Promise<void> {
    const outbox = new Outbox(this.source, 'gateway');
    const until = this.published + count;
    while (this.published < until) {
      const size = Math.min(100, until - this.published);
      await this.source.transaction(async (tx) => {
        for (let n = this.published; n < this.published + size; n++) {
          const payload: CrmChanged = {
            accountId: 'a',
            entity: 'lead',
            entityId: n,
            action: 'update',
            source: 'webhook',
          };
          const message = { id: randomUUID(), subject: 'crm.changed' as const, payload };
          await outbox.add(tx, message, { key: `k${n % scale.keys}`, correlationId: 'fault' });
        }
      });
      this.published += size;
    }
  }

  async effects(): Promise<number> {
    const [row]: { count: number }[] = await this.source.query(
      'SELECT count(*)::int AS count FROM public.effect',
    );
    return row?.count ?? 0;
  }

  /** Whether fewer than so many of the published messages are left to be done. */
  async isNearlyDone(left: number): Promise<boolean> {
    return (await this.effects()) > this.published - left;
  }

  async untilConfirmed(): Promise<void> {
    await eventually(async () => {
      expect(await this.source.query('SELECT FROM gateway.outbox LIMIT 1')).toEqual([]);
    }, scale.deadlineMs);
  }

  /** Waits until everything published was worked off and confirmed, then demands: each once, each key in order. */
  async expectExactlyOnceInOrder(): Promise<void> {
    await eventually(async () => {
      const [left] = await this.source.query(
        `SELECT (SELECT count(*)::int FROM gateway.outbox) AS unconfirmed,
           (SELECT count(*)::int FROM router.inbox WHERE state <> 'done') AS router,
           (SELECT count(*)::int FROM limits.inbox WHERE state <> 'done') AS limits`,
      );
      expect({ effects: (await this.effects()) >= this.published, ...left }).toEqual({
        effects: true,
        unconfirmed: 0,
        router: 0,
        limits: 0,
      });
    }, scale.deadlineMs);
    const found: { key: string; ns: number[] }[] = await this.source.query(
      `SELECT key, array_agg(n ORDER BY seq) AS ns FROM public.effect GROUP BY key`,
    );
    const expected = new Map<string, number[]>();
    for (let n = 0; n < this.published; n++) {
      const key = `k${n % scale.keys}`;
      expected.set(key, [...(expected.get(key) ?? []), n]);
    }
    expect(new Map(found.map(({ key, ns }) => [key, ns]))).toEqual(expected);
  }

  async stop(): Promise<void> {
    for (const worker of this.workers) await this.kill(worker);
    // The pool ends when all its connections have: one that a restart left half open never does.
    this.proxy?.cut();
    await this.source.destroy();
    await this.proxy?.close();
    await this.nats?.stop('SIGKILL');
    await this.postgres?.stop();
    await this.database?.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
