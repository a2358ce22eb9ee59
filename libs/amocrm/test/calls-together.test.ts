import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createContact,
  createLead,
  createNote,
  findContact,
  findLead,
  linkEntities,
  listNewestContacts,
  listNewestLeads,
  listNotes,
  OutcomeUnknown,
  patchLead,
  readAccount,
  ValidationFailed,
  type AmoClient,
} from '@hub/amocrm';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type Api, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, type AmocrmProcess } from './amocrm-fixture.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;

beforeAll(async () => {
  sandbox = await startTestSandbox({ rateLimit: true });
  database = await createTestDatabase();
  hub = await startAmocrm(database.url, { connectTo: sandbox.url });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
  await sandbox.close();
});

interface Account {
  subdomain: string;
  accountId: string;
  integrationId: string;
  amo: AmoClient;
  api: Api;
  /** Makes leads by the raw API, which takes no slot of the hub's budget. */
  leads: (count: number) => Promise<number[]>;
}

async function open(subdomain: string, features: object = {}): Promise<Account> {
  const remote = await sandbox.account({
    subdomain,
    features: { apiFilter: true, rateLimit: false, ...features },
  });
  const { clientId: integrationId, longLivedToken } = remote;
  const accountId = await addAccount(hub, subdomain, { integrationId, longLivedToken });
  return {
    subdomain,
    accountId,
    integrationId,
    amo: hub.clients.forAccount(accountId, 'routing'),
    api: remote.api,
    leads: async (count) => {
      const items = Array.from({ length: count }, (_, at) => ({ name: `Сделка ${at}` }));
      const { body } = await remote.api('POST', '/api/v4/leads', items);
      return body._embedded.leads.map(({ id }: { id: number }) => id);
    },
  };
}

/** Takes all seven places, and gives them back when somebody waits for one: whatever is called next has to wait. */
async function fill(account: Account): Promise<void> {
  const held = await fault(account, { kind: 'hold', path: '/api/v4/account', when: 'before', count: 7 });
  const reads = Promise.all(Array.from({ length: 7 }, () => readAccount(account.amo)));
  const areHeld = async () => (await sandbox.control('GET', `faults/${held}`)).body.holding.length === 7;
  await eventually(async () => expect(await areHeld()).toBe(true));
  const use = () => hub.clients.budgetUse(account.accountId, account.integrationId);
  const isAwaited = eventually(async () => expect((await use()).waiting).toBeGreaterThan(0));
  void isAwaited.finally(() => sandbox.control('DELETE', `faults/${held}`)).then(() => reads);
}

const callsOf = ({ subdomain }: Account, path: RegExp) =>
  sandbox.sandbox.journal.list({ subdomain }).filter((call) => path.test(`${call.method} ${call.path}`));

async function fault({ subdomain }: Account, spec: object): Promise<string> {
  const made = await sandbox.control('POST', 'faults', { subdomain, ...spec });
  expect(made.status).toBe(201);
  return made.body.id as string;
}

const settle = <T>(work: Promise<T>[]) => Promise.allSettled(work);

/** By the raw API as well. */
async function pricesOf({ api }: Account): Promise<Map<number, number>> {
  const { body } = await api('GET', '/api/v4/leads?limit=250');
  const rows = body._embedded.leads as { id: number; price: number }[];
  return new Map(rows.map(({ id, price }) => [id, price]));
}

const patches = (amo: AmoClient, ids: readonly number[], price = 7) =>
  ids.map((id) => patchLead(amo, id, { price }));

describe('calls that wait for a slot', () => {
  it('leave alone and at once while slots are free', async () => {
    const account = await open('free');
    const ids = await account.leads(5);
    await Promise.all(patches(account.amo, ids));
    expect(callsOf(account, /^PATCH .*leads\/\d+$/)).toHaveLength(5);
    expect(callsOf(account, /^PATCH .*leads$/)).toHaveLength(0);
  });

  it('leave as one, 50 at most, and every caller gets its own answer', async () => {
    const account = await open('waiting');
    const { amo } = account;
    const ids = await account.leads(60);
    await fill(account);
    await Promise.all(patches(amo, ids));
    expect([...(await pricesOf(account)).values()]).toEqual(ids.map(() => 7));
    expect(callsOf(account, /^PATCH .*leads$/)).toHaveLength(2);
  });

  it('leave as one: notes of several cards', async () => {
    const account = await open('notes');
    const { amo } = account;
    const ids = await account.leads(10);
    await fill(account);
    const made = await Promise.all(ids.map((id) => createNote(amo, 'leads', id, { text: `${id}` })));
    expect(callsOf(account, /^POST .*leads\/notes$/)).toHaveLength(1);
    expect((await listNotes(amo, 'leads', ids[3]!)).map(({ id }) => id)).toEqual([made[3]]);
  });

  it('leave as one: new contacts', async () => {
    const account = await open('contacts');
    const { amo } = account;
    await fill(account);
    const names = ['Анна', 'Пётр', 'Иван'];
    const made = await Promise.all(
      names.map(async (name) => ({ name, id: await createContact(amo, { name }) })),
    );
    expect(callsOf(account, /^POST .*contacts$/)).toHaveLength(1);
    for await (const page of listNewestContacts(amo))
      for (const { id, name } of page) expect(made).toContainEqual({ id, name });
  });

  it('leave as one: links', async () => {
    const account = await open('links');
    const { amo } = account;
    const ids = await account.leads(3);
    const contacts: number[] = [];
    for (const name of ['Анна', 'Пётр', 'Иван']) contacts.push(await createContact(amo, { name }));
    await fill(account);
    await Promise.all(
      contacts.map((id, at) =>
        linkEntities(amo, 'leads', ids[at]!, [{ to_entity_id: id, to_entity_type: 'contacts' }]),
      ),
    );
    expect(callsOf(account, /^POST .*leads\/link$/)).toHaveLength(1);
    const linked = await Promise.all(ids.map((id) => findLead(amo, id)));
    expect(linked.map((lead) => lead?._embedded.contacts[0]?.id)).toEqual(contacts);
  });

  it('keep the order of the writes of one card', async () => {
    const account = await open('ordered');
    const [one, two] = (await account.leads(2)) as [number, number];
    await fill(account);
    const prices = [1, 2, 3, 4];
    await Promise.all(prices.flatMap((price) => patches(account.amo, [one, two], price)));
    expect([...(await pricesOf(account)).values()]).toEqual([4, 4]);
  });

  it('keep that order when the first of them has to be sent again', async () => {
    const account = await open('ordered-again');
    const [one, two] = (await account.leads(2)) as [number, number];
    await fill(account);
    await fault(account, {
      ...{ kind: 'status', status: 400, method: 'PATCH', path: '/api/v4/leads' },
      body: { title: 'Bad Request', status: 400, detail: 'Invalid request body' },
    });
    const { amo } = account;
    await Promise.all([...patches(amo, [one, two], 1), ...patches(amo, [one], 2)]);
    expect([...(await pricesOf(account)).values()]).toEqual([2, 1]);
  });

  it('never make two contacts of one phone in one call', async () => {
    const account = await open('same-phone');
    await fill(account);
    const anna = (value: string) =>
      createContact(account.amo, {
        name: 'Анна',
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value }] }],
      });
    await Promise.all([anna('+7 912 345-67-89'), anna('8 (912) 345-67-89'), anna('+7 912 000-00-01')]);
    expect(callsOf(account, /^POST .*contacts$/)).toHaveLength(2);
  });

  it('do not ride with calls of another priority, and a claim goes alone', async () => {
    const account = await open('priorities');
    const ids = await account.leads(9);
    await fill(account);
    const [claim, bulk] = [
      hub.clients.forAccount(account.accountId, 'claim'),
      hub.clients.forAccount(account.accountId, 'bulk'),
    ];
    await Promise.all([
      ...patches(account.amo, ids.slice(0, 3)),
      ...patches(bulk, ids.slice(3, 6)),
      ...patches(claim, ids.slice(6)),
    ]);
    expect(callsOf(account, /^PATCH .*leads\/\d+$/)).toHaveLength(3);
    expect(callsOf(account, /^PATCH .*leads$/)).toHaveLength(2);
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
  });
});

describe('50 calls in one', () => {
  it('of which one is bad: it fails alone', async () => {
    const account = await open('bad-item');
    const ids = await account.leads(49);
    await fill(account);
    const results = await settle([
      ...patches(account.amo, ids.slice(0, 20)),
      patchLead(account.amo, ids[20]!, { status_id: 5 }),
      ...patches(account.amo, ids.slice(21)),
    ]);
    const failed = results.flatMap((one, at) =>
      one.status === 'rejected' ? [{ at, error: one.reason }] : [],
    );
    expect(failed).toEqual([{ at: 20, error: expect.any(ValidationFailed) }]);
    const prices = await pricesOf(account);
    expect(ids.map((id) => prices.get(id))).toEqual(ids.map((_, at) => (at === 20 ? 0 : 7)));
  });

  it('that are refused without a name: they go in halves', async () => {
    const account = await open('nameless');
    const ids = await account.leads(50);
    await fill(account);
    await fault(account, {
      ...{ kind: 'status', status: 400, count: 3, method: 'PATCH', path: '/api/v4/leads' },
      body: { title: 'Bad Request', status: 400, detail: 'Invalid request body' },
    });
    await Promise.all(patches(account.amo, ids));
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
    expect(callsOf(account, /^PATCH .*leads$/)).toHaveLength(3 + 4);
  });

  it('that create and are refused without a name: nobody sends again before it has looked, and then alone', async () => {
    const account = await open('nameless-creations');
    const ids = await account.leads(3);
    await fill(account);
    await fault(account, {
      ...{ kind: 'status', status: 400, count: 1, method: 'POST', path: '/api/v4/leads/notes' },
      body: { title: 'Bad Request', status: 400, detail: 'Invalid request body' },
    });
    const note = (id: number) => createNote(account.amo, 'leads', id, { text: `${id}` });
    for (const one of await settle(ids.map(note)))
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(OutcomeUnknown) });
    expect(callsOf(account, /^POST .*notes$/)).toHaveLength(1);
    await fill(account);
    await Promise.all(ids.map(note));
    expect(callsOf(account, /^POST .*leads\/notes$/)).toHaveLength(1);
    expect(callsOf(account, /^POST .*leads\/\d+\/notes$/)).toHaveLength(3);
  });

  it.each([
    ['429', { kind: 'status', status: 429 }, 0],
    ['a lost answer', { kind: 'lost-answer' }, 7],
    ['a cut connection', { kind: 'reset' }, 0],
  ])('that meet %s: everybody is told, and nothing is sent again', async (name, spec, price) => {
    const account = await open(`all-${name === '429' ? 'limited' : spec.kind}`);
    const ids = await account.leads(50);
    await fill(account);
    await fault(account, { ...spec, method: 'PATCH', path: '/api/v4/leads' });
    const results = await settle(patches(account.amo, ids));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    if (name !== '429')
      expect(results.every((one) => one.status === 'rejected' && one.reason instanceof OutcomeUnknown)).toBe(
        true,
      );
    expect(callsOf(account, /^PATCH .*leads$/)).toHaveLength(1);
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([price]));
  });

  it('of which some belong to an ended lease: those drop out', async () => {
    const account = await open('ended');
    const ids = await account.leads(50);
    await fill(account);
    const lease = new AbortController();
    const ending = hub.clients.forAccount(account.accountId, 'routing', lease.signal);
    const results = settle([...patches(account.amo, ids.slice(0, 40)), ...patches(ending, ids.slice(40))]);
    lease.abort(new Error('the lease has ended'));
    expect((await results).map(({ status }) => status)).toEqual(
      ids.map((_, at) => (at < 40 ? 'fulfilled' : 'rejected')),
    );
    const prices = await pricesOf(account);
    expect(ids.map((id) => prices.get(id))).toEqual(ids.map((_, at) => (at < 40 ? 7 : 0)));
  });

  it('of which some are of a process that was frozen past its lease, which only its signal knows', async () => {
    const account = await open('frozen');
    const ids = await account.leads(50);
    await fill(account);
    const { signal } = new AbortController();
    signal.throwIfAborted = () => {
      throw new Error('the lease has ended');
    };
    const frozen = hub.clients.forAccount(account.accountId, 'routing', signal);
    const results = await settle([
      ...patches(account.amo, ids.slice(0, 40)),
      ...patches(frozen, ids.slice(40)),
    ]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    const prices = await pricesOf(account);
    expect(ids.map((id) => prices.get(id))).toEqual(ids.map((_, at) => (at < 40 ? 7 : 0)));
  });

  it('of which some lose their lease while the call is on its way: the others get their answers', async () => {
    const account = await open('ended-late');
    const ids = await account.leads(50);
    await fill(account);
    const id = await fault(account, { kind: 'hold', when: 'after', method: 'PATCH', path: '/api/v4/leads' });
    const lease = new AbortController();
    const ending = hub.clients.forAccount(account.accountId, 'routing', lease.signal);
    const results = settle([...patches(account.amo, ids.slice(0, 40)), ...patches(ending, ids.slice(40))]);
    await eventually(async () => {
      const held = (await sandbox.control('GET', 'faults')).body as { id: string; holding: unknown[] }[];
      expect(held.find((one) => one.id === id)?.holding).toHaveLength(1);
    });
    lease.abort(new Error('the lease has ended'));
    await sandbox.control('POST', `faults/${id}/release`);
    const settled = await results;
    expect(settled.slice(0, 40).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const one of settled.slice(40))
      expect(one.status === 'rejected' && one.reason).toBeInstanceOf(OutcomeUnknown);
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
  });
});

describe('reads that wait for a slot', () => {
  const isAny = () => true;

  it('are answered by one list', async () => {
    const account = await open('read');
    const ids = await account.leads(60);
    await fill(account);
    const found = await Promise.all(ids.map((id) => findLead(account.amo, id, isAny)));
    expect(found.map((lead) => lead?.id)).toEqual(ids);
    expect(callsOf(account, /^GET .*leads\/\d+/)).toHaveLength(0);
    expect(callsOf(account, /^GET .*leads\?/)).toHaveLength(1);
  });

  it('go alone when the list lacks the card, or shows an older one than is needed', async () => {
    const account = await open('read-late', { filter_lag_seconds: 60 });
    const ids = await account.leads(4);
    await sandbox.control('POST', 'clock', { advanceMs: 60_000 });
    await Promise.all(patches(account.amo, [ids[0]!]));
    const [fresh] = await account.leads(1);
    const { updated_at: changedAt } = (await findLead(account.amo, ids[0]!))!;
    await fill(account);
    const needed = [changedAt, 0, 0, 0];
    const [first, , , , last] = await Promise.all([
      ...ids.map((id, at) => findLead(account.amo, id, (lead) => lead.updated_at >= needed[at]!)),
      findLead(account.amo, fresh!, isAny),
    ]);
    expect([first?.price, last?.id]).toEqual([7, fresh]);
    expect(callsOf(account, /^GET .*leads\?.*filter/)).toHaveLength(1);
    expect(callsOf(account, new RegExp(`^GET .*leads/(${ids[0]}|${fresh})`)).length).toBeGreaterThanOrEqual(
      2,
    );
  });

  it('go alone where the account ignores filters, which is noticed by comparing', async () => {
    const account = await open('read-ignored', { apiFilter: false, api_filter_off: 'all' });
    const ids = await account.leads(200);
    await fill(account);
    const wanted = ids.slice(0, 5);
    const first = await Promise.all(wanted.map((id) => findLead(account.amo, id, isAny)));
    expect(first.map((lead) => lead?.id)).toEqual(wanted);
    await fill(account);
    const second = await Promise.all(wanted.map((id) => findLead(account.amo, id, isAny)));
    expect(second.map((lead) => lead?.id)).toEqual(wanted);
    expect(callsOf(account, /^GET .*leads\?.*filter/)).toHaveLength(1);
  });

  it('go alone, leads and contacts, where a list was seen to lag', async () => {
    const account = await open('read-lags', { filter_lag_seconds: 60 });
    const ids = await account.leads(3);
    const { body } = await account.api('POST', '/api/v4/contacts', [
      { name: 'Клиент' },
      { name: 'Клиентка' },
    ]);
    const contactIds: number[] = body._embedded.contacts.map(({ id }: { id: number }) => id);
    await sandbox.control('POST', 'clock', { advanceMs: 60_000 });
    const [fresh] = await account.leads(1);
    await fill(account);
    const both = await Promise.all([...ids, fresh!].map((id) => findLead(account.amo, id, isAny)));
    expect(both.map((lead) => lead?.id)).toEqual([...ids, fresh]);
    await fill(account);
    await Promise.all([
      ...ids.map((id) => findLead(account.amo, id, isAny)),
      ...contactIds.map((id) => findContact(account.amo, id, isAny)),
    ]);
    expect(callsOf(account, /^GET .*leads\?.*filter/)).toHaveLength(1);
    expect(callsOf(account, /^GET .*contacts\?.*filter/)).toHaveLength(0);
  });

  it('of contacts are answered by a list of contacts, but for one that it does not show as needed', async () => {
    const account = await open('read-contacts');
    const items = Array.from({ length: 20 }, (_, at) => ({ name: `Клиент ${at}` }));
    const { body } = await account.api('POST', '/api/v4/contacts', items);
    const ids: number[] = body._embedded.contacts.map(({ id }: { id: number }) => id);
    await fill(account);
    const found = await Promise.all(
      ids.map((id) => findContact(account.amo, id, (contact) => contact.name !== 'Клиент 7')),
    );
    expect(found.map((contact) => contact?.id)).toEqual(ids);
    expect(callsOf(account, /^GET .*contacts\?/)).toHaveLength(1);
    expect(callsOf(account, /^GET .*contacts\/\d+/)).toHaveLength(1);
  });

  it('of a card that is gone end with null, read by its id', async () => {
    const account = await open('read-gone');
    const ids = await account.leads(2);
    await fill(account);
    const found = await Promise.all([...ids, 4].map((id) => findLead(account.amo, id, isAny)));
    expect(found.map((lead) => lead?.id ?? null)).toEqual([...ids, null]);
    expect(callsOf(account, /^GET .*leads\/4\?/)).toHaveLength(1);
  });
});

it('makes one lead for each caller', async () => {
  const account = await open('created');
  await fill(account);
  const names = Array.from({ length: 20 }, (_, at) => `Заявка ${at}`);
  const ids = await Promise.all(names.map((name) => createLead(account.amo, { name })));
  const byId = new Map<number, string>();
  for await (const page of listNewestLeads(account.amo)) for (const { id, name } of page) byId.set(id, name);
  expect(ids.map((id) => byId.get(id))).toEqual(names);
  expect(byId.size).toBe(20);
  expect(callsOf(account, /^POST .*leads$/).length).toBeLessThan(3);
});
