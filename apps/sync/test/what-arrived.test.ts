import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readRows, SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

const text = (pipelines: readonly string[], [values, reasons, fields]: readonly string[]) => `blueprint: 1
name: Проба
lossReasons: [${reasons}]
pipelines:
${pipelines.map((name) => `  - { name: ${name}, stages: [Первый] }`).join('\n')}
fields:
  leads:
    - { name: Вид, type: select, code: KIND, values: [${values}] }
${fields}
`;
const whole = ['А, Б, В', 'Дорого, Далеко', '    - { name: Паспорт, type: text, code: PASS }'];

/** A branch with one release and the plan to the next, which prunes. */
async function planned(first: string, next: string) {
  const branch = await sync.branch();
  await sync.apply(await sync.plan(branch, (await sync.importRelease(first)).id));
  const { id } = await sync.importRelease(next);
  return { branch, plan: (more: object = {}) => sync.plan(branch, id, { prune: true, ...more }) };
}

/** Applies a plan; what `meanwhile` does happens when the apply is about to make the call. Gives the end and its calls. */
async function applyWhile(branch: Branch, plan: SpokenPlan, at: object, meanwhile: () => Promise<unknown>) {
  const hold = { kind: 'hold', count: 1, subdomain: branch.subdomain, when: 'before', ...at };
  const { id } = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
  const mark = sync.lastCall;
  await sync.begin(plan);
  await sync.paused(id);
  await meanwhile();
  await sync.sandbox.control('POST', `faults/${id}/release`, {});
  return { ended: await sync.ended(plan.id), calls: sync.calls(branch, mark) };
}

const newPipeline = { method: 'POST', path: '/api/v4/leads/pipelines' };
const kindOf = (field_code: string, value: string) => ({ field_code, values: [{ value }] });

it.each([
  ['a field', ['А, Б, В', 'Дорого, Далеко', '']],
  ['a list value', ['А, Б', whole[1]!, whole[2]!]],
  ['a loss reason', ['А, Б, В', 'Дорого', whole[2]!]],
])('keeps %s that cards get while other calls of the plan run', async (_what, left) => {
  const { branch, plan } = await planned(text(['Продажи'], whole), text(['Продажи', 'Новая'], left));
  const removal = await plan();
  expect(removal).toMatchObject({ counts: { delete: 1 }, objections: [] });
  const rows = [...(await readRows(branch)).values()];
  const idOf = (name: string) => rows.find((row) => row.name === name)!.id;
  const lead = {
    pipeline_id: idOf('Продажи'),
    status_id: 143,
    loss_reason_id: idOf('Далеко'),
    custom_fields_values: [kindOf('PASS', '4510 123456'), kindOf('KIND', 'В')],
  };
  const { ended, calls } = await applyWhile(branch, removal, newPipeline, async () => {
    expect(await branch.api('POST', '/api/v4/leads', [lead])).toMatchObject({ status: 200 });
  });
  expect(ended).toMatchObject({
    state: 'stale',
    reason: expect.stringContaining('1 card would lose') as unknown,
  });
  expect(calls.filter((call) => /^(DELETE|PATCH)/.test(call))).toEqual([]);
  const { body } = await branch.api('GET', '/api/v4/leads');
  const [card] = (body as { _embedded: { leads: (typeof lead)[] } })._embedded.leads;
  expect(card?.loss_reason_id).toBe(lead.loss_reason_id);
  expect(card?.custom_fields_values).toHaveLength(2);
});

it('reads what was written since once more before each call that takes values, and takes what was accepted', async () => {
  const { branch, plan } = await planned(text(['Продажи'], whole), text(['Продажи'], ['А, Б', 'Дорого', '']));
  await branch.api('POST', '/api/v4/leads', [{ custom_fields_values: [kindOf('PASS', '4510 123456')] }]);
  const removal = await plan();
  expect(removal.objections).toHaveLength(1);
  const mark = sync.lastCall;
  expect(await sync.apply(removal)).toMatchObject({ state: 'applied' });
  const calls = sync.calls(branch, mark);
  expect(calls.filter((call) => !call.startsWith('GET '))).toHaveLength(3);
  // What was written since the plan counted, and what is new: two calls at the beginning, and two before each of the three.
  expect(calls.filter((call) => call === 'GET /api/v4/leads')).toHaveLength(8);
});

it('takes a field that as many cards hold as were shown, though one of them was deleted and another came', async () => {
  const { branch, plan } = await planned(
    text(['Продажи'], whole),
    text(['Продажи'], [whole[0]!, whole[1]!, '']),
  );
  const card = [{ custom_fields_values: [kindOf('PASS', '4510 123456')] }];
  const { body } = await branch.api('POST', '/api/v4/leads', card);
  const { leads } = (body as { _embedded: { leads: { id: number }[] } })._embedded;
  const removal = await plan();
  expect(removal.objections).toHaveLength(1);
  const gone = { action: 'lead.delete', subdomain: branch.subdomain, leadId: leads[0]!.id };
  expect(await sync.sandbox.control('POST', 'actions', gone)).toMatchObject({ status: 200 });
  expect(await branch.api('POST', '/api/v4/leads', card)).toMatchObject({ status: 200 });
  expect(await sync.apply(removal)).toMatchObject({ state: 'applied' });
});

it.each([
  ['its deletion', false],
  ['its deals leave', true],
])('leaves a pipeline where the branch made a stage before %s', async (_when, hasDeal) => {
  const { branch, plan } = await planned(text(['Продажи', 'Вторая'], whole), text(['Продажи'], whole));
  const rows = [...(await readRows(branch)).entries()];
  const id = rows.find(([path, { name }]) => name === 'Вторая' && path.includes('pipelines'))![1].id;
  if (hasDeal) await branch.api('POST', '/api/v4/leads', [{ pipeline_id: id }]);
  const removal = await plan({ migrationTargets: [{ from: String(id), to: 'Продажи/Первый' }] });
  expect(removal.counts).toMatchObject({ delete: 1, blocked: 0 });
  const path = `/api/v4/leads/pipelines/${id}/statuses`;
  // The first reading is that of the whole apply, the second the look before the call.
  const listing = { method: 'GET', path: '/api/v4/leads/pipelines', nth: 2 };
  const { ended, calls } = await applyWhile(branch, removal, listing, async () => {
    expect(await branch.api('POST', path, [{ name: 'Свой', sort: 50 }])).toMatchObject({ status: 200 });
  });
  expect(ended).toMatchObject({ state: 'stale', reason: expect.stringContaining('Свой') as unknown });
  expect(calls.filter((call) => /^(DELETE|PATCH)/.test(call))).toEqual([]);
  expect([...(await readRows(branch)).values()].map(({ name }) => name)).toContain('Свой');
});

it('leaves a pipeline where a request came in before its deletion', async () => {
  const open = text(['Продажи', 'Вторая'], whole).replace('name: Вторая,', 'name: Вторая, unsorted: true,');
  const { branch, plan } = await planned(open, text(['Продажи'], whole));
  const rows = [...(await readRows(branch)).entries()];
  const id = rows.find(([path, { name }]) => name === 'Вторая' && path.includes('pipelines'))![1].id;
  const removal = await plan();
  expect(removal.counts).toMatchObject({ delete: 1, blocked: 0 });
  const form = {
    form_id: 1,
    form_name: 'Заявка',
    form_page: 'сайт',
    ip: '1.2.3.4',
    form_sent_at: 1,
    referer: '',
  };
  const request = { source_name: 'Сайт', source_uid: 'u1', pipeline_id: Number(id), metadata: form };
  // The look counts once; the second count comes right before the call.
  const at = { method: 'GET', path: '/api/v4/leads/unsorted', nth: 2 };
  const { ended, calls } = await applyWhile(branch, removal, at, async () => {
    expect(await branch.api('POST', '/api/v4/leads/unsorted/forms', [request])).toMatchObject({
      status: 200,
    });
  });
  expect(ended).toMatchObject({
    state: 'stale',
    reason: expect.stringMatching(/1 request waits.*Plan anew/) as unknown,
  });
  expect(calls.filter((call) => /^(DELETE|PATCH)/.test(call))).toEqual([]);
  expect((await plan()).counts).toMatchObject({ delete: 0, blocked: 1 });
});
