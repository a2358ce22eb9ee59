import type { ExchangeSettings } from '@hub/contracts';
import { journalEntities, JournalModule } from '@hub/journal';
import { createTestDatabase, startCrmApp, type CrmApp } from '@hub/testing';
import { LimitsModule, limitsEntities } from '../../limits/src/limits.module.js';
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
