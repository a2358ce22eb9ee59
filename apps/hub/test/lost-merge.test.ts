import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startIntake, type TestIntake } from './start-intake.js';

let sandbox: TestSandbox;
let intake: TestIntake;
let amo: Awaited<ReturnType<TestSandbox['account']>>;
let accountId: string;
const pollSeconds = 3600;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan' });
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  intake = await startIntake({ ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: pollSeconds });
});
afterAll(async () => {
  await intake.stop();
  await sandbox.close();
});

/** Leads that wait to be read by id because they were not found. */
const missing = async (): Promise<number[]> => {
  const rows: { id: string }[] = await intake.service.app
    .get(DataSource)
    .query(`SELECT entity_id AS id FROM observer.due_card WHERE entity = 'lead' AND absent_reads > 0`);
  return rows.map(({ id }) => Number(id));
};

it('finds the lead that was merged into another one where the webhooks about it were lost', async () => {
  const contact = async (name: string) =>
    (await amo.api('POST', '/api/v4/contacts', [{ name }])).body._embedded.contacts[0].id as number;
  const lead = async (contactId: number) => {
    const item = { name: 'Заявка', _embedded: { contacts: [{ id: contactId }] } };
    return (await amo.api('POST', '/api/v4/leads', [item])).body._embedded.leads[0].id as number;
  };
  const client = await contact('Анна');
  const [stays, merged, other] = [await lead(await contact('Борис')), await lead(client), await lead(client)];
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = (await intake.api('post', '/accounts').send(account).expect(201)).body.accountId as string;
  await intake.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken: amo.longLivedToken });
  const journal = async () => (await intake.api('get', `/accounts/${accountId}/journal`)).body;
  await eventually(async () => expect(await journal()).toMatchObject({ reading: 'done', waiting: 0 }));

  let polls = 0;
  const poll = () => intake.bus.startDue(pollConsumer, new Date(Date.now() + ++polls * pollSeconds * 1000));
  // The first poll has everything read that was made a moment ago.
  await eventually(async () => {
    await poll();
    const { body } = await intake.api('get', `/accounts/${accountId}/health`);
    expect(body.poll?.polledAt ?? null).not.toBeNull();
  });
  await eventually(async () => expect(await journal()).toMatchObject({ waiting: 0 }));

  await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
  const action = { action: 'lead.merge', subdomain: 'kazan', leadId: stays, mergedId: merged };
  expect((await sandbox.control('POST', 'actions', action)).status).toBe(200);
  await eventually(async () => {
    await poll();
    expect(await missing()).toEqual([merged]);
  });
  const shown = async (id: number) =>
    (await intake.api('get', `/accounts/${accountId}/journal/leads/${id}`)).body.isGone as boolean;
  expect([await shown(stays), await shown(other)]).toEqual([false, false]);
});
