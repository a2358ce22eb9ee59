import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createNote,
  listNotes,
  patchLead,
  patchLeads,
  UnexpectedAnswer,
  type AmoClient,
  type ItemOutcome,
} from '@hub/amocrm';
import { startTogether, type Account, type Together } from './together-fixture.js';

/*
 * An answer to 50 writes that is right but for one row. Bad items, refusals, 429 and lost answers are in
 * calls-together.test.ts.
 */

let together: Together;

beforeAll(async () => {
  together = await startTogether();
});
afterAll(() => together.close());

const size = 50;
const places = [0, 24, 49];

/** How an answer is spoilt whose row at `at` is about the card `ids[at]`. */
const spoilt: [name: string, edit: (row: string, ids: readonly number[], at: number) => object][] = [
  ['is missing', (path) => ({ path, remove: true })],
  ['is null', (path) => ({ path, value: null })],
  ['has no id', (path) => ({ path: `${path}.id`, remove: true })],
  ['is that of a foreign card', (path) => ({ path, value: { id: 5, updated_at: 1, request_id: 'x' } })],
  [
    'is another one twice',
    (path, ids, at) => ({
      path,
      value: { id: ids[(at + 1) % size], updated_at: 1, request_id: `${(at + 1) % size}` },
    }),
  ],
];
const cases = spoilt.flatMap(([name, edit]) => places.map((at) => [name, at, edit] as const));

let opened = 0;
async function openFull(): Promise<{ account: Account; ids: number[] }> {
  const account = await together.open(`spoilt-${++opened}`);
  const ids = await account.leads(size);
  return { account, ids };
}

/** By the raw API. */
async function pricesOf({ api }: Account): Promise<Map<number, number>> {
  const { body } = await api('GET', '/api/v4/leads?limit=250');
  const rows = body._embedded.leads as { id: number; price: number }[];
  return new Map(rows.map(({ id, price }) => [id, price]));
}

const onlyAt = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.flatMap((one, at) => (one.status === 'rejected' ? [{ at, error: one.reason as unknown }] : []));

const change = (amo: AmoClient, ids: readonly number[], price: number) =>
  ids.map((id) => patchLead(amo, id, { price }));

describe.each(cases)('where one row of 50 %s, at %i', (name, at, edit) => {
  const failed = [{ at, error: expect.any(UnexpectedAnswer) }];

  it('its caller alone is told so, its repeat is sent alone, and a later change of a card stays later', async () => {
    const { account, ids } = await openFull();
    const { amo } = account;
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'edit', method: 'PATCH', path: '/api/v4/leads' },
      edit: [edit(`_embedded.leads.${at}`, ids, at)],
    });
    const near = [ids[at]!, ids[(at + 1) % size]!];
    const first = change(amo, ids, 7);
    const later = change(amo, near, 8);
    expect(onlyAt(await Promise.allSettled(first))).toEqual(failed);
    await Promise.all(later);
    const prices = await pricesOf(account);
    expect(ids.map((id) => prices.get(id))).toEqual(ids.map((id) => (near.includes(id) ? 8 : 7)));
    await together.fill(account);
    await Promise.all(change(amo, near, 9));
    expect(together.callsOf(account, /^PATCH .*leads$/)).toHaveLength(1);
    expect(together.callsOf(account, /^PATCH .*leads\/\d+$/)).toHaveLength(4);
  });

  it('each card has one new note, and who cannot know its own from the answer has to look for it', async () => {
    const { account, ids } = await openFull();
    const { amo } = account;
    await together.fill(account);
    await together.fault(account, {
      ...{ kind: 'edit', method: 'POST', path: '/api/v4/leads/notes' },
      edit: [edit(`_embedded.notes.${at}`, ids, at)],
    });
    const made = await Promise.allSettled(ids.map((id) => createNote(amo, 'leads', id, { text: `${id}` })));
    const { body } = await account.api('GET', '/api/v4/leads/notes?limit=250');
    const notes = body._embedded.notes as { id: number; entity_id: number }[];
    expect(notes.map(({ entity_id: id }) => id).sort((a, b) => a - b)).toEqual(ids);
    const mine = new Map(notes.map(({ id, entity_id: leadId }) => [leadId, id]));
    const answered = made.map((one) => (one.status === 'fulfilled' ? one.value : null));
    // Two rows about two notes say that they answer the same item.
    const unknown = name === 'is another one twice' ? [at, (at + 1) % size] : [at];
    expect(answered).toEqual(ids.map((id, place) => (unknown.includes(place) ? null : mine.get(id))));
    for (const { error } of onlyAt(made)) expect(error).toBeInstanceOf(UnexpectedAnswer);
    expect((await listNotes(amo, 'leads', ids[at]!)).map(({ id }) => id)).toEqual([mine.get(ids[at]!)]);
  });

  it('a list of writes says so of that item, and the lists after it are sent', async () => {
    const { account, ids } = await openFull();
    const more = await account.leads(2);
    await together.fault(account, {
      ...{ kind: 'edit', method: 'PATCH', path: '/api/v4/leads' },
      edit: [edit(`_embedded.leads.${at}`, ids, at)],
    });
    const items = [...ids, ...more].map((id) => ({ id, price: 7 }));
    const outcomes = await patchLeads(account.amo, items);
    const kinds = outcomes.map(({ kind }: ItemOutcome<unknown>) => kind);
    expect(kinds).toEqual(items.map((_, place) => (place === at ? 'failed' : 'done')));
    expect(outcomes[at]).toEqual({ kind: 'failed', error: expect.any(UnexpectedAnswer) });
    expect(new Set((await pricesOf(account)).values())).toEqual(new Set([7]));
  });
});
