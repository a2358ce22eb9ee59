import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { JournalView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startIntake, type TestIntake } from './start-intake.js';

let sandbox: TestSandbox;
let gateway: TestIntake;
let accountId: string;
const leadIds: number[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const amo = await sandbox.account({ subdomain: 'kazan' });
  for (const name of ['Окна', 'Двери', 'Лестница']) {
    const { body } = await amo.api('POST', '/api/v4/leads', [{ name }]);
    leadIds.push(body._embedded.leads[0].id as number);
  }
  const [entityId] = leadIds;
  const task = { text: 'Позвонить', complete_till: 1_900_000_000, entity_id: entityId, entity_type: 'leads' };
  expect((await amo.api('POST', '/api/v4/tasks', [task])).status).toBe(200);
  for (const fault of [
    { kind: 'edit', path: '/api/v4/leads', edit: [{ path: '_embedded.leads.1.price', value: 'много' }] },
    { kind: 'status', status: 403, path: '/api/v4/tasks' },
  ])
    expect((await sandbox.control('POST', 'faults', { ...fault, method: 'GET', count: null })).status).toBe(
      201,
    );
  gateway = await startIntake({ AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: 3_600 });
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = String((await gateway.api('post', '/accounts').send(account).expect(201)).body.accountId);
  const token = { longLivedToken: amo.longLivedToken };
  await gateway.api('post', `/accounts/${accountId}/connect`).send(token).expect(200);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

const journal = async (path = '') => (await gateway.api('get', `/accounts/${accountId}/journal${path}`)).body;
async function forbidden(): Promise<number[]> {
  const { limits } = (await journal()) as JournalView;
  return limits.filter(({ state }) => state === 'forbidden').map(({ limit }) => limit);
}

it('goes on without a lead that the list shows broken, and without tasks where they are forbidden', async () => {
  await eventually(async () => expect((await journal()).reading).toBe('done'));
  expect(await forbidden()).toEqual([4, 5]);
  await eventually(async () => {
    for (const id of leadIds)
      expect(await journal(`/leads/${id}`)).toMatchObject({ pipelineId: expect.any(Number), isGone: false });
  });
});

it('reads tasks once they are allowed, until a walk finds no new one', async () => {
  const asked = async () => {
    const { body } = await sandbox.control('GET', 'requests?subdomain=kazan');
    return (body as { method: string; path: string; status: number }[]).filter(
      ({ method, path, status }) => method === 'GET' && path.startsWith('/api/v4/tasks?') && status === 200,
    ).length;
  };
  await sandbox.control('DELETE', 'faults');
  await gateway.bus.startDue('observer.configuration', new Date());
  await gateway.bus.startDue('observer.configuration', new Date(Date.now() + 3_700_000));
  await eventually(async () => expect(await forbidden()).toEqual([]));
  expect(await asked()).toBe(2);
});
