import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewReleaseView } from '@hub/contracts';
import { franchise, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let reference: Branch;
let first: NewReleaseView;

beforeAll(async () => {
  sync = await SyncFixture.start();
  reference = await sync.branch(['reference']);
  const brought = await sync.importRelease(franchise);
  await sync.apply(await sync.plan(reference, brought.id));
  first = await make();
});
afterAll(() => sync.close());

interface Lost {
  path: string;
  detail: { facts: Record<string, string> };
}

const make = (more: { confirm?: string } = {}) =>
  sync.hub.ask('sync.releases.make', { accountId: reference.accountId, ...more });
const newest = async () => (await sync.hub.ask('sync.releases.list', { limit: 1 })).items[0]?.number;

async function fault(branch: Branch, given: object): Promise<void> {
  const asked = { subdomain: branch.subdomain, kind: 'status', method: 'GET', ...given };
  expect((await sync.sandbox.control('POST', 'faults', asked)).status).toBe(201);
}

const pipelines = '/api/v4/leads/pipelines';
const fields = (entity: string) => `/api/v4/${entity}/custom_fields`;
const links = { self: { href: 'https://x' } };
const firstOfTwo = {
  _total_items: 2,
  _page: 1,
  _page_count: 2,
  _links: links,
  _embedded: { custom_fields: [{ id: 1, name: 'Поле', type: 'text', sort: 1 }] },
};

describe('an answer that cannot be true', () => {
  const emptyLists = [
    ['pipelines', pipelines, 'pipelines'],
    ['fields of leads', fields('leads'), 'custom_fields'],
    ['fields of contacts', fields('contacts'), 'custom_fields'],
  ] as const;
  const ways = (key: string): [string, object][] => [
    ['204', { status: 204, body: '' }],
    [
      '200 with an empty list',
      { status: 200, body: { _total_items: 0, _links: links, _embedded: { [key]: [] } } },
    ],
    ['200 without a list', { status: 200, body: { _total_items: 0, _links: links, _embedded: {} } }],
    ['200 with null for a list', { status: 200, body: { _links: links, _embedded: { [key]: null } } }],
    ['200 without anything embedded', { status: 200, body: { _links: links } }],
    ['200 with an empty object', { status: 200, body: {} }],
  ];
  const cases = emptyLists.flatMap(([what, path, key]) =>
    ways(key).map(([way, answer]) => [what, way, path, answer] as const),
  );

  it.each(cases)('makes no release: %s, %s', async (_what, _way, path, answer) => {
    await fault(reference, { path, ...answer });
    await expect(make()).rejects.toMatchObject({ body: { status: 502 } });
    expect(await newest()).toBe(first.number);
  });

  it('makes no plan and no blueprint', async () => {
    const missing = { path: fields('leads'), status: 204, body: '' };
    await fault(reference, missing);
    await expect(sync.plan(reference, first.id)).rejects.toMatchObject({ body: { status: 502 } });
    await fault(reference, missing);
    const text = sync.hub.ask('sync.blueprints.export', { accountId: reference.accountId });
    await expect(text).rejects.toMatchObject({ body: { status: 502 } });
  });

  it.each([
    [
      'a later page that is empty',
      { path: fields('leads'), status: 200, body: firstOfTwo },
      { path: fields('leads'), status: 204, body: '' },
    ],
    [
      'a later page that fails',
      { path: fields('leads'), status: 200, body: firstOfTwo },
      { path: fields('leads'), status: 500, body: '' },
    ],
  ])('makes no release of %s', async (_title, ...answers) => {
    for (const answer of answers) await fault(reference, answer);
    await expect(make()).rejects.toMatchObject({ body: { status: expect.any(Number) as unknown } });
    expect(await newest()).toBe(first.number);
  });

  it('makes no release of a pipeline whose stages came empty, nor of pipelines without a main one', async () => {
    await fault(reference, { pathRegExp: '/pipelines/\\d+/statuses', status: 204, body: '' });
    await expect(make()).rejects.toMatchObject({ body: { status: 502 } });
    const { body } = await reference.api('GET', pipelines);
    const list = (body as { _embedded: { pipelines: object[] } })._embedded.pipelines;
    const noMain = { _embedded: { pipelines: list.map((one) => ({ ...one, is_main: false })) } };
    await fault(reference, { path: pipelines, status: 200, body: noMain });
    await expect(make()).rejects.toMatchObject({ body: { status: 502 } });
    expect(await newest()).toBe(first.number);
  });
});

describe('a release like the one before', () => {
  it('is the one before, and says so', async () => {
    expect(first.sameAs).toBeNull();
    const again = await make();
    expect(again).toMatchObject({ id: first.id, number: first.number, sameAs: first.number });
    const imported = await sync.importRelease(franchise);
    expect(imported.sameAs).toBe(imported.number);
  });
});

describe('a release that lost a large part of the one before', () => {
  const lossOf = async (more: { confirm?: string } = {}) => {
    const refused = (await make(more).catch((error: unknown) => error)) as {
      body: { status: number; errors?: Lost[] };
    };
    expect(refused.body.status).toBe(409);
    return refused.body.errors ?? [];
  };

  it('is made when a person confirms exactly that loss', async () => {
    const tags = { path: '/api/v4/leads/tags', status: 204, body: '' };
    await fault(reference, tags);
    const errors = await lossOf();
    expect(JSON.stringify(errors)).toContain('изЦентра');
    const confirm = errors.find(({ path }) => path === 'confirm')?.detail.facts.confirm ?? '';
    expect(confirm).not.toBe('');
    await fault(reference, tags);
    await lossOf({ confirm: 'another' });

    // Another loss is not what was confirmed.
    await fault(reference, tags);
    await fault(reference, { path: '/api/v4/leads/loss_reasons', status: 204, body: '' });
    expect(JSON.stringify(await lossOf({ confirm }))).toContain('Дорого');
    expect(await newest()).toBeLessThanOrEqual(first.number + 1);

    await fault(reference, tags);
    const made = await make({ confirm });
    expect(made.objects).toBeLessThan(first.objects);
    // Back again is no loss, and the same as the first.
    expect(await make()).toMatchObject({ sameAs: first.number, objects: first.objects });
  });

  it('is made without a question where little goes', async () => {
    const { body } = await reference.api('GET', '/api/v4/leads/loss_reasons');
    const [reason] = (body as { _embedded: { loss_reasons: { id: number }[] } })._embedded.loss_reasons;
    await reference.api('DELETE', `/api/v4/leads/loss_reasons/${reason?.id ?? 0}`);
    expect((await make()).sameAs).toBeNull();
  });

  it('asks for a pipeline with its stages', async () => {
    const { body } = await reference.api('GET', pipelines);
    const list = (body as { _embedded: { pipelines: { id: number; name: string; is_main: boolean }[] } })
      ._embedded.pipelines;
    const gone = list.find(({ is_main }) => !is_main);
    await reference.api('DELETE', `${pipelines}/${gone?.id ?? 0}`);
    expect(JSON.stringify(await lossOf())).toContain(gone?.name);
  });
});

describe('a blueprint that lost a large part of the one before', () => {
  const text = (values: string) =>
    `blueprint: 1\nname: Сеть\nfields:\n  leads:\n    - { name: Канал, type: select, values: [${values}] }\n    - { name: Сумма, type: numeric }`;
  const pair = 'Звонок, Сайт';

  it('is made when a person confirms exactly that loss', async () => {
    const before = await sync.importRelease(text(pair));
    const without = text(pair).replace(/\n.*Канал.*/, '');
    const refused = (await sync.hub
      .ask('sync.blueprints.import', { text: without })
      .catch((error: unknown) => error)) as { body: { status: number; errors: Lost[] } };
    expect(refused.body).toMatchObject({ status: 409, errors: [{ path: 'text' }, { path: 'confirm' }] });
    expect(JSON.stringify(refused.body.errors)).toContain('Канал');
    expect(await newest()).toBe(before.number);
    const confirm = refused.body.errors.at(-1)?.detail.facts.confirm ?? '';
    const made = await sync.hub.ask('sync.blueprints.import', { text: without, confirm });
    expect(made).toMatchObject({ number: before.number + 1, objects: before.objects - 3 });
  });

  it('is made without a question when it lost little', async () => {
    const before = await sync.importRelease(text(`${pair}, Почта, Чат`));
    const made = await sync.hub.ask('sync.blueprints.import', { text: text(`${pair}, Почта`) });
    expect(made.objects).toBe(before.objects - 1);
  });
});
