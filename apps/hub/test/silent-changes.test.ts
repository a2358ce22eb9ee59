import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LeadHistoryView } from '@hub/contracts';
import { freePort } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startIntake, type TestIntake } from './start-intake.js';

let sandbox: TestSandbox;
let intake: TestIntake;
let amo: Awaited<ReturnType<TestSandbox['account']>>;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan' });
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  intake = await startIntake({ ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: 3_600 });
});
afterAll(async () => {
  await intake.stop();
  await sandbox.close();
});

it('learns of a change that has no event where its webhook was lost', async () => {
  const rows = async (path: string, key: string) => (await amo.api('GET', path)).body._embedded[key];
  const [pipeline] = await rows('/api/v4/leads/pipelines', 'pipelines');
  await amo.api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Дорого', sort: 1 }]);
  const [reason] = await rows('/api/v4/leads/loss_reasons', 'loss_reasons');
  const [{ id }] = (await amo.api('POST', '/api/v4/leads', [{ name: 'Заявка' }])).body._embedded.leads;
  await amo.api('PATCH', `/api/v4/leads/${id}`, { status_id: 143, pipeline_id: pipeline.id });
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  const { accountId } = (await intake.api('post', '/accounts').send(account).expect(201)).body;
  await intake.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken: amo.longLivedToken });
  const journal = async () => (await intake.api('get', `/accounts/${accountId}/journal`)).body;
  await eventually(async () => expect(await journal()).toMatchObject({ reading: 'done', waiting: 0 }));

  await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
  await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
  expect((await amo.api('PATCH', `/api/v4/leads/${id}`, { loss_reason_id: reason.id })).status).toBe(200);
  const types = async () => {
    const { body } = await intake.api('get', `/accounts/${accountId}/journal/leads/${id}`);
    return (body as LeadHistoryView).items.map(({ type }) => type);
  };
  let periods = 0;
  await eventually(async () => {
    await intake.bus.startDue('observer.changed', new Date(Date.now() + ++periods * 600_000));
    expect(await types()).toContain('read_loss_reason_changed');
  });
});
