import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textOf } from '../src/configuration/json.js';
import { readBlueprint } from '../src/configuration/read-blueprint.js';
import { still } from './still.js';
import { readRows, SyncFixture, type Branch, type Row } from './sync-fixture.js';

const files = readdirSync('blueprints');

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

function read(file: string) {
  const text = readFileSync(`blueprints/${file}`, 'utf8');
  const result = readBlueprint(text, file);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const named = (kind: string) =>
    result.configuration.objects.filter((object) => object.kind === kind).map(({ attributes }) => attributes);
  return { text, objects: result.configuration.objects, named };
}

/** Stages of each pipeline with the names of its two closing ones behind. */
function stagesOf(file: string): Record<string, unknown[]> {
  const { objects } = read(file);
  return Object.fromEntries(
    objects
      .filter(({ kind }) => kind === 'pipeline')
      .map(({ key, attributes }) => [
        textOf(attributes.name),
        objects
          .filter((object) => object.kind === 'stage' && object.within === key)
          .map((o) => o.attributes.name),
      ]),
  );
}

const requiredAt = (file: string) =>
  Object.fromEntries(
    read(file)
      .named('field')
      .filter((field) => (field.requiredAt as string[]).length > 0)
      .map((field) => [field.name, field.requiredAt]),
  );

describe('the ready solutions', () => {
  it('franchise: carries the hub’s own fields, which nobody else writes', () => {
    const fields = read('franchise.yaml').named('field');
    const ofTheHub = [
      'HUB_TRANSFER_ID',
      ...['STAGE', 'OWNER', 'RESULT', 'PRICE'].map((of) => `HUB_BRANCH_${of}`),
    ];
    expect(fields.filter(({ apiOnly }) => apiOnly).map(({ code }) => code)).toEqual(ofTheHub);
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['Филиал', 'Регион']));
  });

  it('wholesale and retail: 7 + 2, 5 + 2 and 3 + 2 stages', () => {
    const stages = stagesOf('wholesale-retail.yaml');
    expect(Object.entries(stages).map(([name, { length }]) => [name, length])).toEqual([
      ['Первичные продажи', 9],
      ['Повторные продажи', 7],
      ['Рекламации', 5],
    ]);
    expect(Object.values(stages).map((names) => names.slice(-2))).toEqual([
      ['Успешно реализовано', 'Не реализовано'],
      ['Успешно реализовано', 'Не реализовано'],
      ['Проблема решена', 'Отрицательный результат'],
    ]);
  });

  it('driving school: the contract wins, «Не целевой» is an ordinary last stage that asks why', () => {
    const [stages = []] = Object.values(stagesOf('driving-school.yaml'));
    expect(stages.slice(-3)).toEqual(['Не целевой', 'Договор', 'Не продали']);
    expect(requiredAt('driving-school.yaml')).toMatchObject({ 'Причина отказа': ['Автошкола/Не целевой'] });
    expect(read('driving-school.yaml').named('loss-reason')).not.toEqual([]);
  });

  it('sales control: what a stage may not be entered without, and what robots count', () => {
    expect(requiredAt('sales-control.yaml')).toMatchObject({
      Источник: ['Продажи/Квалифицирован'],
      Комментарий: ['Продажи/Квалифицирован', 'Продажи/Назначено'],
      'Дата визита': ['Продажи/Назначено'],
    });
    const counters = read('sales-control.yaml')
      .named('field')
      .filter(({ apiOnly }) => apiOnly);
    expect(counters.every(({ type }) => type === 'numeric')).toBe(true);
    expect(counters).toHaveLength(5);
  });

  /** Every solution in both accounts at once: each account has its own seven calls a second. */
  it('apply to an empty account and to one in use, which then have nothing to do and kept their own', async () => {
    const outcomes = await Promise.all(
      files.flatMap((file) => [
        tryOut(file, () => Promise.resolve()),
        tryOut(file, (branch) => useBranch(branch, file)),
      ]),
    );
    const well = { refused: [], state: 'applied', isEmpty: true, changed: [] };
    expect(outcomes.map(({ file, ...outcome }) => [file, outcome])).toEqual(
      files.flatMap((file) => [
        [file, { ...well, kept: [] }],
        [file, { ...well, kept: ownNames }],
      ]),
    );
  });
});

async function tryOut(file: string, use: (branch: Branch) => Promise<void>) {
  const branch = await sync.branch();
  await use(branch);
  const before = await readAll(branch);
  const { id } = await sync.importRelease(read(file).text);
  const plan = await sync.plan(branch, id);
  const refused = plan.text.split('\n').filter((line) => line.startsWith('  ? '));
  const { state } = await sync.apply(plan);
  const { isEmpty } = await sync.plan(branch, id);
  const managed = await managedIds(branch);
  const after = await readAll(branch);
  const own = [...before].filter(
    ([path, row]) => !managed.has(String(row.id)) && !isClosingOrUnsorted(path, row),
  );
  const changed = own
    .filter(([path, row]) => JSON.stringify(still(row)) !== JSON.stringify(still(after.get(path) ?? row)))
    .map(([path]) => path);
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const kept = ownNames.filter((name) => own.some(([, row]) => row.name === name));
  return { file, refused, state, isEmpty, changed: [...changed, ...gone], kept };
}

/** What `useBranch` makes that no solution has. */
const ownNames = ['Ремонт', 'Принят', 'Замер', 'Дата замера', 'VIP', 'Далеко ехать', 'Своя сделка'];

/** Of a branch that has worked for a while: things of its own, and some that have the names of the solution. */
async function useBranch({ api }: Branch, file: string): Promise<void> {
  const { named } = read(file);
  const [line, stage] = [named('pipeline')[0], named('stage')[0]];
  const field = named('field').find(({ type }) => type === 'textarea');
  const pipeline = (name: unknown, sort: number, names: readonly unknown[]) => ({
    ...{ name, sort, is_main: false, is_unsorted_on: true },
    _embedded: { statuses: names.map((one, at) => ({ name: one, sort: at * 10, color: '#fffeb2' })) },
  });
  const { body } = await api('POST', '/api/v4/leads/pipelines', [
    pipeline('Ремонт', 2, ['Принят', 'В работе']),
    pipeline(line?.name, 3, ['Замер', stage?.name]),
  ]);
  await api('POST', '/api/v4/leads/custom_fields', [
    { name: 'Дата замера', type: 'date', code: 'MEASURED_AT' },
    { name: field?.name, type: 'textarea' },
  ]);
  await api('POST', '/api/v4/leads/tags', [{ name: 'VIP' }]);
  await api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Далеко ехать' }]);
  const lines = (body as { _embedded: { pipelines: Row[] } })._embedded.pipelines;
  await api(
    'POST',
    '/api/v4/leads',
    lines.map(({ id }) => ({ name: 'Своя сделка', pipeline_id: id, price: 700 })),
  );
}

async function readAll(branch: Branch): Promise<Map<string, Row>> {
  const rows = await readRows(branch);
  const { body } = await branch.api('GET', '/api/v4/leads');
  const leads = (body as { _embedded: { leads: Row[] } } | null)?._embedded.leads ?? [];
  for (const lead of leads) rows.set(`/api/v4/leads/${lead.id}`, lead);
  return rows;
}

async function managedIds({ accountId }: Branch): Promise<Set<string | undefined>> {
  const { items } = await sync.hub.ask('sync.ledger.list', { accountId, limit: 100 });
  return new Set(items.map((row) => row.branchId.split('/').at(-1)));
}

/** Their names are the release's in a managed pipeline, and they share their ids in all of them. */
function isClosingOrUnsorted(path: string, { id, type }: Row): boolean {
  return path.includes('/statuses/') && (id === 142 || id === 143 || type === 1);
}
