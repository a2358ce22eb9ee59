import { readFileSync } from 'node:fs';
import type { AccountRole } from '@hub/accounts';
import { BusModule } from '@hub/bus';
import type { NewReleaseView, PlanView } from '@hub/contracts';
import { say, sayFact } from '@hub/messages';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { Module, type Type } from '@nestjs/common';
import { startTestSandbox, type Api, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import type { SandboxOptions } from '../../sandbox/src/start-sandbox.js';
import { ApplyConsumer } from '../src/apply/apply.consumer.js';
import { RolloutConsumer } from '../src/rollout/rollout.consumer.js';
import { SyncModule, syncEntities } from '../src/sync.module.js';
import { importBlueprint } from './import-blueprint.js';
import { UsesStub } from './uses-stub.js';

const partsOf = (name: 'controllers' | 'providers'): Type[] =>
  (Reflect.getMetadata(name, SyncModule) as Type[]).filter(
    (part) => part !== ApplyConsumer && part !== RolloutConsumer,
  );

@Module({
  imports: [BusModule.forService('sync')],
  controllers: partsOf('controllers'),
  providers: partsOf('providers'),
})
class SyncWithoutWork {}

/** One branch account of the sandbox, known to the hub, with raw calls to look at it and prepare it. */
export interface Branch {
  accountId: string;
  subdomain: string;
  token: string;
  api: Api;
}

/** A plan with its words: the text in Russian, why it stands where it does in English. */
export type SpokenPlan = Omit<PlanView, 'reason' | 'text'> & { reason: string; text: string };

const spoken = ({ reason, text, ...plan }: PlanView): SpokenPlan => {
  return { ...plan, text: sayFact(text, 'ru'), reason: reason ? say(reason, 'en') : '' };
};

/** The sync service on a database of its own, with a sandbox to call. */
export class SyncFixture {
  private branches = 0;

  private constructor(
    readonly sandbox: TestSandbox,
    readonly database: TestDatabase,
    readonly hub: CrmApp,
  ) {}

  /** With `secretKeys` applies and rollouts are left to processes that have the same. */
  static async start(options: SandboxOptions & { secretKeys?: string } = {}): Promise<SyncFixture> {
    const { secretKeys, ...sandboxOptions } = options;
    const sandbox = await startTestSandbox(sandboxOptions);
    const database = await createTestDatabase();
    const hub = await startCrmApp({
      databaseUrl: database.url,
      connectTo: sandbox.url,
      entities: syncEntities,
      modules: [secretKeys === undefined ? SyncModule : SyncWithoutWork],
      controllers: [UsesStub],
      secretKeys,
    });
    return new SyncFixture(sandbox, database, hub);
  }

  async close(): Promise<void> {
    await this.hub.close();
    await this.database.drop();
    await this.sandbox.close();
  }

  async branch(roles: AccountRole[] = ['branch']): Promise<Branch> {
    const remote = await this.sandbox.account({ subdomain: `branch-${(this.branches += 1)}` });
    const accountId = await this.hub.connect(remote, roles);
    return { accountId, subdomain: remote.subdomain, token: remote.accessToken, api: remote.api };
  }

  /** What the one before had and this one lacks is meant to go. */
  importRelease(text: string): Promise<NewReleaseView> {
    return importBlueprint(this.hub, text);
  }

  async plan(branch: Branch, releaseId: string, more: object = {}): Promise<SpokenPlan> {
    return spoken(await this.hub.ask('sync.plans.make', { releaseId, accountId: branch.accountId, ...more }));
  }

  /** Approves and starts a plan. */
  async begin({
    id: planId,
    checksum,
    objections,
  }: Pick<PlanView, 'id' | 'checksum' | 'objections'>): Promise<void> {
    const forcedBy = objections.length > 0 ? 'Тест' : null;
    await this.hub.ask('sync.plans.approve', { planId, checksum, forcedBy, by: 'test' });
    await this.hub.ask('sync.plans.apply', { planId });
  }

  /** Waits until nothing can happen to the plan any more. */
  ended(planId: string, deadlineMs = 180_000): Promise<SpokenPlan> {
    return eventually(async () => {
      const plan = await this.hub.ask('sync.plans.show', { planId });
      if (['approved', 'applying'].includes(plan.state)) throw new Error(`the plan is ${plan.state}`);
      return spoken(plan);
    }, deadlineMs);
  }

  /** Waits until a fault of the kind `hold` has an answer in its hands. */
  paused(faultId: string, deadlineMs = 60_000): Promise<void> {
    return eventually(async () => {
      const { body } = await this.sandbox.control('GET', `faults/${faultId}`);
      if ((body as { holding: unknown[] }).holding.length === 0) throw new Error('nothing is held');
    }, deadlineMs);
  }

  async apply(plan: Pick<PlanView, 'id' | 'checksum' | 'objections'>): Promise<SpokenPlan> {
    await this.begin(plan);
    return this.ended(plan.id);
  }

  /** Calls of a branch since a journal number, as `METHOD path`. */
  calls({ subdomain }: Branch, after = 0): string[] {
    return this.sandbox.sandbox.journal
      .list({ subdomain, after })
      .map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`);
  }

  get lastCall(): number {
    return this.sandbox.sandbox.journal.list({}).at(-1)?.seq ?? 0;
  }
}

export const franchise = readFileSync('blueprints/franchise.yaml', 'utf8');

/** A row of any collection, as the API answers it. */
export type Row = Record<string, unknown> & { id: number | string; name: string };

const entities = ['leads', 'contacts', 'companies'];

/** Every configuration object of an account by path, as amoCRM answers it. */
export async function readRows({ api }: Branch): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const add = async (path: string, key: string): Promise<Row[]> => {
    const { body } = await api('GET', path);
    const found = (body as { _embedded?: Record<string, Row[]> } | null)?._embedded?.[key] ?? [];
    for (const row of found) rows.set(`${path.split('?')[0] ?? ''}/${row.id}`, row);
    return found;
  };
  await add('/api/v4/leads/loss_reasons', 'loss_reasons');
  for (const entity of entities) {
    await add(`/api/v4/${entity}/custom_fields/groups`, 'custom_field_groups');
    await add(`/api/v4/${entity}/custom_fields?limit=250`, 'custom_fields');
    await add(`/api/v4/${entity}/tags?limit=250`, 'tags');
  }
  for (const { id } of await add('/api/v4/leads/pipelines', 'pipelines'))
    await add(`/api/v4/leads/pipelines/${id}/statuses?with=descriptions`, 'statuses');
  return rows;
}
