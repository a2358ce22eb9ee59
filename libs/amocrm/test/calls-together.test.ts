import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createContact,
  createLead,
  createNote,
  findLead,
  linkEntities,
  listNewestContacts,
  listNewestLeads,
  listNotes,
  OutcomeUnknown,
  patchLead,
  ValidationFailed,
  type AmoClient,
} from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { startTogether, type Account, type Together } from './together-fixture.js';

let together: Together;

beforeAll(async () => {
  together = await startTogether();
});
afterAll(() => together.close());

const allEnded = <T>(work: Promise<T>[]) => Promise.allSettled(work);

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
    const account = await together.open('free');
    const ids = await account.leads(5);
    await Promise.all(patches(account.amo, ids));
    expect(together.callsOf(account, /^PATCH .*leads\/\d+$/)).toHaveLength(5);
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(0);
  });

  it('leave as one, 50 at most, and every caller gets its own answer', async () => {
    const account = await together.open('waiting');
    const { amo } = account;
    const ids = await account.leads(60);
    await together.fill(account);
    await Promise.all(patches(amo, ids));
    expect([...(await pricesOf(account)).values()]).toEqual(ids.map(() => 7));
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(2);
  });

  it('learn the second of their own change, whatever the order of the answer', async () => {
    const account = await together.open('seconds');
    const ids = await account.leads(50);
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'status', status: 200, method: 'PATCH', path: '/api/v4/leads' },
      body: { _embedded: { leads: ids.map((id) => ({ id, updated_at: 1_700_000_000 + id })).reverse() } },
    });
    const seconds = await Promise.all(patches(account.amo, ids));
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(1);
    expect(seconds).toEqual(ids.map((id) => 1_700_000_000 + id));
  });

  it('leave as one: notes of several cards', async () => {
    const account = await together.open('notes');
    const { amo } = account;
    const ids = await account.leads(10);
    await together.fill(account);
    const made = await Promise.all(ids.map((id) => createNote(amo, 'leads', id, { text: `${id}` })));
    expect(together.callsOf(account, /^POST .*leads\/notes$/)).toHaveLength(1);
    expect((await listNotes(amo, 'leads', ids[3]!)).map(({ id }) => id)).toEqual([made[3]]);
  });

  it('leave as one: new contacts', async () => {
    const account = await together.open('contacts');
    const { amo } = account;
    await together.fill(account);
    const names = ['Анна', 'Пётр', 'Иван'];
    const made = await Promise.all(
      names.map(async (name) => ({ name, id: await createContact(amo, { name }) })),
    );
    expect(together.callsOf(account, /^POST .*contacts$/)).toHaveLength(1);
    for await (const page of listNewestContacts(amo))
      for (const { id, name } of page) expect(made).toContainEqual({ id, name });
  });

  it('leave as one: links', async () => {
    const account = await together.open('links');
    const { amo } = account;
    const ids = await account.leads(3);
    const contacts: number[] = [];
    for (const name of ['Анна', 'Пётр', 'Иван']) contacts.push(await createContact(amo, { name }));
    await together.fill(account);
    await Promise.all(
      contacts.map((id, at) =>
        linkEntities(amo, 'leads', ids[at]!, [{ to_entity_id: id, to_entity_type: 'contacts' }]),
      ),
    );
    expect(together.callsOf(account, /^POST .*leads\/link$/)).toHaveLength(1);
    const linked = await Promise.all(ids.map((id) => findLead(amo, id)));
    expect(linked.map((lead) => lead?._embedded.contacts[0]?.id)).toEqual(contacts);
  });

  it('keep the order of the writes of one card', async () => {
    const account = await together.open('ordered');
    const [one, two] = (await account.leads(2)) as [number, number];
    await together.fill(account);
    const prices = [1, 2, 3, 4];
    await Promise.all(prices.flatMap((price) => patches(account.amo, [one, two], price)));
    expect([...(await pricesOf(account)).values()]).toEqual([4, 4]);
  });

  it('keep that order when the first of them has to be sent again', async () => {
    const account = await together.open('ordered-again');
    const [one, two] = (await account.leads(2)) as [number, number];
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'status', status: 400, method: 'PATCH', path: '/api/v4/leads' },
      body: { title: 'Bad Request', status: 400, detail: 'Invalid request body' },
    });
    const { amo } = account;
    await Promise.all([...patches(amo, [one, two], 1), ...patches(amo, [one], 2)]);
    expect([...(await pricesOf(account)).values()]).toEqual([2, 1]);
  });

  it('never make two contacts of one phone in one call', async () => {
    const account = await together.open('same-phone');
    await together.fill(account);
    const anna = (value: string) =>
      createContact(account.amo, {
        name: 'Анна',
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value }] }],
      });
    await Promise.all([anna('+7 912 345-67-89'), anna('8 (912) 345-67-89'), anna('+7 912 000-00-01')]);
    expect(together.callsOf(account, /^POST .*contacts$/)).toHaveLength(2);
  });

  it('do not ride with calls of another priority, and a claim goes alone', async () => {
    const account = await together.open('priorities');
    const ids = await account.leads(9);
    await together.fill(account);
    const [claim, bulk] = [
      together.hub.clients.forAccount(account.accountId, 'claim'),
      together.hub.clients.forAccount(account.accountId, 'bulk'),
    ];
    await Promise.all([
      ...patches(account.amo, ids.slice(0, 3)),
      ...patches(bulk, ids.slice(3, 6)),
      ...patches(claim, ids.slice(6)),
    ]);
    expect(together.callsOf(account, /^PATCH .*leads\/\d+$/)).toHaveLength(3);
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(2);
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
  });
});

describe('50 calls in one', () => {
  it('of which one is bad: it fails alone', async () => {
    const account = await together.open('bad-item');
    const ids = await account.leads(49);
    await together.fill(account);
    const results = await allEnded([
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
    const account = await together.open('nameless');
    const ids = await account.leads(50);
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'status', status: 400, count: 3, method: 'PATCH', path: '/api/v4/leads' },
      body: { title: 'Bad Request', status: 400, detail: 'Invalid request body' },
    });
    await Promise.all(patches(account.amo, ids));
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(3 + 4);
  });

  it('that create and are refused without a name: nobody sends again before it has looked, and then alone', async () => {
    const account = await together.open('nameless-creations');
    const ids = await account.leads(3);
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'status', status: 400, count: 1, method: 'POST', path: '/api/v4/leads/notes' },
      body: { title: 'Bad Request', status: 400, detail: 'Invalid request body' },
    });
    const note = (id: number) => createNote(account.amo, 'leads', id, { text: `${id}` });
    for (const one of await allEnded(ids.map(note)))
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(OutcomeUnknown) });
    expect(together.callsOf(account, /^POST .*notes$/)).toHaveLength(1);
    await together.fill(account);
    await Promise.all(ids.map(note));
    expect(together.callsOf(account, /^POST .*leads\/notes$/)).toHaveLength(1);
    expect(together.callsOf(account, /^POST .*leads\/\d+\/notes$/)).toHaveLength(3);
  });

  it.each([
    ['429', { kind: 'status', status: 429 }, 0],
    ['a lost answer', { kind: 'lost-answer' }, 7],
    ['a cut connection', { kind: 'reset' }, 0],
  ])('that meet %s: everybody is told, and nothing is sent again', async (name, spec, price) => {
    const account = await together.open(`all-${name === '429' ? 'limited' : spec.kind}`);
    const ids = await account.leads(50);
    await together.fill(account);
    await together.fault(account, { ...spec, method: 'PATCH', path: '/api/v4/leads' });
    const results = await allEnded(patches(account.amo, ids));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    if (name !== '429')
      expect(results.every((one) => one.status === 'rejected' && one.reason instanceof OutcomeUnknown)).toBe(
        true,
      );
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(1);
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([price]));
  });

  it('of which some belong to an ended lease: those drop out', async () => {
    const account = await together.open('ended');
    const ids = await account.leads(50);
    await together.fill(account);
    const lease = new AbortController();
    const ending = together.hub.clients.forAccount(account.accountId, 'routing', lease.signal);
    const results = allEnded([...patches(account.amo, ids.slice(0, 40)), ...patches(ending, ids.slice(40))]);
    lease.abort(new Error('the lease has ended'));
    expect((await results).map(({ status }) => status)).toEqual(
      ids.map((_, at) => (at < 40 ? 'fulfilled' : 'rejected')),
    );
    const prices = await pricesOf(account);
    expect(ids.map((id) => prices.get(id))).toEqual(ids.map((_, at) => (at < 40 ? 7 : 0)));
  });

  it('of which some are of a process that was frozen past its lease, which only its signal knows', async () => {
    const account = await together.open('frozen');
    const ids = await account.leads(50);
    await together.fill(account);
    const { signal } = new AbortController();
    signal.throwIfAborted = () => {
      throw new Error('the lease has ended');
    };
    const frozen = together.hub.clients.forAccount(account.accountId, 'routing', signal);
    const results = await allEnded([
      ...patches(account.amo, ids.slice(0, 40)),
      ...patches(frozen, ids.slice(40)),
    ]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    const prices = await pricesOf(account);
    expect(ids.map((id) => prices.get(id))).toEqual(ids.map((_, at) => (at < 40 ? 7 : 0)));
  });

  it('of which some lose their lease while the call is on its way: the others get their answers', async () => {
    const account = await together.open('ended-late');
    const ids = await account.leads(50);
    await together.fill(account);
    const id = await together.fault(account, {
      kind: 'hold',
      when: 'after',
      method: 'PATCH',
      path: '/api/v4/leads',
    });
    const lease = new AbortController();
    const ending = together.hub.clients.forAccount(account.accountId, 'routing', lease.signal);
    const results = allEnded([...patches(account.amo, ids.slice(0, 40)), ...patches(ending, ids.slice(40))]);
    await eventually(async () => {
      const held = (await together.sandbox.control('GET', 'faults')).body as {
        id: string;
        holding: unknown[];
      }[];
      expect(held.find((one) => one.id === id)?.holding).toHaveLength(1);
    });
    lease.abort(new Error('the lease has ended'));
    await together.sandbox.control('POST', `faults/${id}/release`);
    const outcomes = await results;
    expect(outcomes.slice(0, 40).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const one of outcomes.slice(40))
      expect(one.status === 'rejected' && one.reason).toBeInstanceOf(OutcomeUnknown);
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
  });
});

it('makes one lead for each caller', async () => {
  const account = await together.open('created');
  await together.fill(account);
  const names = Array.from({ length: 20 }, (_, at) => `Заявка ${at}`);
  const ids = await Promise.all(names.map((name) => createLead(account.amo, { name })));
  const byId = new Map<number, string>();
  for await (const page of listNewestLeads(account.amo)) for (const { id, name } of page) byId.set(id, name);
  expect(ids.map((id) => byId.get(id))).toEqual(names);
  expect(byId.size).toBe(20);
  expect(together.callsOf(account, /^POST .*leads$/).length).toBeLessThan(3);
});
