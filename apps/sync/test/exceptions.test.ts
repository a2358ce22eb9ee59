import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AlarmRepository } from '@hub/accounts';
import { eventually } from '@hub/testing';
import { ExceptionRepository } from '../src/exception/exception.repository.js';
import { ExceptionEnds } from '../src/exception/exception-ends.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const text = `blueprint: 1
name: Проба
pipelines:
  - name: Заявки
    stages:
      - name: Новая
        color: '#d6eaff'
      - name: Договор
        color: '#98cbff'
tags:
  leads: [Проба]
`;

let sync: SyncFixture;
let branch: Branch;
let releaseId: string;
beforeAll(async () => {
  sync = await SyncFixture.start();
  branch = await sync.branch();
  releaseId = (await sync.importRelease(text)).id;
});
afterAll(() => sync.close());

const later = new Date(Date.now() + 86_400_000).toISOString();
const save = (more: object = {}) =>
  sync.hub.ask('sync.exceptions.save', {
    ...{ accountId: branch.accountId, kind: 'stage', key: 'Заявки/Договор', attributes: ['name'] },
    ...{ reason: 'Свой договор', endsAt: later, by: 'Анна', ...more },
  });
const refused = (status: number, path?: string) => ({
  body: { status, ...(path === undefined ? {} : { errors: [expect.objectContaining({ path })] }) },
});

async function rename(from: string, name: string): Promise<void> {
  const [path] = [...(await readRows(branch))].find((row) => row[1].name === from)!;
  await branch.api('PATCH', path, { name });
}
async function openAlarms(kind: string): Promise<string[]> {
  const open = await sync.hub.app.get(AlarmRepository).list({ state: 'open', kind }, null, 100);
  return open.map(({ subject }) => subject);
}

describe('exceptions of an account', () => {
  it('are about what the release of the account has', async () => {
    await expect(save()).rejects.toMatchObject(refused(422));
    await expect(save({ releaseId, key: 'Заявки/Нет' })).rejects.toMatchObject(refused(422, 'key'));
    await sync.apply(await sync.plan(branch, releaseId));
    await expect(save({ key: 'Заявки/Нет' })).rejects.toMatchObject(refused(422, 'key'));
    await expect(save({ attributes: ['цвет'] })).rejects.toMatchObject(refused(422, 'attributes.0'));
    await expect(save({ endsAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject(refused(422, 'endsAt'));
    await expect(save({ kind: 'этап' })).rejects.toMatchObject(refused(422, 'kind'));
  });

  it('hold in every plan and are shown there; a plan approved before one leaves its object alone', async () => {
    await rename('Договор', 'Контракт');
    const before = await sync.plan(branch, releaseId);
    expect(before.counts.update).toBe(1);

    const made = await save();
    expect(made).toMatchObject({ name: 'Договор', state: 'in-force', madeBy: 'Анна' });
    await expect(save()).rejects.toMatchObject(refused(409));
    expect(await sync.apply(before)).toMatchObject({ state: 'stale' });

    const plan = await sync.plan(branch, releaseId);
    expect(plan).toMatchObject({ isEmpty: true });
    expect(plan.text).toContain(`Этап «Заявки/Договор» (name): Свой договор; до ${later.slice(0, 10)}`);
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    expect([...(await readRows(branch)).values()].map(({ name }) => name)).toContain('Контракт');
  });

  it('raise an alarm once when they end; renewed ones clear it and hold again, deleted ones do not', async () => {
    const { accountId } = branch;
    const [exception] = (await sync.hub.ask('sync.exceptions.list', { accountId })).items;
    const exceptionId = exception!.id;
    const ends = sync.hub.app.get(ExceptionEnds);
    const afterwards = new Date(Date.parse(later) + 1000);
    await Promise.all([ends.tick(afterwards), ends.tick(afterwards)]);
    await ends.tick(afterwards);
    expect(await openAlarms('exception-expired')).toEqual([exceptionId]);
    const [alarm] = await sync.hub.app.get(AlarmRepository).list({ state: 'open' }, null, 100);
    expect(alarm).toMatchObject({ accountId, times: 1 });

    const path = { accountId, exceptionId };
    await expect(sync.hub.ask('sync.exceptions.change', { ...path, by: 'Анна' })).rejects.toMatchObject(
      refused(422),
    );
    const endsAt = new Date(Date.parse(later) + 86_400_000).toISOString();
    const renewed = await sync.hub.ask('sync.exceptions.change', { ...path, endsAt, by: 'Олег' });
    expect(renewed).toMatchObject({ endsAt, reason: 'Свой договор', madeBy: 'Олег', state: 'in-force' });
    expect(await openAlarms('exception-expired')).toEqual([]);

    await ends.tick(new Date(Date.parse(endsAt)));
    expect(await openAlarms('exception-expired')).toEqual([exceptionId]);
    await sync.hub.ask('sync.exceptions.remove', path);
    expect(await openAlarms('exception-expired')).toEqual([]);
    await expect(sync.hub.ask('sync.exceptions.show', path)).rejects.toMatchObject(refused(404));
    expect((await sync.plan(branch, releaseId)).counts.update).toBe(1);
  });

  it('have no open alarm when they are renewed while they end', async () => {
    const { id: exceptionId, accountId } = await save();
    const path = { accountId, exceptionId };
    const endsAt = new Date(Date.parse(later) + 86_400_000).toISOString();
    const { source, app } = sync.hub;
    const { renewing } = await source.transaction(async (tx) => {
      await app.get(ExceptionRepository).expire(tx, new Date(Date.parse(later) + 1000));
      const asked = sync.hub.ask('sync.exceptions.change', { ...path, endsAt, by: 'Олег' });
      await eventually(async () => {
        const waiting: unknown[] = await source.query(
          `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
        );
        expect(waiting).toHaveLength(1);
      });
      return { renewing: asked };
    });
    expect(await renewing).toMatchObject({ endsAt });
    expect(await openAlarms('exception-expired')).toEqual([]);
    await sync.hub.ask('sync.exceptions.remove', path);
  });

  it('stay with their object when the reference renames it, and leave its old name to another', async () => {
    const [reference, follower] = [await sync.branch(['reference']), await sync.branch()];
    const statuses = ['Договор', 'Оплата'].map((name, at) => ({ name, sort: (at + 1) * 10 }));
    const made = { name: 'Сервис', sort: 30, is_main: false, is_unsorted_on: false };
    const { body } = await reference.api('POST', '/api/v4/leads/pipelines', [
      { ...made, _embedded: { statuses } },
    ]);
    const pipeline = body._embedded.pipelines[0];
    const [first, second] = pipeline._embedded.statuses.filter(({ type }: { type: number }) => type === 0);
    const name = (stage: { id: number }, to: string) =>
      reference.api('PATCH', `/api/v4/leads/pipelines/${pipeline.id}/statuses/${stage.id}`, { name: to });
    const { accountId } = follower;
    const release = async () => {
      const { id } = await sync.hub.ask('sync.releases.make', { accountId: reference.accountId });
      const ended = await sync.apply(await sync.plan(follower, id));
      expect(ended.state).toMatch(/^applied/);
    };
    const exceptions = async () => (await sync.hub.ask('sync.exceptions.list', { accountId })).items;
    await release();
    const own = await save({ accountId, key: 'Сервис/Договор' });

    await name(first, 'Контракт');
    await name(second, 'Договор');
    await release();
    await expect(save({ accountId, key: 'Сервис/Контракт' })).rejects.toMatchObject(refused(409));
    const other = await save({ accountId, key: 'Сервис/Договор' });
    expect((await exceptions()).map(({ id }) => id).sort()).toEqual([own.id, other.id].sort());
  });

  it.each([
    ['a stage whole', { kind: 'stage', key: 'Заявки/Договор' }, 'Этап «Заявки/Договор»'],
    ['its pipeline whole', { kind: 'pipeline', key: 'Заявки' }, 'Воронка «Заявки»'],
  ])('hold back the removal of %s when the release has it no more', async (_title, about, line) => {
    const { id: next } = await sync.importRelease(text.replace(/ {6}- name: Договор\n.*\n/, ''));
    const own = await sync.branch();
    const { accountId } = own;
    await sync.apply(await sync.plan(own, releaseId));
    const prune = { prune: true };
    const pruned = await sync.plan(own, next, prune);
    expect(pruned.counts).toMatchObject({ delete: 1 });
    await save({ ...about, accountId, attributes: [] });
    expect(await sync.apply(pruned)).toMatchObject({ state: 'stale' });

    const plan = await sync.plan(own, next, prune);
    expect(plan.counts).toMatchObject({ delete: 0, blocked: 0 });
    expect(plan.text).toContain(`${line}: Свой договор`);
    expect(plan.leftovers).toMatchObject([{ name: 'Договор' }]);
    expect([...(await readRows(own)).values()].map(({ name }) => name)).toContain('Договор');
  });
});
