import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLead, listNewestLeads } from '@hub/amocrm';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, type AmocrmProcess } from './amocrm-fixture.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  hub = await startAmocrm(database.url, { connectTo: sandbox.url }, { isUnlimited: true });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
  await sandbox.close();
});

it('asks the job right before a call leaves, because its lease may have ended without an event', async () => {
  const remote = await sandbox.account({ subdomain: 'kazan' });
  const accountId = await addAccount(hub, 'kazan', {
    integrationId: remote.clientId,
    longLivedToken: remote.longLivedToken,
  });
  const { signal } = new AbortController();
  signal.throwIfAborted = () => {
    throw new Error('the lease is over');
  };
  const late = hub.clients.forAccount(accountId, 'routing', signal);
  await expect(createLead(late, { name: 'Doubled' })).rejects.toThrow('the lease is over');
  for await (const page of listNewestLeads(hub.clients.forAccount(accountId, 'routing')))
    expect(page).toEqual([]);
});
