import { randomUUID } from 'node:crypto';
import { createLead, listPipelines } from '@hub/amocrm';
import type { ExchangeSettings } from '@hub/contracts';
import { journalEntities, JournalModule } from '@hub/journal';
import { createTestDatabase, eventually, startCrmApp, type CrmApp } from '@hub/testing';
import { expect } from '@jest/globals';
import { ModuleRef } from '@nestjs/core';
import { ClaimLead } from '../../limits/src/claim/claim-lead.js';
import { FinishClaim } from '../../limits/src/claim/finish-claim.js';
import { MakeClaim } from '../../limits/src/claim/make-claim.js';
import { LimitsModule, limitsEntities } from '../../limits/src/limits.module.js';
import { StockRepository } from '../../limits/src/stock/stock.repository.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';

/** The lead exchange and the observer in one app, on a database of its own, in front of a sandbox. */
export interface Exchange {
  sandbox: TestSandbox;
  hub: CrmApp;
  close(): Promise<void>;
}

export async function startExchange(): Promise<Exchange> {
  const sandbox = await startTestSandbox();
  const database = await createTestDatabase();
  const hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: sandbox.url,
    entities: [...journalEntities, ...observerEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), ObserverModule.of(new ObserverConfig()), LimitsModule],
  });
  return {
    sandbox,
    hub,
    async close() {
      await hub.close();
      await database.drop();
      await sandbox.close();
    },
  };
}

/** An account whose exchange is open and has one lead in its stock, with everything that a test asks of it. */
export async function openSmallExchange({ sandbox, hub }: Exchange, subdomain: string) {
  const remote = await sandbox.account({
    subdomain,
    users: ['Биржа', 'Анна', 'Борис'].map((name) => ({ name })),
  });
  const [owner = 0, ...managers] = remote.users.map(({ id }) => id);
  const manager = managers.at(-1) ?? 0;
  const accountId = await hub.connect(remote, ['branch']);
  const amo = hub.client(accountId);
  const [pipeline] = await listPipelines(amo);
  const stages = pipeline!._embedded.statuses.filter(({ type, id }) => type === 0 && id > 143);
  const [first, targetStage] = stages.map(({ id }) => ({ pipelineId: pipeline!.id, statusId: id }));
  const group = { exchangeStages: [first!], exchangeUserIds: [owner], targetStage: targetStage! };
  const save = () => saveExchange(hub, { accountId, managers, activeDeals: null }, group);
  const addLead = () =>
    createLead(amo, {
      ...{ name: 'Заявка', pipeline_id: first!.pipelineId, status_id: first!.statusId },
      responsible_user_id: owner,
    });
  const leadId = await addLead();
  await hub.announceUsable(accountId);
  await save();
  await eventually(async () =>
    expect((await hub.ask('limits.settings.show', { accountId })).leadsReadAt).not.toBeNull(),
  );
  const press = (idempotencyKey: string = randomUUID()) =>
    hub.ask('limits.claims.make', { accountId, userId: manager, idempotencyKey });
  const addRead = async () => {
    const id = await addLead();
    await hub.publishChange({ accountId, entity: 'lead', entityId: id, action: 'add', source: 'poll' });
    await eventually(async () =>
      expect(await hub.source.query('SELECT 1 FROM journal.lead WHERE lead_id = $1', [id])).toHaveLength(1),
    );
    return id;
  };
  const fault = (about: object) => sandbox.control('POST', 'faults', { subdomain, count: 1, ...about });
  return { accountId, manager, targetStage: targetStage!, leadId, addLead: addRead, save, press, fault };
}

/** Saves one group of all managers, each of them with the button and that limit of active deals. */
export async function saveExchange(
  hub: CrmApp,
  { accountId, managers, activeDeals }: { accountId: string; managers: number[]; activeDeals: number | null },
  group: Omit<ExchangeSettings['groups'][number], 'name' | 'managerIds'>,
): Promise<void> {
  const groups = [{ name: 'Продажи', managerIds: managers, ...group }];
  await hub.ask('limits.settings.save', { accountId, groups });
  const users = managers.map((userId) => ({ userId, enabled: true, limits: { activeDeals } }));
  await hub.ask('limits.limits.save', { accountId, users });
}

/** The button of two processes: presses by turns go through one and the other, which share the database and no queue. */
export async function openTwoButtons(
  hub: CrmApp,
  accountId: string,
): Promise<(userId: number) => Promise<{ state: string; leadId: number | null }>> {
  const limits = hub.app.select(LimitsModule);
  const finish = limits.get(FinishClaim);
  const other = await limits.get(ModuleRef, { strict: true }).create(ClaimLead);
  const buttons = [limits.get(MakeClaim), new MakeClaim(other, finish)];
  let presses = 0;
  return (userId) => {
    const button = buttons[presses++ % buttons.length]!;
    return button.make({ accountId, userId, idempotencyKey: randomUUID() }, 'test');
  };
}

/**
 * Holds a lead of the stock for a user in an open transaction, as a press of another process does. The function that it
 * gives ends the transaction once another one waits for it.
 */
export async function beginClaim(
  hub: CrmApp,
  { accountId, userId, leadId }: { accountId: string; userId: number; leadId: number },
): Promise<(end: 'COMMIT' | 'ROLLBACK') => Promise<void>> {
  const runner = hub.source.createQueryRunner();
  await runner.startTransaction();
  await hub.app.get(StockRepository, { strict: false }).lock(runner.manager, accountId);
  await runner.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, blocks, correlation_id, pressed_at)
       VALUES ($1, $2, $3, 'reserved', $4, '[]', 'test', now())`,
    [randomUUID(), accountId, userId, leadId],
  );
  return async (end) => {
    await eventually(async () => {
      const waiting = await hub.source.query<unknown[]>('SELECT 1 FROM pg_locks WHERE NOT granted');
      expect(waiting).not.toEqual([]);
    }).finally(() => (end === 'COMMIT' ? runner.commitTransaction() : runner.rollbackTransaction()));
    await runner.release();
  };
}
