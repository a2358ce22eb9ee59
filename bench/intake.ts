import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountEntities, AccountRepository, AccountsModule } from '@hub/accounts';
import { AmocrmModule } from '@hub/amocrm';
import { Bus, BusModule, connectBus } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { startService } from '@hub/service';
import { migrate, openDatabase } from '@hub/database';
import { journalEntities, JournalModule } from '@hub/journal';
import { startEmbeddedPostgres } from '@hub/local-servers';
import { Module, type OnModuleInit } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { GatewayConfig } from '../apps/gateway/src/gateway.config.js';
import { gatewayEntities, GatewayModule } from '../apps/gateway/src/gateway.module.js';
import { prepareGateway } from '../apps/gateway/src/prepare-gateway.js';

/**
 * Webhook intake against its floor: a bare HTTP server that does one insert per request in the same PostgreSQL, in the
 * same run, in turns. The account is connected, each webhook names a lead of its own, and what stands behind the answer
 * runs meanwhile: reading, publishing, and the inboxes of the services that listen. Fails when the gateway reaches less
 * than 0.8 of the floor, or loses a webhook or a lead on the way. The floor begins when all is quiet again. The server
 * keeps every commit (fsync) unless `--throwaway` is given, which favours the many small commits of the floor.
 * `node --import ./scripts/loader/register.js bench/intake.ts [requests per turn] [--throwaway]`
 */
const perPass = Number(process.argv[2] ?? 4_000);
const [passes, connections, needed] = [5, 32, 0.8];
let leads = 0;
const nextBody = () =>
  `account%5Bid%5D=31000001&account%5Bsubdomain%5D=kazan&leads%5Bstatus%5D%5B0%5D%5Bid%5D=${++leads}` +
  `&leads%5Bstatus%5D%5B0%5D%5Blast_modified%5D=1700000000&leads%5Bstatus%5D%5B0%5D%5Bname%5D=${'x'.repeat(700)}`;

/** Leads that each listening service has received. */
const received = { router: new Set<number>(), observer: new Set<number>() };

@Module({ imports: [BusModule.forService('router')] })
class RouterListener implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    listenFor(this.bus, 'router.lead', received.router);
  }
}

@Module({ imports: [BusModule.forService('observer')] })
class ObserverListener implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    listenFor(this.bus, 'observer.hint', received.observer);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-intake-'));
chmodSync(folder, 0o755);
const postgres = await startEmbeddedPostgres({
  folder: join(folder, 'postgres'),
  isThrowaway: process.argv.includes('--throwaway'),
});
const source = await openDatabase({ url: postgres.url, name: 'bench', entities: [] });
await migrate(source);
await source.destroy();
const pool = new Pool({ connectionString: postgres.url, max: 10 });
// The server's end overtakes the last idle connections.
pool.on('error', () => undefined);
await pool.query('CREATE TABLE public.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)');

const bare = createServer((incoming, answer) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    pool
      .query('INSERT INTO public.bare (body) VALUES ($1)', [Buffer.concat(chunks).toString()])
      .then(() => answer.end())
      .catch(() => answer.writeHead(500).end());
  });
});
const barePort = await listen(bare);

const config = Object.assign(new GatewayConfig(), {
  ...{ DATABASE_URL: postgres.url, PORT: 0, LOG_LEVEL: 'silent' },
  // Every lead of the bench counts, and nothing would answer its polls.
  WEBHOOK_HINTS_AT_ONCE: 1_000_000_000,
  HUB_SECRET_KEYS: `1:${randomBytes(32).toString('base64')}`,
});
const gateway = await startService({
  name: 'bench',
  config,
  modules: [
    AccountsModule.forRoot({ secretKeys: config.HUB_SECRET_KEYS }),
    AmocrmModule.forRoot({}),
    JournalModule.forRoot(),
    GatewayModule.of(config),
    ObserverListener,
    RouterListener,
  ],
  entities: [...accountEntities, ...journalEntities, ...gatewayEntities],
  prepare: async (app) => {
    prepareGateway(app);
    await connectBus(app);
  },
});
await registerAccount();

const rates: { bare: number[]; hub: number[] } = { bare: [], hub: [] };
const behind: number[] = [];
let sent = 0;
for (let pass = 0; pass < passes; pass++) {
  rates.bare.push(await drive(`http://127.0.0.1:${barePort}/`));
  const before = leads;
  rates.hub.push(await drive(`${gateway.url}/hooks/amocrm/bench-secret`));
  sent += leads - before;
  const answeredAt = performance.now();
  await untilProcessed(sent);
  behind.push((performance.now() - answeredAt) / 1000);
}
const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM gateway.webhook');
const stored = rows[0]?.n ?? 0;
const share = middle(rates.hub) / middle(rates.bare);
console.log(`bare server   ${Math.round(middle(rates.bare))} requests/s`);
console.log(`gateway       ${Math.round(middle(rates.hub))} requests/s`);
console.log(`share         ${share.toFixed(2)} (at least ${needed})`);
const lost = 2 * sent - received.router.size - received.observer.size;
console.log(`stored        ${stored} of ${sent}; not received by router or observer: ${lost}`);
console.log(`behind        ${middle(behind).toFixed(1)} s after the last answer of a turn all was processed`);
process.exitCode = share >= needed && stored === sent && lost === 0 ? 0 : 1;

bare.close();
bare.closeAllConnections();
await gateway.close();
await pool.end();
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

/** Until both services have received so many leads, or a minute has passed. */
async function untilProcessed(count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Math.min(received.router.size, received.observer.size) < count && Date.now() < deadline)
    await wait(20);
}

function listenFor(bus: Bus, consumer: string, into: Set<number>): void {
  bus.consume<CrmChanged>({
    consumer,
    subject: 'crm.changed',
    handle: ({ payload }) => {
      into.add(payload.entityId);
      return Promise.resolve();
    },
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function registerAccount(): Promise<void> {
  const accounts = gateway.app.get(AccountRepository);
  const id = randomUUID();
  await gateway.app.get(DataSource).transaction(async (tx) => {
    const place = { subdomain: 'kazan', host: 'kazan.amocrm.ru', name: 'kazan', timeZone: 'Europe/Moscow' };
    await accounts.register(tx, { id, ...place, roles: ['branch'], mode: 'observe' }, new Date());
    await accounts.setWebhookSecret(tx, id, 'bench-secret');
    await accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, new Date());
  });
}

/** Requests per second of one turn over kept-alive connections. */
async function drive(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  let left = perPass;
  const worker = async () => {
    while (left-- > 0) await post(url, agent);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return perPass / ((performance.now() - startedAt) / 1000);
}

function post(url: string, agent: Agent): Promise<void> {
  const body = nextBody();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`Answered ${answer.statusCode ?? 0}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

function middle(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
