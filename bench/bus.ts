import { randomUUID } from 'node:crypto';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Bus, BusModule, connectBus, type BusOptions, type Job } from '@hub/bus';
import type { BusService, CrmChanged } from '@hub/contracts';
import { migrate, openDatabase } from '@hub/database';
import { startEmbeddedPostgres, startNatsServer } from '@hub/local-servers';
import { createLogger, LOGGER } from '@hub/platform';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { haveTwoConsumers } from '../libs/bus/test/two-consumers.js';

/**
 * Throughput and latency of the bus beside the floor taken in the same run: plain insert + notify, one transaction per
 * message, and a JetStream publish. Floor and bus take turns, warmed up alike, and the medians count, because the
 * machine is never equally quiet twice. Durable settings of PostgreSQL and NATS as they come.
 */
const messages = Number(process.env.BENCH_MESSAGES ?? 3_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const warmUp = 500;
const publishers = 16;
haveTwoConsumers();

const folder = mkdtempSync(join(tmpdir(), 'franchise-hub-bench-'));
chmodSync(folder, 0o755);
const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
const nats = await startNatsServer(join(folder, 'nats'), process.env);
const source = await openDatabase({ url: postgres.url, name: 'bench', entities: [], poolSize: 24 });
const modes = { 'in process': {}, 'over NATS': { config: { NATS_URL: nats.url } } } satisfies Record<
  string,
  BusOptions
>;
try {
  await migrate(source);
  await source.query('CREATE TABLE public.floor (id uuid PRIMARY KEY, payload jsonb NOT NULL)');
  say('floor: JetStream publish', `${await jetStreamPublish()} messages/s`);
  await compare('end to end', ['in process', 'over NATS']);
  for (const mode of ['in process', 'over NATS'] as const) {
    await withBus(modes[mode], async (bus, received) => {
      await throughput(bus, received, warmUp);
      const { p50, p99 } = await latency(bus, received);
      say(`${mode}: latency at 100/s`, `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    });
  }
  await seedOldKeys();
  await compare('beside 100,000 old keys', ['in process']);
  say('claims in order beside 100,000 old keys', `${await claims()} claims/s`);
} finally {
  await source.destroy();
  await nats.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

function say(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(44)}${figure}\n`);
}

async function inParallel(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: publishers }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return Math.round((count * 1000) / (performance.now() - started));
}

async function compare(what: string, compared: (keyof typeof modes)[]): Promise<void> {
  const floors: number[] = [];
  const rates = new Map(compared.map((mode) => [mode, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    await insertAndNotify(warmUp);
    floors.push(await insertAndNotify(messages));
    for (const mode of compared) {
      await withBus(modes[mode], async (bus, received) => {
        await throughput(bus, received, warmUp);
        rates.get(mode)?.push(await throughput(bus, received, messages));
      });
    }
  }
  const floor = median(floors);
  say(`floor: insert + notify`, `${floor} messages/s (${floors.join(', ')})`);
  for (const [mode, found] of rates) {
    const rate = median(found);
    const share = (rate / floor).toFixed(2);
    say(`${mode}: ${what}`, `${rate} messages/s (${found.join(', ')}), ${share} of insert + notify`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function insertAndNotify(count: number): Promise<number> {
  return inParallel(count, () =>
    source.transaction(async (tx) => {
      await tx.query(
        `WITH added AS (INSERT INTO public.floor VALUES ($1, $2)) SELECT pg_notify('floor', '')`,
        [randomUUID(), JSON.stringify(changed(1))],
      );
    }),
  );
}

async function jetStreamPublish(): Promise<number> {
  const connection = await connect({ servers: nats.url });
  await (await jetstreamManager(connection)).streams.add({ name: 'floor', subjects: ['floor'] });
  const client = jetstream(connection);
  const rate = await inParallel(messages, () => client.publish('floor', JSON.stringify(changed(1))));
  await (await jetstreamManager(connection)).streams.delete('floor');
  await connection.drain();
  return rate;
}

function changed(entityId: number): CrmChanged {
  return { accountId: 'bench', entity: 'lead', entityId, action: 'update', source: 'webhook' };
}

interface Received {
  count: number;
  at: Map<number, number>;
}

async function withBus(
  options: BusOptions,
  work: (bus: Bus, received: Received) => Promise<void>,
): Promise<void> {
  const received: Received = { count: 0, at: new Map() };
  const basics = [
    { provide: DataSource, useValue: source },
    { provide: LOGGER, useValue: createLogger('bench', 'silent') },
  ];
  @Global()
  @Module({ providers: basics, exports: basics })
  class Basics {}
  const service = (name: BusService, consumer?: string) => {
    const declare = (bus: Bus) => {
      if (consumer) {
        bus.consume<CrmChanged>({
          consumer,
          subject: 'crm.changed',
          concurrency: 32,
          handle: (job: Job<CrmChanged>) => {
            received.count += 1;
            received.at.set(job.payload.entityId, performance.now());
            return Promise.resolve();
          },
        });
      }
      return { bus };
    };
    @Module({
      imports: [BusModule.forService(name)],
      providers: [{ provide: name, inject: [Bus], useFactory: declare }],
    })
    class Service {}
    return Service;
  };
  const lead = service('router', 'router.lead');
  const hints = service('observer', 'observer.hint');
  @Module({ imports: [BusModule.forRoot(options), Basics, service('gateway'), lead, hints] })
  class Bench {}
  const app = await NestFactory.create(Bench, { logger: false });
  await connectBus(app);
  await app.init();
  const { bus } = (app as INestApplicationContext).get<{ bus: Bus }>('gateway', { strict: false });
  while (bus.waitsFor().length > 0) await wait(20);
  await work(bus, received);
  await app.close();
}

/** Two consumers take the subject, so one message is two deliveries; the rate counts messages. */
async function throughput(bus: Bus, received: Received, count: number): Promise<number> {
  const already = received.count;
  const started = performance.now();
  await inParallel(count, (n) =>
    source.transaction((tx) =>
      bus.publish(tx, 'crm.changed', changed(n), { key: `k${n % 1_000}`, correlationId: 'b' }),
    ),
  );
  while (received.count < already + 2 * count) await wait(5);
  return Math.round((count * 1000) / (performance.now() - started));
}

async function latency(bus: Bus, received: Received): Promise<{ p50: number; p99: number }> {
  received.at.clear();
  const sent = new Map<number, number>();
  const running: Promise<unknown>[] = [];
  for (let n = 0; n < 500; n++) {
    sent.set(n, performance.now());
    const about = { key: `l${n}`, correlationId: 'b' };
    running.push(source.transaction((tx) => bus.publish(tx, 'crm.changed', changed(n), about)));
    await wait(10);
  }
  await Promise.all(running);
  while (received.at.size < sent.size) await wait(5);
  const times = [...sent].map(([n, at]) => (received.at.get(n) ?? at) - at).sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)] ?? 0, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
}

async function seedOldKeys(): Promise<void> {
  await source.query(
    `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, state, finished_at)
     SELECT 'router.lead', 'old' || n, 'old' || n, '{}', 'b', 'done', now() FROM generate_series(1, 100000) n`,
  );
  await source.query('ANALYZE router.inbox, router.inbox_lane');
}

/** Claims and ends jobs of keys with two rows each, in batches, as a worker does. */
async function claims(): Promise<number> {
  const count = 20_000;
  await source.query(
    `SELECT router.inbox_put('router.claims', (SELECT jsonb_agg(jsonb_build_object('id', n::text, 'key', (n / 2)::text,
       'payload', '{}'::jsonb, 'correlationId', 'b')) FROM generate_series(1, $1::int) n), false)`,
    [count],
  );
  const started = performance.now();
  for (let done = 0; done < count;) {
    const rows: { id: string; key: string; fence: string }[] = await source.query(
      `SELECT id, key, fence FROM router.inbox_claim('router.claims', 200, interval '30 s')`,
    );
    await source.query(`SELECT router.inbox_end('router.claims', $1, 'done', NULL)`, [JSON.stringify(rows)]);
    done += rows.length;
  }
  return Math.round((count * 1000) / (performance.now() - started));
}
