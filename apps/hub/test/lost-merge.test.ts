import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClientKeyRepository } from '@hub/accounts';
import { clientKeyRules } from '@hub/amocrm/pure';
import { freePort } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { believeGone } from './believe-gone.js';
import { startIntake, type TestIntake } from './start-intake.js';

/* Two cards become one, and the webhooks about it are lost. */

let sandbox: TestSandbox;
let intake: TestIntake;
let amo: Awaited<ReturnType<TestSandbox['account']>>;
let source: DataSource;
let accountId: string;
let periods = 0;
const pollSeconds = 3600;
const cards: Record<'client' | 'stays' | 'merged' | 'other' | 'alone' | 'task', number> = {
  ...{ client: 0, stays: 0, merged: 0, other: 0, alone: 0, task: 0 },
};
const alike: { stays: number; merged: number; lead: number; task: number } = {
  ...{ stays: 0, merged: 0, lead: 0, task: 0 },
};

const contact = async (name: string, phone?: string) => {
  const values = phone === undefined ? [] : [{ field_code: 'PHONE', values: [{ value: phone }] }];
  const item = { name, custom_fields_values: values };
  return (await amo.api('POST', '/api/v4/contacts', [item])).body._embedded.contacts[0].id as number;
};
const lead = async (contactId?: number) => {
  const contacts = contactId === undefined ? [] : [{ id: contactId }];
  const item = { name: 'Заявка', ...(contacts.length > 0 ? { _embedded: { contacts } } : {}) };
  return (await amo.api('POST', '/api/v4/leads', [item])).body._embedded.leads[0].id as number;
};
const task = async (entity_type: 'leads' | 'contacts', entity_id: number) => {
  const item = { text: 'Позвонить', complete_till: 1_700_000_000, entity_type, entity_id };
  return (await amo.api('POST', '/api/v4/tasks', [item])).body._embedded.tasks[0].id as number;
};
const journal = async () => (await intake.api('get', `/accounts/${accountId}/journal`)).body;
/** Begins the next period of a schedule. */
const next = (consumer: string) =>
  intake.bus.startDue(consumer, new Date(Date.now() + ++periods * pollSeconds * 1000));
const act = async (action: string, body: object) =>
  expect((await sandbox.control('POST', 'actions', { action, subdomain: 'kazan', ...body })).status).toBe(
    200,
  );

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan' });
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  intake = await startIntake({ ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: pollSeconds });
  source = intake.service.app.get(DataSource);
  cards.client = await contact('Анна');
  cards.stays = await lead(await contact('Борис'));
  cards.merged = await lead(cards.client);
  cards.other = await lead(cards.client);
  cards.alone = await lead();
  cards.task = await task('leads', cards.merged);
  alike.stays = await contact('Вера', '+7 912 000-00-01');
  alike.merged = await contact('Вера', '+7 912 000-00-01');
  alike.lead = await lead(alike.merged);
  alike.task = await task('contacts', alike.merged);
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = (await intake.api('post', '/accounts').send(account).expect(201)).body.accountId as string;
  await intake.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken: amo.longLivedToken });
  await eventually(async () => expect(await journal()).toMatchObject({ reading: 'done', waiting: 0 }));
  // The first poll has everything read that was made a moment ago.
  await eventually(async () => {
    await next(pollConsumer);
    const { body } = await intake.api('get', `/accounts/${accountId}/health`);
    expect(body.poll?.polledAt ?? null).not.toBeNull();
  });
  await eventually(async () => expect(await journal()).toMatchObject({ waiting: 0 }));
  await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
});
afterAll(async () => {
  await intake.stop();
  await sandbox.close();
});

/** Cards that wait to be read by id because they were not found. */
const missing = async (entity: 'lead' | 'contact' = 'lead'): Promise<number[]> => {
  const rows: { id: string }[] = await source.query(
    'SELECT entity_id AS id FROM observer.due_card WHERE entity = $1 AND absent_reads > 0',
    [entity],
  );
  return rows.map(({ id }) => Number(id));
};
const isGone = async (id: number) =>
  (await intake.api('get', `/accounts/${accountId}/journal/leads/${id}`)).body.isGone as boolean;
const cardOfTask = async (id: number) => {
  const [row]: { entity: string; id: number }[] = await source.query(
    'SELECT entity, entity_id::int AS id FROM journal.task WHERE account_id = $1 AND task_id = $2',
    [accountId, id],
  );
  return row;
};

it('finds the lead that was merged into another one', async () => {
  await act('lead.merge', { leadId: cards.stays, mergedId: cards.merged });
  await eventually(async () => {
    await next(pollConsumer);
    expect(await missing()).toEqual([cards.merged]);
  });
  expect(await Promise.all([cards.stays, cards.other].map(isGone))).toEqual([false, false]);
});

it('finds the card that its tasks are on now', async () => {
  expect(await cardOfTask(cards.task)).toEqual({ entity: 'lead', id: cards.merged });
  await eventually(async () => {
    await believeGone(intake, accountId);
    expect(await isGone(cards.merged)).toBe(true);
  });
  const calls = sandbox.sandbox.journal.list({ subdomain: 'kazan' }).length;
  await eventually(async () => {
    await next('observer.changed');
    expect(await cardOfTask(cards.task)).toEqual({ entity: 'lead', id: cards.stays });
  });
  const made = sandbox.sandbox.journal.list({ subdomain: 'kazan' }).slice(calls);
  expect(made.filter(({ path }) => /tasks\/\d+/.test(path))).toEqual([]);
});

it('finds a lead without a contact that was merged into another one', async () => {
  await act('lead.merge', { leadId: cards.stays, mergedId: cards.alone });
  await eventually(async () => {
    await next(pollConsumer);
    await source.query(`UPDATE observer.inbox SET run_at = now() WHERE consumer = 'observer.loose'`);
    expect(await missing()).toEqual([cards.alone]);
  });
  expect(await Promise.all([cards.stays, cards.other].map(isGone))).toEqual([false, false]);
});

it('finds a contact that was merged into another one, and its leads and tasks', async () => {
  const hashesOf = async (id: number) => {
    const [row]: { hashes: string[] }[] = await source.query(
      'SELECT hashes FROM journal.contact WHERE account_id = $1 AND contact_id = $2',
      [accountId, id],
    );
    return row?.hashes.length ?? null;
  };
  // As where clients are to be known: the check reads all contacts.
  const { keyId } = await intake.service.app.get(ClientKeyRepository).hasher();
  await source.query(
    `UPDATE journal.account SET contacts_state = 'ready', contacts_key = $2, contacts_rules = $3
      WHERE account_id = $1`,
    [accountId, keyId, clientKeyRules],
  );
  await intake.api('post', `/accounts/${accountId}/journal/check`).expect(200);
  await eventually(async () => expect(await hashesOf(alike.merged)).toBe(1));
  await act('contact.merge', { contactId: alike.stays, mergedId: alike.merged });
  const mainOf = async (leadId: number) => {
    const [row]: { id: number; all: number[] }[] = await source.query(
      `SELECT main_contact_id::int AS id, contact_ids::int[] AS all FROM journal.lead
        WHERE account_id = $1 AND lead_id = $2`,
      [accountId, leadId],
    );
    return row;
  };
  expect(await mainOf(alike.lead)).toEqual({ id: alike.merged, all: [alike.merged] });
  await eventually(async () => {
    await next(pollConsumer);
    expect(await mainOf(alike.lead)).toEqual({ id: alike.stays, all: [alike.stays] });
  });
  await eventually(async () => expect(await missing('contact')).toEqual([alike.merged]));
  await eventually(async () => {
    await believeGone(intake, accountId);
    expect(await hashesOf(alike.merged)).toBe(0);
  });
  expect(await hashesOf(alike.stays)).toBe(1);
  await eventually(async () => {
    await next('observer.changed');
    expect(await cardOfTask(alike.task)).toEqual({ entity: 'contact', id: alike.stays });
  });
});
