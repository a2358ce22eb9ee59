import { expect } from '@jest/globals';
import { readAccount, type AmoClient } from '@hub/amocrm';
import { createTestDatabase, eventually } from '@hub/testing';
import { startTestSandbox, type Api, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, type AmocrmProcess } from './amocrm-fixture.js';

/** An account of the sandbox with a client of the hub and calls of its own. */
export interface Account {
  subdomain: string;
  accountId: string;
  integrationId: string;
  amo: AmoClient;
  api: Api;
  /** Makes leads by the raw API, which takes no slot of the hub's budget. */
  leads: (count: number) => Promise<number[]>;
}

/** A sandbox and a client whose calls can be made to wait for a slot. */
export interface Together {
  sandbox: TestSandbox;
  hub: AmocrmProcess;
  open(subdomain: string, features?: object): Promise<Account>;
  /** Takes all seven places, and gives them back when somebody waits for one: whatever is called next has to wait. */
  fill(account: Account): Promise<void>;
  fault(account: Account, spec: object): Promise<string>;
  callsOf(account: Account, path: RegExp): unknown[];
  close(): Promise<void>;
}

export async function startTogether(): Promise<Together> {
  const sandbox = await startTestSandbox({ rateLimit: true });
  const database = await createTestDatabase();
  const hub = await startAmocrm(database.url, { connectTo: sandbox.url });

  async function open(subdomain: string, features: object = {}): Promise<Account> {
    const remote = await sandbox.account({
      subdomain,
      features: { apiFilter: true, rateLimit: false, ...features },
    });
    const { clientId: integrationId, longLivedToken } = remote;
    const accountId = await addAccount(hub, subdomain, { integrationId, longLivedToken });
    return {
      ...{ subdomain, accountId, integrationId, api: remote.api },
      amo: hub.clients.forAccount(accountId, 'routing'),
      leads: async (count) => {
        const items = Array.from({ length: count }, (_, at) => ({ name: `Сделка ${at}` }));
        const { body } = await remote.api('POST', '/api/v4/leads', items);
        return body._embedded.leads.map(({ id }: { id: number }) => id);
      },
    };
  }

  async function fault({ subdomain }: Account, spec: object): Promise<string> {
    const made = await sandbox.control('POST', 'faults', { subdomain, ...spec });
    expect(made.status).toBe(201);
    return made.body.id as string;
  }

  async function fill(account: Account): Promise<void> {
    const held = await fault(account, { kind: 'hold', path: '/api/v4/account', when: 'before', count: 7 });
    const reads = Promise.all(Array.from({ length: 7 }, () => readAccount(account.amo)));
    const areHeld = async () => (await sandbox.control('GET', `faults/${held}`)).body.holding.length === 7;
    await eventually(async () => expect(await areHeld()).toBe(true));
    const use = () => hub.clients.budgetUse(account.accountId, account.integrationId);
    const isAwaited = eventually(async () => expect((await use()).waiting).toBeGreaterThan(0));
    void isAwaited.finally(() => sandbox.control('DELETE', `faults/${held}`)).then(() => reads);
  }

  return {
    ...{ sandbox, hub, open, fill, fault },
    callsOf: ({ subdomain }, path) =>
      sandbox.sandbox.journal.list({ subdomain }).filter((call) => path.test(`${call.method} ${call.path}`)),
    async close() {
      await hub.close();
      await database.drop();
      await sandbox.close();
    },
  };
}
