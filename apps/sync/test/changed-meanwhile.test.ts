import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { trustedMs } from '../src/apply/compare-before-write.js';
import { readRows, SyncFixture, type Branch, type Row, type SpokenPlan } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

const parts = {
  reasons: 'Дорого, Далеко',
  pipelines: '- { name: Продажи, stages: [Первый, { name: Замер, color: "#d6eaff" }, Архив] }',
  groups: 'Анкета, Старое',
  kind: 'values: [А, { value: Б, code: SECOND }, В]',
  note: 'group: Анкета',
  more: '- { name: Город, type: select, values: [Тула] }',
};
const text = (changed: Partial<typeof parts> = {}) => {
  const { reasons, pipelines, groups, kind, note, more } = { ...parts, ...changed };
  return `blueprint: 1
name: Проба
lossReasons: [${reasons}]
groups:
  leads: [${groups}]
pipelines:
  ${pipelines}
fields:
  leads:
    - { name: Вид, type: select, ${kind} }
    - { name: Заметка, type: text, ${note} }
    ${more}
`;
};
const { pipelines } = parts;
/** Makes a call before all others, during which people are at work. */
const first = `${pipelines}\n  - { name: Новая, stages: [Первый] }`;

/** A branch with the first release, and its rows by name. */
async function prepared(changed: Partial<typeof parts> = {}) {
  const branch = await sync.branch();
  const { id } = await sync.importRelease(text(changed));
  expect(await sync.apply(await sync.plan(branch, id))).toMatchObject({ state: 'applied' });
  const rows = new Map(
    [...(await readRows(branch)).entries()].map(([path, row]) => [row.name, { path, row }]),
  );
  return { branch, at: (name: string) => rows.get(name)! };
}

/** Applies a plan to a release; what `meanwhile` does happens while amoCRM has not yet answered the call. */
async function applyWhile(
  branch: Branch,
  plan: SpokenPlan,
  meanwhile: () => Promise<unknown>,
  at: object = { method: 'POST', path: '/api/v4/leads/pipelines' },
) {
  const hold = { kind: 'hold', count: 1, subdomain: branch.subdomain, when: 'before', ...at };
  const { id } = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  const mark = sync.lastCall;
  await sync.begin(plan);
  await sync.paused(id);
  await meanwhile();
  const seen = sync.lastCall;
  await sync.sandbox.control('POST', `faults/${id}/release`, {});
  const ended = await sync.ended(plan.id);
  const calls = sync.calls(branch, Math.max(mark, seen)).filter((call) => /^(DELETE|PATCH)/.test(call));
  return { ended, calls };
}

const planTo = async (branch: Branch, changed: Partial<typeof parts>, more: object = {}) => {
  const { id } = await sync.importRelease(text({ pipelines: first, ...changed }));
  return sync.plan(branch, id, { prune: true, ...more });
};

const enumsOf = (row: Row) => row.enums as { id: number; value: string; sort: number }[];
type Prepared = Awaited<ReturnType<typeof prepared>>;
const fields = '/api/v4/leads/custom_fields';
/** People write the values of a list. */
const values = ({ branch, at }: Prepared, name: string, change: (all: { value: string }[]) => object[]) => {
  const { row } = at(name);
  return branch.api('PATCH', fields, [{ id: row.id, name, enums: change(enumsOf(row)) }]);
};
const renamed = (from: string, to: string) => (all: { value: string }[]) =>
  all.map((one) => (one.value === from ? { ...one, value: to } : one));

const rename =
  (name: string, to: string) =>
  ({ branch, at }: Prepared) =>
    branch.api('PATCH', at(name).path, { name: to });

it.each<[string, Partial<typeof parts>, (with_: Prepared) => Promise<unknown>, string]>([
  ['a field that goes', { more: '' }, rename('Город', 'Город 2026'), 'people changed its name'],
  ['a loss reason that goes', { reasons: 'Дорого' }, rename('Далеко', 'Не дошёл'), 'people changed its name'],
  ['a tab that goes', { groups: 'Анкета' }, rename('Старое', 'Наше'), 'people changed its name'],
  [
    'a stage that goes',
    { pipelines: first.replace(', Архив', '') },
    rename('Архив', 'Акция'),
    'people changed its name',
  ],
  [
    'a stage that gets a colour',
    { pipelines: first.replace('d6eaff', 'c1e0ff') },
    ({ branch, at }) => branch.api('PATCH', at('Замер').path, { color: '#ebffb1' }),
    'people changed its colour',
  ],
  [
    'a list that goes and gets a value',
    { more: '' },
    (with_) => values(with_, 'Город', (all) => [...all, { value: 'Своё', sort: 900 }]),
    '"Своё" was made in "Город"',
  ],
  [
    'a tab that goes and gets a field',
    { groups: 'Анкета' },
    ({ branch, at }) =>
      branch.api('POST', fields, [{ name: 'Своё', type: 'text', group_id: at('Старое').row.id }]),
    '"Своё" was made in "Старое"',
  ],
  [
    'a value that goes',
    { kind: parts.kind.replace(', В', '') },
    (with_) => values(with_, 'Вид', renamed('В', 'Авито')),
    'people changed its name',
  ],
  [
    'a value that is to be renamed',
    { kind: parts.kind.replace('value: Б', 'value: Бета') },
    (with_) => values(with_, 'Вид', renamed('Б', 'Бартер')),
    'people changed its name',
  ],
  [
    'a value that is there already',
    { kind: parts.kind.replace('В]', 'В, Тула]') },
    (with_) => values(with_, 'Вид', (all) => [...all, { value: 'Тула ', sort: 900 }]),
    'people have made',
  ],
])('leaves %s to the people who changed it during the apply', async (_what, changed, act, why) => {
  const with_ = await prepared();
  const { branch } = with_;
  const plan = await planTo(branch, changed);
  expect(plan).toMatchObject({ counts: { blocked: 0 } });
  let after = new Map<string, Row>();
  const { ended, calls } = await applyWhile(branch, plan, async () => {
    expect((await act(with_)) as object).toMatchObject({ status: expect.any(Number) as unknown });
    after = await readRows(branch);
  });
  expect(ended).toMatchObject({ state: 'stale', reason: expect.stringContaining(why) as unknown });
  expect(calls).toEqual([]);
  const now = await readRows(branch);
  for (const [path, row] of after) expect(now.get(path)).toEqual(row);
});

it('leaves a field the name and the currency that people gave it while it was to get another tab', async () => {
  const [money, moved] = ['Анкета', 'Старое'].map(
    (tab) => `- { name: Сумма, type: monetary, currency: RUB, group: ${tab} }`,
  );
  const with_ = await prepared({ more: money });
  const { branch, at } = with_;
  const { row } = at('Сумма');
  const plan = await planTo(branch, { more: moved });
  const { calls } = await applyWhile(branch, plan, () =>
    branch.api('PATCH', fields, [{ id: row.id, name: 'Сумма договора', currency: 'KZT' }]),
  );
  expect(calls).toEqual([`PATCH ${fields}`]);
  const now = (await readRows(branch)).get(at('Сумма').path);
  expect(now).toMatchObject({ name: 'Сумма договора', currency: 'KZT', group_id: at('Старое').row.id });
});

it('takes no stage that gets a name while its deals are moved, and no loss reason that deals get meanwhile', async () => {
  const with_ = await prepared();
  const { branch, at } = with_;
  const [pipeline_id, status_id] = [at('Продажи').row.id, at('Архив').row.id];
  await branch.api('POST', '/api/v4/leads', [{ pipeline_id, status_id }]);
  const target = { from: `${pipeline_id}/${status_id}`, to: 'Продажи/Первый' };
  const changed = { pipelines: pipelines.replace(', Архив', ''), reasons: 'Дорого' };
  const moves = { method: 'PATCH', path: '/api/v4/leads' };
  const lost = { pipeline_id, status_id: 143, loss_reason_id: at('Далеко').row.id };
  const meanwhile = [
    () => branch.api('PATCH', at('Архив').path, { name: 'Акция' }),
    () => branch.api('POST', '/api/v4/leads', [lost]),
  ];
  for (const [n, act] of meanwhile.entries()) {
    const plan = await planTo(branch, changed, { migrationTargets: [target] });
    expect(plan.counts).toMatchObject({ delete: 2, blocked: 0 });
    const { ended, calls } = await applyWhile(branch, plan, act, moves);
    expect([n, ended.state, calls.filter((call) => call.includes('loss_reasons'))]).toEqual([n, 'stale', []]);
    await branch.api('POST', '/api/v4/leads', [{ pipeline_id, status_id }]);
  }
});

/** Lets this process's clock of the day go on from so much later; gives back how to undo that. */
function clockAhead(byMs: number): () => void {
  const real = globalThis.Date;
  const now = () => real.now() + byMs;
  globalThis.Date = new Proxy(real, {
    construct: (date, given: unknown[], by) =>
      Reflect.construct(date, given.length > 0 ? given : [now()], by) as Date,
    get: (date, name) => (name === 'now' ? now : (Reflect.get(date, name) as unknown)),
  });
  return () => (globalThis.Date = real);
}

it('looks for an object that people made, before it creates the same long after its reading', async () => {
  const { branch } = await prepared();
  const plan = await planTo(branch, { more: `${parts.more}\n    - { name: Объект, type: text }` });
  let reset: () => void = () => undefined;
  const { ended } = await applyWhile(branch, plan, async () => {
    await branch.api('POST', '/api/v4/leads/custom_fields', [{ name: 'объект', type: 'text' }]);
    reset = clockAhead(trustedMs);
  }).finally(() => reset());
  const names = [...(await readRows(branch)).values()].map(({ name }) => name.toLowerCase());
  expect(names.filter((name) => name === 'объект')).toHaveLength(1);
  expect(ended).toMatchObject({ state: 'stale', callsDone: 1 });
  expect(ended.reason).toContain('Field "leads/Объект"');
});

it('does not take for the work of a call without an answer what people made before it read the list', async () => {
  const { branch } = await prepared();
  const plan = await planTo(branch, { more: `${parts.more}\n    - { name: Объект, type: text }` });
  const fault = async (given: object) => {
    const one = { subdomain: branch.subdomain, count: 1, when: 'before', method: 'POST', ...given };
    return ((await sync.sandbox.control('POST', 'faults', one)).body as { id: string }).id;
  };
  const hold = await fault({ kind: 'hold', path: '/api/v4/leads/pipelines' });
  await sync.begin(plan);
  await sync.paused(hold);
  const { body } = await branch.api('POST', fields, [{ name: 'Скидка', type: 'text' }]);
  const [{ id }] = body._embedded.custom_fields as [{ id: number }];
  await fault({ kind: 'reset', path: fields });
  const reset = clockAhead(trustedMs);
  try {
    await sync.sandbox.control('POST', `faults/${hold}/release`, {});
    await eventually(async () => {
      const [run] = await sync.hub.source.query<{ beside: Record<string, string[]> | null }[]>(
        `SELECT in_flight -> 'beside' AS beside FROM sync.plan_run WHERE id = $1 AND reason IS NOT NULL`,
        [plan.id],
      );
      expect(run?.beside?.field).toContain(`leads/${id}`);
    });
  } finally {
    reset();
  }
  await sync.hub.ask('sync.plans.cancel', { planId: plan.id });
  await sync.ended(plan.id);
});

it('counts as removed what people have removed already, and removes the rest', async () => {
  const with_ = await prepared({ pipelines: `${pipelines}\n  - { name: Лишняя, stages: [Единственный] }` });
  const { branch, at } = with_;
  const gone = ['Город', 'Старое', 'Архив', 'Лишняя'];
  const plan = await planTo(branch, {
    ...{ more: '', groups: 'Анкета', reasons: 'Дорого', pipelines: first.replace(', Архив', '') },
  });
  expect(plan.counts).toMatchObject({ blocked: 0, delete: 5 });
  const { ended, calls } = await applyWhile(branch, plan, async () => {
    for (const name of gone) expect((await branch.api('DELETE', at(name).path)).status).toBe(204);
  });
  expect(ended).toMatchObject({ state: 'applied' });
  expect(calls).toEqual([`DELETE ${at('Далеко').path}`]);
  const { items } = await sync.hub.ask('sync.plans.changes', { planId: plan.id, limit: 100 });
  expect(new Set(items.map(({ result }) => result))).toEqual(new Set(['done']));
});

it('counts as removed what people remove while the call that removes it is on its way', async () => {
  const { branch, at } = await prepared();
  const plan = await planTo(branch, { more: '', reasons: 'Дорого' });
  const { path } = at('Город');
  const { ended } = await applyWhile(
    branch,
    plan,
    async () => expect((await branch.api('DELETE', path)).status).toBe(204),
    { method: 'DELETE', path },
  );
  expect(ended).toMatchObject({ state: 'applied' });
});
