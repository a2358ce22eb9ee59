import { randomBytes, randomUUID } from 'node:crypto';
import {
  accountEntities,
  AccountRepository,
  AccountsModule,
  BranchRepository,
  CredentialRepository,
  type AccountRole,
  type Branch,
} from '@hub/accounts';
import { AmoClients, AmocrmModule, type AmoClient, type RateBudget } from '@hub/amocrm';
import { Bus, BusModule, connectBus } from '@hub/bus';
import type { Events, Requests, RequestSubject } from '@hub/contracts';
import { openDatabase } from '@hub/database';
import { createLogger, LOGGER, METRICS } from '@hub/platform';
import { Global, Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { testPool } from './test-database.js';

/** One account of the sandbox, as its control API answered. */
interface SandboxAccount {
  subdomain: string;
  clientId: string;
  longLivedToken: string;
}

/** Service modules in one process, with a gateway's bus to talk to them. */
export interface CrmApp {
  app: INestApplication;
  source: DataSource;
  /** Asks a service as the gateway does. */
  ask<S extends RequestSubject>(subject: S, payload: Requests[S]['request']): Promise<Requests[S]['reply']>;
  /** Publishes as the gateway does after a webhook. */
  publishChange(change: Events['crm.changed']): Promise<void>;
  /** Registers and connects an account of the sandbox; gives the hub's id of it. */
  connect(remote: SandboxAccount, roles: AccountRole[]): Promise<string>;
  /** Adds an active branch. */
  addBranch(branch: Partial<Branch> & Pick<Branch, 'name' | 'accountId'>): Promise<string>;
  /** Changes the branch of an account and publishes that, as the gateway does when a branch is saved. */
  changeBranch(accountId: string, change: Partial<Branch>): Promise<void>;
  /** Publishes as the gateway does when an account can be used again. */
  announceUsable(accountId: string): Promise<void>;
  client(accountId: string): AmoClient;
  close(): Promise<void>;
}

const GATEWAY_BUS = Symbol('bus of the gateway');

@Module({
  imports: [BusModule.forService('gateway')],
  providers: [{ provide: GATEWAY_BUS, inject: [Bus], useFactory: (bus: Bus) => bus }],
})
class GatewaySide {}

/** Starts service modules on a test database, calling the sandbox at `connectTo` under real host names. */
export async function startCrmApp(options: {
  databaseUrl: string;
  connectTo: string;
  entities: readonly (new () => object)[];
  modules: readonly (Type | DynamicModule)[];
  controllers?: Type[];
  leaseMs?: number;
  /** Shared by processes on one database; a fresh key when missing. */
  secretKeys?: string;
  /** PostgreSQL's when missing. */
  budget?: RateBudget;
}): Promise<CrmApp> {
  const source = await openDatabase({
    keepsPlans: true,
    poolSize: testPool,
    url: options.databaseUrl,
    name: 'test',
    entities: [...accountEntities, ...options.entities],
  });

  @Global()
  @Module({
    providers: [
      { provide: DataSource, useValue: source },
      { provide: LOGGER, useValue: createLogger('test', 'silent') },
      { provide: METRICS, useValue: new Registry() },
    ],
    exports: [DataSource, LOGGER, METRICS],
  })
  class Basics {}

  @Module({
    imports: [
      Basics,
      BusModule.forRoot({ timings: options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs } }),
      AccountsModule.forRoot({
        secretKeys: options.secretKeys ?? `1:${randomBytes(32).toString('base64')}`,
      }),
      AmocrmModule.forRoot({ connectTo: options.connectTo }, options.budget),
      GatewaySide,
      ...options.modules,
    ],
    controllers: options.controllers ?? [],
  })
  class Root {}

  const app = await NestFactory.create(Root, { logger: false, abortOnError: false });
  await connectBus(app);
  await app.init();
  const bus = app.get<Bus>(GATEWAY_BUS, { strict: false });
  return {
    app,
    source,
    ask: (subject, payload) =>
      bus.request(subject, payload, { correlationId: randomUUID(), deadlineMs: 30_000 }),
    async publishChange(change) {
      const { accountId, entity, entityId } = change;
      const about = { key: `${accountId}:${entity}:${entityId}`, correlationId: randomUUID() };
      await source.transaction((tx) => bus.publish(tx, 'crm.changed', change, about));
    },
    connect: (remote, roles) => connect(app, source, remote, roles),
    addBranch: (branch) => addBranch(app, source, branch),
    async changeBranch(accountId, change) {
      const branches = app.get(BranchRepository);
      const [branch] = await branches.listByAccount(accountId);
      if (!branch) throw new Error(`No branch has the account ${accountId}`);
      await source.transaction(async (tx) => {
        await branches.replace(tx, { ...branch, ...change }, branch.version);
        const about = { key: branch.id, correlationId: randomUUID() };
        await bus.publish(tx, 'branch.changed', { branchId: branch.id, accountId }, about);
      });
    },
    async announceUsable(accountId) {
      const about = { key: accountId, correlationId: randomUUID() };
      await source.transaction((tx) => bus.publish(tx, 'account.usable', { accountId }, about));
    },
    client: (accountId) => app.get(AmoClients).forAccount(accountId, 'claim'),
    async close() {
      await app.close();
      await source.destroy();
    },
  };
}

async function connect(
  app: INestApplication,
  source: DataSource,
  remote: SandboxAccount,
  roles: AccountRole[],
): Promise<string> {
  const { subdomain, clientId: integrationId, longLivedToken } = remote;
  const [accounts, credentials] = [app.get(AccountRepository), app.get(CredentialRepository)];
  const id = randomUUID();
  const now = new Date();
  await source.transaction(async (tx) => {
    const host = `${subdomain}.amocrm.ru`;
    const rest = { roles, mode: 'apply' as const, timeZone: 'Europe/Moscow' };
    await accounts.register(tx, { id, subdomain, host, name: subdomain, ...rest }, now);
    await credentials.store(tx, id, { integrationId, longLivedToken }, now);
    await accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, now);
  });
  return id;
}

async function addBranch(
  app: INestApplication,
  source: DataSource,
  given: Partial<Branch> & Pick<Branch, 'name' | 'accountId'>,
): Promise<string> {
  const branch = {
    id: randomUUID(),
    regions: [],
    calendar: null,
    contactPerson: null,
    state: 'active' as const,
    pipelineId: null,
    statusId: null,
    responsibleUserId: null,
    exchangeUserId: null,
    createdAt: new Date(),
    ...given,
  };
  await source.transaction((tx) => app.get(BranchRepository).add(tx, branch));
  return branch.id;
}
