import { sayFact } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { franchise, readRows, SyncFixture, type Branch, type Row } from './sync-fixture.js';
import { still } from './still.js';

let sync: SyncFixture;
let releaseId: string;

beforeAll(async () => {
  sync = await SyncFixture.start();
  releaseId = (await sync.importRelease(franchise)).id;
});
afterAll(() => sync.close());

/** Reads of a plan: loss reasons, pipelines, tabs, fields and tags of leads, and descriptions per described pipeline. */
const reads = (described: number) => 5 + described;
const writes = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('GET '));

async function ledgerOf({ accountId }: Branch) {
  const { items } = await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 });
  return items;
}

async function useBranch({ api }: Branch): Promise<void> {
  const stages = (names: string[]) => names.map((name, sort) => ({ name, sort, color: '#fffeb2' }));
  const pipeline = (name: string, sort: number, names: string[]) => ({
    name,
    sort,
    is_main: false,
    is_unsorted_on: true,
    _embedded: { statuses: stages(names) },
  });
  await api('POST', '/api/v4/leads/pipelines', [
    pipeline('Продажи — филиал', 2, ['Контакт', 'Новая', 'Замер', 'Предложение', 'Согласование']),
    pipeline('Входящие обращения', 3, ['Звонок']),
    pipeline('Входящие обращения', 4, ['Сайт']),
  ]);
  await api('POST', '/api/v4/leads/custom_fields', [
    { name: 'Регион', type: 'text', sort: 500 },
    { name: 'Наш филиал', type: 'select', code: 'HUB_BRANCH', enums: [{ value: 'Казань', sort: 1 }] },
    { name: 'Дата замера', type: 'date', sort: 503 },
  ]);
  await api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Дорого' }, { name: 'Далеко' }]);
  await api('POST', '/api/v4/leads/tags', [{ name: 'изЦентра', color: 'EBEBEB' }, { name: 'VIP' }]);
}

describe('applying the franchise solution to a real account', () => {
  it('brings a fresh branch there, in the calls of the formula, and then has nothing to do', async () => {
    const branch = await sync.branch();
    let mark = sync.lastCall;
    const plan = await sync.plan(branch, releaseId);
    expect(sync.calls(branch, mark)).toHaveLength(reads(0));
    expect(plan.counts).toMatchObject({ blocked: 0, delete: 0, update: 0 });

    mark = sync.lastCall;
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied', callsDone: 8, callsPlanned: 8 });
    const calls = sync.calls(branch, mark);
    expect(writes(calls)).toHaveLength(plan.callsPlanned);
    // A look first, then one read of each written list but new tabs and tags, with descriptions of three pipelines.
    expect(calls).toHaveLength(reads(0) + 8 + 3 + 3);

    mark = sync.lastCall;
    const again = await sync.plan(branch, releaseId);
    expect(again).toMatchObject({ isEmpty: true, callsPlanned: 0 });
    expect(sync.calls(branch, mark)).toHaveLength(reads(3));
    expect(
      new Set((await ledgerOf(branch)).filter(({ kind }) => kind !== 'stage').map(({ origin }) => origin)),
    ).toEqual(new Set(['created']));

    mark = sync.lastCall;
    expect(await sync.apply(again)).toMatchObject({ state: 'applied', callsDone: 0 });
    expect(sync.calls(branch, mark)).toEqual([]);
  });

  it('asks where a branch in use is ambiguous, adopts what is certain, and leaves its own things alone', async () => {
    const branch = await sync.branch();
    await useBranch(branch);
    const before = await readRows(branch);
    const plan = await sync.plan(branch, releaseId);
    expect(plan.counts.blocked).toBeGreaterThan(0);
    const { items } = await sync.hub.ask('sync.plans.changes', { planId: plan.id, limit: 100 });
    const question = items.find(({ kind, key }) => kind === 'pipeline' && key === 'Входящие обращения');
    expect(question).toMatchObject({ action: 'blocked', reason: { code: 'ambiguous-name' } });

    const mine = [...before].find(([, { name, sort }]) => name === 'Входящие обращения' && sort === 3)!;
    const branchId = String(mine[1].id);
    const { accountId } = branch;
    const answer = { accountId, planId: plan.id, kind: 'pipeline', key: 'Входящие обращения' };
    await expect(sync.hub.ask('sync.ledger.readopt', { ...answer, branchId: '1' })).rejects.toThrow(
      'no pipeline 1',
    );
    const rows = [...before.values()];
    const idOf = (of: string) => String(rows.find(({ name }) => name === of)?.id);
    const stage = { ...answer, kind: 'stage', key: 'Продажи — филиал/Переговоры' };
    for (const wrong of [`${idOf('Продажи — филиал')}/142`, `${branchId}/${idOf('Звонок')}`])
      await expect(sync.hub.ask('sync.ledger.readopt', { ...stage, branchId: wrong })).rejects.toThrow(
        'is in another place',
      );
    await sync.hub.ask('sync.ledger.readopt', { ...answer, branchId });

    const answered = await sync.plan(branch, releaseId);
    expect((await sync.hub.ask('sync.plans.show', { planId: plan.id })).state).toBe('stale');
    expect(answered.counts.blocked).toBeLessThan(plan.counts.blocked);
    const mark = sync.lastCall;
    const ended = await sync.apply(answered);
    expect(ended).toMatchObject({ state: 'applied-in-part', callsDone: answered.callsPlanned });
    expect(writes(sync.calls(branch, mark))).toHaveLength(answered.callsPlanned);
    const { blocked } = answered.counts;
    const nothing = { create: 0, update: 0, delete: 0, adopt: 0 };
    expect(await sync.plan(branch, releaseId)).toMatchObject({
      isEmpty: false,
      counts: { ...nothing, blocked },
    });

    const managed = new Set((await ledgerOf(branch)).map((row) => row.branchId.split('/').at(-1)));
    const after = await readRows(branch);
    const isSystem = ({ id, type }: Row) => id === 142 || id === 143 || type === 1;
    const own = [...before].filter(([, row]) => !managed.has(String(row.id)) && !isSystem(row));
    expect(own.length).toBeGreaterThan(15);
    for (const [path, row] of own) expect([path, still(after.get(path)!)]).toEqual([path, still(row)]);
  });

  it('renames, moves and describes in existing pipelines, and final stages too', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releaseId));
    const text = franchise
      .replace(
        '      - name: Новая\n',
        '      - name: Замер\n        newbie: Измерьте.\n      - name: Новая\n',
      )
      .replace(
        /( {6}- name: Переговоры\n {8}color: '#ffdc7f'\n)( {6}- name: Согласование\n {8}color: '#ffce5a'\n)/,
        '$2$1    won: Оплачено\n',
      )
      .replace('Выбрал конкурента', 'Ушёл к конкуренту');
    const next = await sync.importRelease(text);
    const difference = await sync.hub.ask('sync.releases.compare', { releaseId, to: next.id });
    expect(sayFact(difference.text, 'ru')).toContain('Оплачено');
    const plan = await sync.plan(branch, next.id, { prune: true });
    const mark = sync.lastCall;
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    expect(writes(sync.calls(branch, mark))).toHaveLength(plan.callsPlanned);
    expect(await sync.plan(branch, next.id, { prune: true })).toMatchObject({ isEmpty: true });
    const rows = [...(await readRows(branch)).values()];
    expect(rows.find(({ name }) => name === 'Оплачено')).toMatchObject({ id: 142 });
    const exported = await sync.hub.ask('sync.blueprints.export', { accountId: branch.accountId });
    expect(exported.text).toContain('won: Оплачено');
    expect(await sync.hub.ask('sync.blueprints.validate', { text: exported.text })).toMatchObject({
      isValid: true,
    });
  });

  it('deletes no stage that deals came into meanwhile, and moves them where a target is named', async () => {
    const branch = await sync.branch();
    await sync.apply(await sync.plan(branch, releaseId));
    const talks = [...(await readRows(branch)).entries()].find(
      ([path, { name, color }]) => name === 'Переговоры' && color === '#ffdc7f' && path.includes('statuses'),
    )!;
    const [pipelineId, statusId] = [Number(talks[0].split('/')[5]), Number(talks[1].id)];
    await branch.api('POST', '/api/v4/roles', [
      {
        name: 'Менеджер',
        rights: {
          status_rights: [
            {
              entity_type: 'leads',
              pipeline_id: pipelineId,
              status_id: statusId,
              rights: { view: 'A', edit: 'D', delete: 'D' },
            },
          ],
        },
      },
    ]);
    const text = franchise.replace("      - name: Переговоры\n        color: '#ffdc7f'\n", '');
    const next = await sync.importRelease(text);
    const empty = await sync.plan(branch, next.id, { prune: true });
    expect(empty).toMatchObject({ counts: { delete: 1, blocked: 0 } });
    expect(empty.text).toContain('Менеджер');

    const deal = { name: 'Сделка', pipeline_id: pipelineId, status_id: statusId };
    // The look at the beginning still finds the stage empty; the deal comes while the writes begin.
    const { subdomain } = branch;
    const hold = { kind: 'hold', subdomain, path: '/api/v4/leads', nth: 2, when: 'before' };
    const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    await sync.begin(empty);
    await eventually(async () => {
      const { body } = await sync.sandbox.control('GET', `faults/${fault.id}`);
      expect((body as { holding: unknown[] }).holding).toHaveLength(1);
    });
    await sync.sandbox.call('POST', '/api/v4/leads', {
      host: `${subdomain}.amocrm.ru`,
      token: branch.token,
      body: [deal],
    });
    await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
    expect(await sync.ended(empty.id)).toMatchObject({ state: 'stale' });
    expect(writes(sync.calls(branch)).filter((call) => call.startsWith('DELETE'))).toEqual([]);

    expect((await sync.plan(branch, next.id, { prune: true })).counts).toMatchObject({
      blocked: 1,
      delete: 0,
    });
    const target = { from: `${pipelineId}/${statusId}`, to: 'Продажи — филиал/Предложение' };
    const moving = await sync.plan(branch, next.id, { prune: true, migrationTargets: [target] });
    expect(await sync.apply(moving)).toMatchObject({ state: 'applied' });
    const { body } = await branch.api('GET', '/api/v4/leads');
    const [lead] = (body as { _embedded: { leads: { status_id: number }[] } })._embedded.leads;
    const offer = [...(await readRows(branch)).values()].find(({ name }) => name === 'Предложение');
    expect(lead?.status_id).toBe(offer?.id);
  });

  it('pauses and gives up between two calls, and goes on from a fresh look', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    const path = { planId: plan.id };
    const stopDuring = async (method: string, order: 'pause' | 'cancel') => {
      const hold = { kind: 'hold', subdomain: branch.subdomain, method, path: '/api/v4/*' };
      const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
      await (order === 'pause' ? sync.begin(plan) : sync.hub.ask('sync.plans.apply', path));
      await sync.paused(fault.id);
      await sync.hub.ask(`sync.plans.${order}`, path);
      await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
      return sync.ended(plan.id);
    };
    expect(await stopDuring('POST', 'pause')).toMatchObject({ state: 'paused', callsDone: 1 });
    expect(await stopDuring('POST', 'cancel')).toMatchObject({ state: 'cancelled', callsDone: 2 });
    await expect(sync.hub.ask('sync.plans.apply', path)).rejects.toThrow('was cancelled');
    const rest = await sync.plan(branch, releaseId);
    expect(rest.counts.adopt).toBe(0);
    expect(await sync.apply(rest)).toMatchObject({ state: 'applied' });
    expect((await ledgerOf(branch)).every(({ origin }) => origin === 'created')).toBe(true);
  });

  it('writes nothing to an account that is only observed', async () => {
    const branch = await sync.branch();
    const plan = await sync.plan(branch, releaseId);
    await sync.begin(plan).then(() => sync.ended(plan.id));
    const observed = await sync.branch();
    await sync.hub.source.query(`UPDATE accounts.account SET mode = 'observe' WHERE id = $1`, [
      observed.accountId,
    ]);
    const shown = await sync.plan(observed, releaseId);
    await expect(sync.begin(shown)).rejects.toThrow('only observed');
    expect(writes(sync.calls(observed))).toEqual([]);
  });
});
