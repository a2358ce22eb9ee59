import { randomUUID } from 'node:crypto';
import { AccountRepository, ReferenceGroupRepository } from '@hub/accounts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChecklistStep } from '@hub/contracts';
import { SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let reference: Branch;
let branch: Branch;

beforeAll(async () => {
  sync = await SyncFixture.start();
  reference = await sync.branch(['reference']);
  branch = await sync.branch();
  await act(reference, 'widget.install', { code: 'telephony' });
  await act(reference, 'widget.install', { code: 'old' });
  await act(reference, 'widget.remove', { code: 'old' });
  await act(reference, 'task-type.create', { name: 'Замер' });
});
afterAll(() => sync.close());

async function act({ subdomain }: Branch, action: string, body: object): Promise<void> {
  expect((await sync.sandbox.control('POST', 'actions', { action, subdomain, ...body })).status).toBe(200);
}
const release = () => sync.hub.ask('sync.releases.make', { accountId: reference.accountId });
const bring = async (to: Branch) => sync.apply(await sync.plan(to, (await release()).id));
const steps = async (query: object = {}) => (await sync.hub.ask('sync.checklist.list', query)).items;
const open = async ({ accountId }: Branch) =>
  (await steps({ accountId })).map(({ kind, key }: ChecklistStep) => `${kind} ${key}`);
const verify = ({ accountId }: Branch) => sync.hub.ask('sync.checklist.verify', { accountId });

describe('the checklist of a branch', () => {
  it('is empty until the branch was brought to a release, then has what no API writes', async () => {
    expect(await steps()).toEqual([]);
    await expect(verify(branch)).rejects.toMatchObject({ body: { status: 409 } });
    expect(await bring(branch)).toMatchObject({ state: 'applied' });
    expect(await open(branch)).toEqual([
      'task-type Замер',
      'widget telephony',
      'manual Автоматизация воронки «Воронка»',
      'manual Цвета сделок',
      'manual Источники сделок',
      'manual Шаблоны сообщений',
    ]);
  });

  it('is ticked off by a person, with name and moment, and never by one for what a plan compares', async () => {
    const { accountId } = branch;
    const colors = { accountId, kind: 'manual', key: 'Цвета сделок' };
    const done = await sync.hub.ask('sync.checklist.tick', { ...colors, by: 'Анна' });
    expect(done).toMatchObject({ state: 'done', tickedBy: 'Анна', checkedBy: 'person' });
    expect(Date.parse(done.tickedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(await open(branch)).not.toContain('manual Цвета сделок');
    expect(await steps({ accountId, state: 'done' })).toMatchObject([
      { key: 'Цвета сделок', tickedBy: 'Анна' },
    ]);

    const type = { accountId, kind: 'task-type', key: 'Замер', by: 'Анна' };
    await expect(sync.hub.ask('sync.checklist.tick', type)).rejects.toMatchObject({ body: { status: 409 } });
    const unknown = { accountId, kind: 'manual', key: 'Нет такого', by: 'Анна' };
    await expect(sync.hub.ask('sync.checklist.tick', unknown)).rejects.toMatchObject({
      body: { status: 404 },
    });
  });

  it('is ticked off by a reading where the account shows that it was done, and opened when that is gone', async () => {
    expect(await verify(branch)).toMatchObject({ open: 5, done: 1 });
    await act(branch, 'widget.install', { code: 'telephony' });
    await act(branch, 'task-type.create', { name: 'Замер' });
    expect(await verify(branch)).toMatchObject({ open: 3, done: 3 });
    const [widget] = (await steps({ accountId: branch.accountId, state: 'done' })).filter(
      ({ kind }) => kind === 'widget',
    );
    expect(widget).toMatchObject({ tickedBy: null, tickedAt: expect.any(String), checkedBy: 'hub' });
    await act(branch, 'widget.remove', { code: 'telephony' });
    expect(await verify(branch)).toMatchObject({ open: 4, done: 2 });

    // What a person says stays, whatever the account shows.
    const { accountId } = branch;
    await sync.hub.ask('sync.checklist.tick', { accountId, kind: 'widget', key: 'telephony', by: 'Анна' });
    expect(await verify(branch)).toMatchObject({ open: 3, done: 3 });
  });

  it('does not ask again for the next release, but for what is new', async () => {
    await reference.api('POST', '/api/v4/leads/pipelines', [
      {
        ...{ name: 'Сервис', sort: 30, is_main: false, is_unsorted_on: true },
        _embedded: { statuses: [{ name: 'Заявка', sort: 10, color: '#fffeb2' }] },
      },
    ]);
    const before = await open(branch);
    const plan = await sync.plan(branch, (await release()).id);
    expect(plan.text).not.toMatch(/Цвета сделок|telephony|Замер/);
    await sync.apply(plan);
    const automation = 'manual Автоматизация воронки «Сервис»';
    expect((await open(branch)).sort()).toEqual([...before, automation].sort());

    const { accountId } = branch;
    const colors = { accountId, kind: 'manual', key: 'Цвета сделок' };
    expect(await sync.hub.ask('sync.checklist.untick', colors)).toMatchObject({
      state: 'open',
      tickedBy: null,
    });
    expect((await sync.plan(branch, (await release()).id)).text).toContain('Цвета сделок');
  });

  it('does not ask for the automations of a pipeline again that only got another name', async () => {
    const { accountId } = branch;
    const key = 'Автоматизация воронки «Сервис»';
    await sync.hub.ask('sync.checklist.tick', { accountId, kind: 'manual', key, by: 'Анна' });
    const { body } = await reference.api('GET', '/api/v4/leads/pipelines');
    const { pipelines } = (body as { _embedded: { pipelines: { id: number; name: string }[] } })._embedded;
    const id = pipelines.find(({ name }) => name === 'Сервис')?.id ?? 0;
    await reference.api('PATCH', `/api/v4/leads/pipelines/${id}`, { name: 'Гарантия' });
    expect(await bring(branch)).toMatchObject({ state: 'applied' });
    const done = await steps({ accountId, state: 'done' });
    expect(done.map(({ key: of }) => of)).toContain('Автоматизация воронки «Гарантия»');
  });

  it('is one list over all accounts, page by page, and of some accounts alone', async () => {
    const second = await sync.branch();
    await bring(second);
    const all = await steps({ limit: 100, state: 'all' });
    const paged: ChecklistStep[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: ChecklistStep[]; nextCursor: string | null } = await sync.hub.ask(
        'sync.checklist.list',
        { state: 'all', limit: 3, ...(cursor ? { cursor } : {}) },
      );
      expect(page.items.length).toBeLessThanOrEqual(3);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
    expect(new Set(all.map(({ accountId }) => accountId))).toEqual(
      new Set([branch.accountId, second.accountId]),
    );
    const own = await steps({ accountIds: [second.accountId], state: 'all' });
    expect(new Set(own.map(({ accountId }) => accountId))).toEqual(new Set([second.accountId]));
  });

  it('asks for what is to be as in another reference, although it was done for the one before', async () => {
    const [other, moved] = [await sync.branch(['reference']), await sync.branch()];
    await bring(moved);
    const sources = { accountId: moved.accountId, kind: 'manual', key: 'Источники сделок' };
    await sync.hub.ask('sync.checklist.tick', { ...sources, by: 'Анна' });
    expect((await sync.plan(moved, (await release()).id)).text).not.toContain('Источники сделок');
    const { app, source } = sync.hub;
    const group = { id: randomUUID(), name: 'Марка Б', createdAt: new Date() };
    await source.transaction(async (tx) => {
      await app.get(ReferenceGroupRepository).add(tx, group);
      for (const { accountId } of [other, moved])
        await app.get(AccountRepository).update(tx, accountId, { groupId: group.id });
    });
    const { id: releaseId } = await sync.hub.ask('sync.releases.make', { accountId: other.accountId });
    const plan = await sync.plan(moved, releaseId);
    expect(plan.text).toContain('Источники сделок');
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    expect(await open(moved)).toContain('manual Источники сделок');
  });
});
