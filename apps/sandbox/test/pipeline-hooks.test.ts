import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

describe('digital pipeline hooks', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    receiver = await startHookReceiver();
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });

  it('fires when a lead comes to the stage, as a form and as JSON, once', async () => {
    const { api, id: accountId } = await sandbox.account({ subdomain: 'pipeline' });
    const [pipeline] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const [first, second] = pipeline._embedded.statuses.filter((one: { type: number }) => one.type === 0);
    const trigger = { subdomain: 'pipeline', pipelineId: pipeline.id, statusId: second.id };
    const made = await sandbox.control('POST', 'triggers', {
      ...trigger,
      destination: `${receiver.url}/form`,
    });
    expect(made.status).toBe(201);
    await sandbox.control('POST', 'triggers', {
      ...trigger,
      destination: `${receiver.url}/json`,
      kind: 'widget',
      settings: { queue: 'Север' },
    });
    receiver.answer = () => 500;
    const [{ id }] = (await api('POST', '/api/v4/leads', [{ status_id: first.id }])).body._embedded.leads;
    await api('PATCH', `/api/v4/leads/${id}`, { status_id: second.id });
    await until(() => receiver.received.length === 2);
    const hook = (path: string) => receiver.received.find((one) => one.path === path)!.body;
    expect(hook('/form').leads.status[0]).toMatchObject({ id: String(id), old_status_id: String(first.id) });
    await api('POST', '/api/v4/leads', [{ status_id: second.id }]);
    await until(() => receiver.received.length === 4);
    const [born] = receiver.received.filter((one) => one.path === '/form').slice(1);
    expect(Object.keys(born!.body.leads)).toEqual(['status']);
    expect(hook('/json')).toMatchObject({
      event: { type_code: 'lead_status_changed', data: { id, status_id: second.id } },
      action: { settings: { widget: { settings: { queue: 'Север' } } } },
      account_id: accountId,
    });
    await until(async () => {
      const rows: { state: string }[] = (await sandbox.control('GET', 'deliveries')).body;
      return rows.every((row) => row.state === 'failed');
    });
    expect((await sandbox.control('DELETE', `triggers/${made.body.id}`)).status).toBe(204);
    expect((await sandbox.control('GET', 'triggers?subdomain=pipeline')).body).toHaveLength(1);
  });

  it('refuses a bad trigger and names the field', async () => {
    const refused = await sandbox.control('POST', 'triggers', {
      subdomain: 'pipeline',
      pipelineId: 1,
      statusId: 1,
      destination: 'x',
    });
    expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toEqual([
      'pipelineId',
      'destination',
    ]);
  });
});
