import { sayFact } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LeftOutRule } from '@hub/contracts';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';
import { still } from './still.js';

let sync: SyncFixture;
let reference: Branch;
let branch: Branch;

beforeAll(async () => {
  sync = await SyncFixture.start();
  reference = await sync.branch(['reference']);
  branch = await sync.branch();
  await reference.api('POST', '/api/v4/leads/pipelines', [
    {
      ...{ name: 'Продажи', sort: 20, is_main: false, is_unsorted_on: true },
      _embedded: { statuses: [{ name: 'Новая', sort: 10, color: '#fffeb2' }] },
    },
    {
      ...{ name: 'Сервис', sort: 30, is_main: false, is_unsorted_on: true },
      _embedded: { statuses: [{ name: 'Заявка', sort: 10, color: '#fffeb2' }] },
    },
  ]);
  await reference.api('POST', '/api/v4/leads/tags', [{ name: 'VIP' }, { name: 'Повтор' }]);
});
afterAll(() => sync.close());

const make = (leaveOut?: LeftOutRule[]) =>
  sync.hub.ask('sync.releases.make', { accountId: reference.accountId, leaveOut });
const own = async (at: Branch, names: readonly string[]) =>
  [...(await readRows(at))]
    .filter(([, { name }]) => names.includes(name))
    .map(([path, row]) => [path, still(row)]);
const pipelineOf = async (at: Branch, name: string) =>
  [...(await readRows(at)).values()].find((row) => row.name === name)!;
const ledgerOf = async ({ accountId }: Branch) =>
  (await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 })).items;

describe('a release that leaves out a pipeline and all tags', () => {
  const service = ['Сервис', 'Заявка', 'VIP', 'Повтор'];

  it('says that nothing of that name is there, and what names an object', async () => {
    await expect(make([{ kind: 'pipeline', key: 'Сервиз' }])).rejects.toMatchObject({
      body: {
        status: 422,
        errors: [{ path: 'leaveOut.0', detail: { key: 'sync.leave-out-unknown', facts: { key: 'Сервиз' } } }],
      },
    });
    await expect(make([{ kind: 'nothing' }])).rejects.toMatchObject({ body: { status: 422 } });
    const { id } = await pipelineOf(reference, 'Сервис');
    const stage = await pipelineOf(reference, 'Заявка');
    const required = [{ pipeline_id: id, status_id: stage.id }];
    await reference.api('POST', '/api/v4/contacts/custom_fields', [
      { name: 'Номер паспорта', type: 'text', required_statuses: required },
    ]);
    const refused = make([{ kind: 'tag' }, { kind: 'pipeline', key: 'Сервис' }]);
    await expect(refused).rejects.toMatchObject({
      body: {
        status: 422,
        errors: [{ path: 'leaveOut.1', detail: { facts: { byKey: 'contacts/Номер паспорта' } } }],
      },
    });
    const field = await pipelineOf(reference, 'Номер паспорта');
    await reference.api('PATCH', '/api/v4/contacts/custom_fields', [
      { id: field.id, name: 'Номер паспорта', required_statuses: [] },
    ]);
  });

  it('leaves alone in a branch what an earlier release made there, also with pruning', async () => {
    const whole = await make([]);
    expect(await sync.apply(await sync.plan(branch, whole.id))).toMatchObject({ state: 'applied' });
    const before = await own(branch, service);
    expect(before).toHaveLength(4);

    const rules = [{ kind: 'pipeline', key: 'Сервис' }, { kind: 'tag' }];
    const part = await make(rules);
    expect(part.leftOut).toEqual([
      { kind: 'pipeline', key: 'Сервис' },
      { kind: 'tag', key: null },
    ]);
    const difference = await sync.hub.ask('sync.releases.compare', { releaseId: whole.id, to: part.id });
    expect(difference).toMatchObject({ isEmpty: false, counts: { delete: 0 }, managesAgain: [] });
    expect(difference.leavesOut).toHaveLength(2);
    expect(sayFact(difference.text, 'ru')).toContain('Исключено из релиза: Воронка «Сервис», Теги.');

    const plan = await sync.plan(branch, part.id, { prune: true });
    expect(plan).toMatchObject({ isEmpty: false, counts: { delete: 0, blocked: 0, update: 0 } });
    expect(plan.released.map(({ name }) => name)).toEqual(expect.arrayContaining(service));
    expect(plan.text).toContain('Сервис');
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied', callsDone: 0 });
    expect(await own(branch, service)).toEqual(before);
    expect((await ledgerOf(branch)).filter(({ kind }) => kind === 'tag')).toEqual([]);
    expect(await sync.plan(branch, part.id, { prune: true })).toMatchObject({ isEmpty: true, released: [] });
  });

  it('is followed by one that leaves out the same, under another name and after a deletion, until told otherwise', async () => {
    const { id } = await pipelineOf(reference, 'Сервис');
    await reference.api('PATCH', `/api/v4/leads/pipelines/${id}`, { name: 'Гарантия' });
    await reference.api('POST', '/api/v4/leads/tags', [{ name: 'Оператор придумал' }]);
    const renamed = await make();
    expect(renamed.leftOut).toEqual([
      { kind: 'pipeline', key: 'Гарантия' },
      { kind: 'tag', key: null },
    ]);
    const fresh = await sync.branch();
    const plan = await sync.plan(fresh, renamed.id);
    expect(plan.text).not.toMatch(/Гарантия|Сервис|Оператор придумал|VIP/);
    expect(await sync.plan(branch, renamed.id, { prune: true })).toMatchObject({
      counts: { delete: 0, update: 0 },
    });

    await reference.api('DELETE', `/api/v4/leads/pipelines/${id}`);
    expect((await make()).leftOut).toEqual(renamed.leftOut);
    const all = await make([]);
    expect(all.leftOut).toEqual([]);
    const { text } = await sync.plan(fresh, all.id);
    expect(text).toContain('Оператор придумал');
  });

  it('is written into a blueprint and read from it', async () => {
    const part = await make([{ kind: 'tag' }]);
    const { text } = await sync.hub.ask('sync.blueprints.export', { releaseId: part.id });
    const imported = await sync.importRelease(text);
    expect(imported).toMatchObject({ checksum: part.checksum, leftOut: [{ kind: 'tag', key: null }] });
    const wrong = sync.importRelease(text.replace('kind: tag', 'kind: pipeline'));
    await expect(wrong).rejects.toMatchObject({ body: { status: 422 } });
  });
});

it('is exported with what an import of the text would refuse', async () => {
  const odd = await sync.branch();
  const monetary = { name: 'Сумма', type: 'monetary', currency: 'RUB' };
  await odd.api('POST', '/api/v4/leads/custom_fields', [monetary]);
  await odd.api('POST', '/api/v4/contacts/tags', [{ name: 'А' }]);
  const text = () => sync.hub.ask('sync.blueprints.export', { accountId: odd.accountId });
  expect((await text()).problems).toEqual([]);
  const line = (sort: number) => ({
    ...{ name: 'Двойник', sort, is_main: false, is_unsorted_on: true },
    _embedded: { statuses: [{ name: 'Новая', sort: 10, color: '#fffeb2' }] },
  });
  await odd.api('POST', '/api/v4/leads/pipelines', [line(20), line(30)]);
  expect((await text()).problems).toMatchObject([
    { key: 'blueprints.problem', facts: { expected: { key: 'blueprints.another-name' } } },
  ]);
});

it('is not made of an account where another field has the place of the hub’s own', async () => {
  const odd = await sync.branch(['reference']);
  const taken = { name: 'Номер', type: 'numeric', code: 'HUB_TRANSFER_ID' };
  await odd.api('POST', '/api/v4/leads/custom_fields', [taken]);
  await expect(sync.hub.ask('sync.releases.make', { accountId: odd.accountId })).rejects.toMatchObject({
    body: {
      status: 422,
      detail: { key: 'sync.transfer-field-taken', facts: { name: 'Номер', type: 'numeric' } },
    },
  });
});
