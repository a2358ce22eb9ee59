import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findContact, findLead, patchLead } from '@hub/amocrm';
import { startTogether, type Together } from './together-fixture.js';

let together: Together;

beforeAll(async () => {
  together = await startTogether();
});
afterAll(() => together.close());

describe('reads that wait for a slot', () => {
  const isAny = () => true;

  it('are answered by one list', async () => {
    const account = await together.open('read');
    const ids = await account.leads(60);
    await together.fill(account);
    const found = await Promise.all(ids.map((id) => findLead(account.amo, id, isAny)));
    expect(found.map((lead) => lead?.id)).toEqual(ids);
    expect(together.callsOf(account, /^GET .*leads\/\d+/)).toHaveLength(0);
    expect(together.callsOf(account, /^GET .*leads\?/)).toHaveLength(1);
  });

  it('go alone when the list lacks the card, or shows an older one than is needed', async () => {
    const account = await together.open('read-late', { filter_lag_seconds: 60 });
    const ids = await account.leads(4);
    await together.sandbox.control('POST', 'clock', { advanceMs: 60_000 });
    await patchLead(account.amo, ids[0]!, { price: 7 });
    const [fresh] = await account.leads(1);
    const { updated_at: changedAt } = (await findLead(account.amo, ids[0]!))!;
    await together.fill(account);
    const needed = [changedAt, 0, 0, 0];
    const [first, , , , last] = await Promise.all([
      ...ids.map((id, at) => findLead(account.amo, id, (lead) => lead.updated_at >= needed[at]!)),
      findLead(account.amo, fresh!, isAny),
    ]);
    expect([first?.price, last?.id]).toEqual([7, fresh]);
    expect(together.callsOf(account, /^GET .*leads\?.*filter/)).toHaveLength(1);
    expect(
      together.callsOf(account, new RegExp(`^GET .*leads/(${ids[0]}|${fresh})`)).length,
    ).toBeGreaterThanOrEqual(2);
  });

  it('go alone whose rows cannot be read, and cost the others nothing', async () => {
    const account = await together.open('read-broken');
    const ids = await account.leads(10);
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'edit', method: 'GET', path: '/api/v4/leads' },
      edit: [
        { path: '_embedded.leads.2', value: null },
        { path: '_embedded.leads.7.status_id', value: 'x' },
      ],
    });
    const found = await Promise.all(ids.map((id) => findLead(account.amo, id, isAny)));
    expect(found.map((lead) => lead?.id)).toEqual(ids);
    expect(together.callsOf(account, /^GET .*leads\/\d+/)).toHaveLength(2);
  });

  it('go alone where the account ignores filters, which is noticed by comparing', async () => {
    const account = await together.open('read-ignored', { apiFilter: false, api_filter_off: 'all' });
    const ids = await account.leads(200);
    await together.fill(account);
    const wanted = ids.slice(0, 5);
    const first = await Promise.all(wanted.map((id) => findLead(account.amo, id, isAny)));
    expect(first.map((lead) => lead?.id)).toEqual(wanted);
    await together.fill(account);
    const second = await Promise.all(wanted.map((id) => findLead(account.amo, id, isAny)));
    expect(second.map((lead) => lead?.id)).toEqual(wanted);
    expect(together.callsOf(account, /^GET .*leads\?.*filter/)).toHaveLength(1);
  });

  it('go alone, leads and contacts, where a list was seen to lag', async () => {
    const account = await together.open('read-lags', { filter_lag_seconds: 60 });
    const ids = await account.leads(3);
    const { body } = await account.api('POST', '/api/v4/contacts', [
      { name: 'Клиент' },
      { name: 'Клиентка' },
    ]);
    const contactIds: number[] = body._embedded.contacts.map(({ id }: { id: number }) => id);
    await together.sandbox.control('POST', 'clock', { advanceMs: 60_000 });
    const [fresh] = await account.leads(1);
    await together.fill(account);
    const both = await Promise.all([...ids, fresh!].map((id) => findLead(account.amo, id, isAny)));
    expect(both.map((lead) => lead?.id)).toEqual([...ids, fresh]);
    await together.fill(account);
    await Promise.all([
      ...ids.map((id) => findLead(account.amo, id, isAny)),
      ...contactIds.map((id) => findContact(account.amo, id, isAny)),
    ]);
    expect(together.callsOf(account, /^GET .*leads\?.*filter/)).toHaveLength(1);
    expect(together.callsOf(account, /^GET .*contacts\?.*filter/)).toHaveLength(0);
  });

  it('of contacts are answered by a list of contacts, but for one that it does not show as needed', async () => {
    const account = await together.open('read-contacts');
    const items = Array.from({ length: 20 }, (_, at) => ({ name: `Клиент ${at}` }));
    const { body } = await account.api('POST', '/api/v4/contacts', items);
    const ids: number[] = body._embedded.contacts.map(({ id }: { id: number }) => id);
    await together.fill(account);
    const found = await Promise.all(
      ids.map((id) => findContact(account.amo, id, (contact) => contact.name !== 'Клиент 7')),
    );
    expect(found.map((contact) => contact?.id)).toEqual(ids);
    expect(together.callsOf(account, /^GET .*contacts\?/)).toHaveLength(1);
    expect(together.callsOf(account, /^GET .*contacts\/\d+/)).toHaveLength(1);
  });

  it('of a card that is gone end with null, read by its id', async () => {
    const account = await together.open('read-gone');
    const ids = await account.leads(2);
    await together.fill(account);
    const found = await Promise.all([...ids, 4].map((id) => findLead(account.amo, id, isAny)));
    expect(found.map((lead) => lead?.id ?? null)).toEqual([...ids, null]);
    expect(together.callsOf(account, /^GET .*leads\/4\?/)).toHaveLength(1);
  });
});
