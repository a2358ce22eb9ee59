import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BudgetStopped,
  createContact,
  createCustomField,
  createFieldGroup,
  createLead,
  createLeads,
  createPipeline,
  createStage,
  findLead,
  listCustomFields,
  listFieldGroups,
  listNewestLeads,
  listPipelines,
  listStages,
  NeedsReconnect,
  NotFound,
  patchCustomField,
  patchLead,
  patchPipeline,
  patchStage,
  readAccount,
  readPipeline,
  searchContacts,
  type AmoClient,
} from '@hub/amocrm';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import {
  startTestSandbox,
  type NewAccountReply,
  type TestSandbox,
} from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, type AmocrmProcess } from './amocrm-fixture.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;
let remote: NewAccountReply;
let accountId: string;
let amo: AmoClient;

beforeAll(async () => {
  sandbox = await startTestSandbox({ rateLimit: true });
  database = await createTestDatabase();
  hub = await startAmocrm(database.url, { connectTo: sandbox.url });
  remote = await sandbox.account({ subdomain: 'kazan' });
  accountId = await addAccount(hub, 'kazan', {
    integrationId: remote.clientId,
    longLivedToken: remote.longLivedToken,
  });
  amo = hub.clients.forAccount(accountId, 'claim');
});
afterAll(async () => {
  await hub.close();
  await database.drop();
  await sandbox.close();
});

describe('the client', () => {
  it('reads the account under its real host name', async () => {
    expect(await readAccount(amo)).toMatchObject({ id: remote.id, subdomain: 'kazan' });
  });

  it('writes and reads pipelines and stages', async () => {
    const made = await createPipeline(amo, {
      name: 'Обмен',
      sort: 5,
      is_main: false,
      is_unsorted_on: false,
      _embedded: { statuses: [{ name: 'Новые', sort: 10, color: '#fffeb2' }] },
    });
    await patchPipeline(amo, made.id, { name: 'Обмен заявками' });
    const stage = await createStage(amo, made.id, {
      name: 'В работе',
      sort: 20,
      color: '#98cbff',
      descriptions: [{ level: 'newbie', description: 'Позвонить' }],
    });
    await patchStage(amo, made.id, stage.id, { name: 'Работа' });
    expect(await readPipeline(amo, made.id)).toMatchObject({ name: 'Обмен заявками' });
    const stages = await listStages(amo, made.id);
    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['Новые', 'Работа']));
    expect(stages.find(({ id }) => id === stage.id)?.descriptions).toMatchObject([
      { description: 'Позвонить' },
    ]);
    expect((await listPipelines(amo)).map(({ id }) => id)).toContain(made.id);
    await expect(readPipeline(amo, 1)).rejects.toBeInstanceOf(NotFound);
  });

  it('writes and reads fields and groups', async () => {
    const group = await createFieldGroup(amo, 'leads', { name: 'Центр', sort: 50 });
    const field = await createCustomField(amo, 'leads', {
      name: 'Регион',
      type: 'select',
      group_id: group.id,
      enums: [
        { value: 'Казань', sort: 1 },
        { value: 'Омск', sort: 2 },
      ],
    });
    expect(field.enums.map(({ value }) => value)).toEqual(['Казань', 'Омск']);
    const patched = await patchCustomField(amo, 'leads', field.id, {
      name: 'Регион клиента',
      enums: [...field.enums.map(({ id, value, sort }) => ({ id, value, sort })), { value: 'Тула', sort: 3 }],
    });
    expect(patched.enums.slice(0, 2).map(({ id }) => id)).toEqual(field.enums.map(({ id }) => id));
    expect((await listCustomFields(amo, 'leads')).find(({ id }) => id === field.id)).toMatchObject({
      name: 'Регион клиента',
      group_id: group.id,
    });
    expect((await listFieldGroups(amo, 'leads')).map(({ id }) => id)).toContain(group.id);
  });

  it('writes and reads leads and contacts', async () => {
    const contactId = await createContact(amo, {
      name: 'Анна',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79991234567', enum_code: 'WORK' }] }],
    });
    expect((await searchContacts(amo, '9991234567')).map(({ id }) => id)).toEqual([contactId]);
    const leadId = await createLead(amo, {
      name: 'Заявка',
      price: 100,
    });
    await patchLead(amo, leadId, { price: 200 });
    expect(await findLead(amo, leadId)).toMatchObject({ price: 200 });
    expect(await findLead(amo, 1)).toBeNull();
    const first = await listNewestLeads(amo).next();
    expect(first.value?.[0]?.id).toBe(leadId);
  });

  it('cuts batches, keeps the order and tells each refused item', async () => {
    const items = Array.from({ length: 60 }, (_, index) => ({
      name: `Пачка ${index}`,
      ...(index === 7 || index === 55 ? { status_id: 999 } : {}),
    }));
    const outcomes = await createLeads(amo, items);
    expect(outcomes.flatMap(({ kind }, index) => (kind === 'refused' ? [index] : []))).toEqual([7, 55]);
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(58);
    const last = outcomes[59];
    const id = last?.kind === 'done' ? last.value.id : 0;
    expect(await findLead(amo, id)).toMatchObject({ name: 'Пачка 59' });
  });

  it('was never told to slow down, and remembers the good call', async () => {
    const rows = (await sandbox.control('GET', 'requests')).body as { status: number }[];
    expect(rows.filter(({ status }) => status === 429)).toEqual([]);
    expect((await hub.accounts.get(accountId)).lastGoodCallAt).not.toBeNull();
  });
});

describe('trouble', () => {
  async function connected(subdomain: string, features: object = {}): Promise<[string, AmoClient]> {
    const made = await sandbox.account({ subdomain, features });
    const id = await addAccount(hub, subdomain, {
      integrationId: made.clientId,
      longLivedToken: made.longLivedToken,
    });
    return [id, hub.clients.forAccount(id, 'claim')];
  }

  async function alarmsOf(id: string): Promise<unknown[]> {
    const open = await hub.alarms.list({ state: 'open' }, null, 100);
    return open.filter((alarm) => alarm.accountId === id);
  }

  it('marks an unpaid account and goes on with others', async () => {
    const [id, unpaid] = await connected('unpaid', { paid: false });
    await expect(readAccount(unpaid)).rejects.toThrow('not paid');
    expect(await hub.accounts.get(id)).toMatchObject({ state: 'degraded', stateReason: 'unpaid' });
    sandbox.sandbox.accounts.get('unpaid')!.features.paid = true;
    hub.tokens.forget(id);
    await readAccount(unpaid);
    expect(await hub.accounts.get(id)).toMatchObject({ state: 'connected' });
  });

  it('stops the budget of a blocked account until somebody resumes it', async () => {
    const [id, blocked] = await connected('blocked');
    const account = sandbox.sandbox.accounts.get('blocked')!;
    sandbox.sandbox.rateLimit.block(account);
    await expect(readAccount(blocked)).rejects.toThrow('blocked by amoCRM');
    await expect(readAccount(blocked)).rejects.toBeInstanceOf(BudgetStopped);
    expect(await hub.alarms.list({ state: 'open' }, null, 100)).toContainEqual(
      expect.objectContaining({ kind: 'account-blocked', accountId: id }),
    );
    await readAccount(amo);
    sandbox.sandbox.rateLimit.unblock(account);
    await hub.clients.resume(id);
    await readAccount(blocked);
  });

  it('is not stopped again by the late refusal of a call that began before it was resumed', async () => {
    const [id, late] = await connected('late');
    const fault = (body: object) => sandbox.control('POST', 'faults', { subdomain: 'late', ...body });
    await fault({ kind: 'status', status: 403, html: true });
    const held = (await fault({ kind: 'slow', ms: 1_500, when: 'after' })).body as { id: string };
    const refused = expect(readAccount(late)).rejects.toThrow('blocked by amoCRM');
    await eventually(async () => {
      const { body } = await sandbox.control('GET', `faults/${held.id}`);
      expect(body).toMatchObject({ hits: 1 });
    });
    await hub.clients.resume(id);
    await refused;
    await readAccount(late);
    expect(await hub.accounts.get(id)).toMatchObject({ state: 'connected' });
  });

  it('clears the alarm of a refusal whose end left no call to notice it', async () => {
    const [id, paid] = await connected('paid');
    const unpaid = { kind: 'account-unpaid' as const, subject: id, accountId: id, facts: {} };
    await hub.alarms.raise(hub.source.manager, unpaid, new Date());
    await readAccount(paid);
    expect(await alarmsOf(id)).toEqual([]);
  });

  it('raises no alarm for a refusal that comes after the account was suspended', async () => {
    const [id, late] = await connected('suspended', { paid: false });
    await hub.tokens.access(id);
    const suspended = { kind: 'suspended', reason: 'pause' } as const;
    await hub.source.transaction((tx) => hub.accounts.recordEvent(tx, id, suspended, new Date()));
    await expect(readAccount(late)).rejects.toThrow('not paid');
    expect(await alarmsOf(id)).toEqual([]);
  });

  it('keeps an account connected when the refusal of an older token comes late', async () => {
    const [id, stored] = await connected('stored');
    expect(await hub.tokens.dead(id, 0, 'new_token_refused')).toBeNull();
    await readAccount(stored);
    expect(await hub.accounts.get(id)).toMatchObject({ state: 'connected' });
    expect(await alarmsOf(id)).toEqual([]);
  });

  it('sends an account with a dead long-lived token to reconnect and asks no more', async () => {
    const id = await addAccount(hub, 'revoked', { integrationId: 'i', longLivedToken: 'no token' });
    await sandbox.account({ subdomain: 'revoked' });
    const revoked = hub.clients.forAccount(id, 'claim');
    await expect(readAccount(revoked)).rejects.toBeInstanceOf(NeedsReconnect);
    await expect(readAccount(revoked)).rejects.toBeInstanceOf(NeedsReconnect);
    const rows = (await sandbox.control('GET', 'requests?subdomain=revoked')).body as unknown[];
    expect(rows).toHaveLength(1);
    expect(await hub.accounts.get(id)).toMatchObject({ state: 'reconnect' });
  });
});
