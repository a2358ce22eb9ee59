import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LeadHistoryView } from '@hub/contracts';
import { freePort } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startIntake, type TestIntake } from './start-intake.js';

let sandbox: TestSandbox;
let intake: TestIntake;
let amo: Awaited<ReturnType<TestSandbox['account']>>;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan', users: [{ name: 'Анна' }, { name: 'Борис' }] });
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  intake = await startIntake({ ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: 3_600 });
});
afterAll(async () => {
  await intake.stop();
  await sandbox.close();
});

let accountId: string;
let periods = 0;
const journal = async () => (await intake.api('get', `/accounts/${accountId}/journal`)).body;
const compare = () => intake.bus.startDue('observer.changed', new Date(Date.now() + ++periods * 600_000));

it('learns of a change that has no event where its webhook was lost', async () => {
  const rows = async (path: string, key: string) => (await amo.api('GET', path)).body._embedded[key];
  const [pipeline] = await rows('/api/v4/leads/pipelines', 'pipelines');
  await amo.api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Дорого', sort: 1 }]);
  const [reason] = await rows('/api/v4/leads/loss_reasons', 'loss_reasons');
  const [{ id }] = (await amo.api('POST', '/api/v4/leads', [{ name: 'Заявка' }])).body._embedded.leads;
  await amo.api('PATCH', `/api/v4/leads/${id}`, { status_id: 143, pipeline_id: pipeline.id });
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = (await intake.api('post', '/accounts').send(account).expect(201)).body.accountId as string;
  await intake.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken: amo.longLivedToken });
  await eventually(async () => expect(await journal()).toMatchObject({ reading: 'done', waiting: 0 }));

  await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
  await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
  expect((await amo.api('PATCH', `/api/v4/leads/${id}`, { loss_reason_id: reason.id })).status).toBe(200);
  const types = async () => {
    const { body } = await intake.api('get', `/accounts/${accountId}/journal/leads/${id}`);
    return (body as LeadHistoryView).items.map(({ type }) => type);
  };
  await eventually(async () => {
    await compare();
    expect(await types()).toContain('read_loss_reason_changed');
  });
});

describe('a task', () => {
  const made = async (path: string, key: string, item: object) =>
    (await amo.api('POST', path, [item])).body._embedded[key][0].id as number;
  const stateOf = async (id: number) => {
    const [row]: { isDone: boolean; leadId: number }[] = await intake.service.app
      .get(DataSource)
      .query(
        'SELECT is_done AS "isDone", entity_id::int AS "leadId" FROM journal.task WHERE account_id = $1 AND task_id = $2',
        [accountId, id],
      );
    return row;
  };
  const compared = (id: number, state: object) =>
    eventually(async () => {
      await compare();
      expect(await stateOf(id)).toEqual(state);
    });

  /** A comparison that is still running would note its own end. */
  const untilCompared = () =>
    eventually(async () => {
      const left = await intake.service.app
        .get(DataSource)
        .query<unknown[]>('SELECT 1 FROM observer.inbox_lane WHERE consumer = $1', ['observer.changed']);
      expect(left).toEqual([]);
    });

  it('that was opened again or put to another lead is found by one call for all of them', async () => {
    const [one, other] = [
      await made('/api/v4/leads', 'leads', { name: 'Первая' }),
      await made('/api/v4/leads', 'leads', { name: 'Вторая' }),
    ];
    const task = { text: 'Позвонить', complete_till: 1_700_000_000, entity_type: 'leads', entity_id: one };
    const id = await made('/api/v4/tasks', 'tasks', { ...task, is_completed: true });
    await compared(id, { isDone: true, leadId: one });
    const patch = async (body: object) =>
      expect((await amo.api('PATCH', `/api/v4/tasks/${id}`, body)).status).toBe(200);
    await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
    await patch({ is_completed: false });
    await compared(id, { isDone: false, leadId: one });
    await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
    await patch({ entity_id: other });
    await compared(id, { isDone: false, leadId: other });
    const calls = sandbox.sandbox.journal.list({ subdomain: 'kazan' });
    expect(calls.filter(({ method, path }) => method === 'GET' && /tasks\/\d+/.test(path))).toEqual([]);
  });

  it('is found by the first comparison, however long the backfill took', async () => {
    const lead = await made('/api/v4/leads', 'leads', { name: 'Третья' });
    const id = await made('/api/v4/tasks', 'tasks', {
      text: 'Позвонить',
      complete_till: 1,
      entity_type: 'leads',
      entity_id: lead,
    });
    await compared(id, { isDone: false, leadId: lead });
    await untilCompared();
    await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
    await amo.api('PATCH', `/api/v4/tasks/${id}`, {
      is_completed: true,
      updated_at: Math.floor(Date.now() / 1000) - 7_200,
    });
    await intake.service.app
      .get(DataSource)
      .query(
        `UPDATE journal.account SET changes_until = NULL, began_at = now() - interval '3 hours' WHERE account_id = $1`,
        [accountId],
      );
    await intake.service.app
      .get(DataSource)
      .query(`UPDATE journal.task SET updated_at = 1 WHERE account_id = $1 AND task_id = $2`, [
        accountId,
        id,
      ]);
    await compared(id, { isDone: true, leadId: lead });
  });
});

it('names nobody for what one reading found of two people’s changes, and misses no webhook about a message', async () => {
  const rows = async (path: string, key: string) => (await amo.api('GET', path)).body._embedded[key];
  const [pipeline] = await rows('/api/v4/leads/pipelines', 'pipelines');
  const [{ id: lossReasonId }] = await rows('/api/v4/leads/loss_reasons', 'loss_reasons');
  const contacts = (await amo.api('POST', '/api/v4/contacts', [{ name: 'Клиент' }])).body._embedded.contacts;
  const contactId: number = contacts[0].id;
  const items = [{ name: 'Заявка' }, { name: 'Вопрос', _embedded: { contacts: [{ id: contactId }] } }];
  const leads = (await amo.api('POST', '/api/v4/leads', items)).body._embedded.leads;
  const [leadId, askedId] = leads.map(({ id }: { id: number }) => id);
  const poll = () => intake.bus.startDue(pollConsumer, new Date(Date.now() + ++periods * 3_600_000));
  const history = async () => {
    const { body } = await intake.api('get', `/accounts/${accountId}/journal/leads/${leadId}`);
    return (body as LeadHistoryView).items;
  };
  const found = (type: string) =>
    eventually(async () => {
      await poll();
      const row = (await history()).find((one) => one.type === type);
      expect(row).toBeDefined();
      return row;
    });
  const act = (action: string, body: object) =>
    sandbox.control('POST', 'actions', { action, subdomain: 'kazan', ...body });
  await found('lead_added');
  await eventually(async () => expect(await journal()).toMatchObject({ waiting: 0 }));
  const [anna, boris] = amo.users.map(({ id }) => id);
  await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
  const place = { pipelineId: pipeline.id, statusId: 143, lossReasonId };
  expect((await act('lead.move', { leadId, ...place, userId: anna })).status).toBe(200);
  await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
  expect((await act('lead.change', { leadId, price: 5, userId: boris })).status).toBe(200);
  expect(await found('read_loss_reason_changed')).toMatchObject({ authorId: null });
  expect(await found('lead_status_changed')).toMatchObject({ authorId: anna });

  const health = async () => (await intake.api('get', `/accounts/${accountId}/health`)).body.poll;
  await eventually(async () => expect(await journal()).toMatchObject({ waiting: 0 }));
  const { missed } = await health();
  const { body } = await act('chat.write', { text: 'Здравствуйте', contactId });
  expect(body.leadId).toBe(askedId);
  await eventually(async () => {
    await poll();
    const events: unknown[] = await intake.service.app
      .get(DataSource)
      .query(`SELECT 1 FROM journal.history WHERE type = 'incoming_chat_message' AND entity_id = $1`, [
        askedId,
      ]);
    expect(events).toHaveLength(1);
  });
  expect(await health()).toMatchObject({ missed });
});
