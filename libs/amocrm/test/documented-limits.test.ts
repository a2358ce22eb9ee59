import { describe, expect, it } from '@jest/globals';
import {
  createLeads,
  listCustomFields,
  listTags,
  OutcomeUnknown,
  UnexpectedAnswer,
  ValidationFailed,
  type AmoAnswer,
  type AmoClient,
  type AmoRequest,
} from '@hub/amocrm';

/** An account that gives prepared answers one after the other, and remembers the calls. */
function answering(...answers: (Partial<AmoAnswer> | Error)[]): AmoClient & { calls: AmoRequest[] } {
  const calls: AmoRequest[] = [];
  return {
    accountId: 'a',
    calls,
    call: (request) => {
      const answer = answers[calls.push(request) - 1];
      if (!answer) throw new Error('a call too many');
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ status: 200, body: undefined, ...answer });
    },
  };
}

const facts = { host: 'x.amocrm.ru', method: 'POST', path: '/api/v4/leads' };

describe('lists', () => {
  const page = (key: string, rows: number, rest: object = {}) => ({
    body: {
      ...rest,
      _embedded: {
        [key]: Array.from({ length: rows }, (_, id) => ({ id, name: `n${id}`, type: 'text', color: null })),
      },
    },
  });
  const next = { _links: { next: { href: 'https://x.amocrm.ru/api/v4/leads/tags?page=2' } } };

  it.each<[string, Partial<AmoAnswer>[], number]>([
    ['a short page', [page('tags', 7)], 7],
    ['204 after a full page', [page('tags', 250), { status: 204 }], 250],
    ['204 at once', [{ status: 204 }], 0],
    ['a short page that names a next one', [page('tags', 7, next)], 7],
    ['the page after one that was cut to the default size', [page('tags', 50, next), page('tags', 3)], 53],
    ['the first page of exactly the default size when there is no next', [page('tags', 50)], 50],
  ])('end at %s', async (_name, answers, rows) => {
    const amo = answering(...answers);
    expect(await listTags(amo, 'leads')).toHaveLength(rows);
    expect(amo.calls.map(({ query }) => query)).toEqual(
      answers.map((_, at) => ({ page: at + 1, limit: 250 })),
    );
  });

  it('believe the number of pages that the answer names', async () => {
    const amo = answering(
      page('custom_fields', 30, { _page: 1, _page_count: 2 }),
      page('custom_fields', 30, { _page: 2, _page_count: 2 }),
    );
    expect(await listCustomFields(amo, 'leads')).toHaveLength(60);
  });

  it.each<[string, Partial<AmoAnswer>]>([
    ['cut off', { body: '{"_embedded":' }],
    ['without its key', { body: { _embedded: { other: [] } } }],
    ['a page of a proxy', { body: '<html></html>' }],
  ])('do not end at a page that is %s', async (_name, broken) => {
    await expect(listTags(answering(page('tags', 250), broken), 'leads')).rejects.toBeInstanceOf(
      UnexpectedAnswer,
    );
  });
});

describe('batches', () => {
  const items = Array.from({ length: 120 }, (_, index) => ({ name: `lead ${index}` }));
  const made = (...ids: number[]) => ({
    body: { _embedded: { leads: ids.map((id, at) => ({ id, request_id: String(at) })) } },
  });
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);
  const sizes = (amo: { calls: AmoRequest[] }) => amo.calls.map(({ body }) => (body as object[]).length);
  const refusal = (...requestIds: (string | null)[]) =>
    new ValidationFailed(
      facts,
      'Request validation failed',
      requestIds.map((requestId) => ({
        requestId,
        errors: [{ code: 'NotBlank', path: 'name', detail: 'blank' }],
      })),
    );

  it('are cut to fifty, numbered anew each, and put together in order whatever the order of the answers', async () => {
    const second = made(...numbers(1050, 50));
    second.body._embedded.leads.reverse();
    const amo = answering(made(...numbers(1000, 50)), second, made(...numbers(1100, 20)));
    const outcomes = await createLeads(amo, items);
    expect(outcomes).toEqual(numbers(1000, 120).map((id) => ({ kind: 'done', value: { id } })));
    expect(sizes(amo)).toEqual([50, 50, 20]);
    expect((amo.calls[2]?.body as { request_id: string }[])[19]).toMatchObject({
      name: 'lead 119',
      request_id: '19',
    });
  });

  it('stop at a batch whose outcome is unknown, and send nothing after it', async () => {
    const lost = new OutcomeUnknown(facts);
    const amo = answering(made(...numbers(1000, 50)), lost);
    const outcomes = await createLeads(amo, items);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...Array(50).fill('done'),
      ...Array(70).fill('failed'),
    ]);
    expect(outcomes[119]).toEqual({ kind: 'failed', error: lost });
    expect(sizes(amo)).toEqual([50, 50]);
  });

  it('go once more without the items that amoCRM names', async () => {
    const amo = answering(refusal('1'), made(7, 8));
    expect(await createLeads(amo, items.slice(0, 3))).toMatchObject([
      { kind: 'done', value: { id: 7 } },
      { kind: 'refused', errors: [{ code: 'NotBlank' }] },
      { kind: 'done', value: { id: 8 } },
    ]);
    expect(sizes(amo)).toEqual([3, 2]);
  });

  it('are lost as a whole when amoCRM names no item', async () => {
    const error = refusal(null);
    expect(await createLeads(answering(error), items.slice(0, 2))).toEqual([
      { kind: 'failed', error },
      { kind: 'failed', error },
    ]);
  });

  it('count an item as unanswered that is missing in the answer, and no other', async () => {
    const outcomes = await createLeads(answering(made(1)), items.slice(0, 2));
    const unanswered = { kind: 'failed', error: expect.any(UnexpectedAnswer) };
    expect(outcomes).toEqual([{ kind: 'done', value: expect.objectContaining({ id: 1 }) }, unanswered]);
  });
});
