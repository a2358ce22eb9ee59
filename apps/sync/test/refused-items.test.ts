import { say } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const text = (fields: string, more = '') => `blueprint: 1
name: Проба
fields:
  leads:
${fields}
${more}`;
const field = (name: string, rest = 'type: text') => `    - { name: ${name}, ${rest} }`;
const money = field('Сумма', 'type: monetary, currency: RUB');

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

/** A branch whose tariff has no «Супер-поля». */
async function branchWithoutSuperFields(): Promise<Branch> {
  const remote = await sync.sandbox.account({ subdomain: 'plain', features: { superFields: false } });
  const accountId = await sync.hub.connect(remote, ['branch']);
  return { accountId, subdomain: remote.subdomain, token: remote.accessToken, api: remote.api };
}
/** amoCRM refuses one call and names these items. */
function refuse({ subdomain }: Branch, call: object, ...named: [at: number, path: string][]) {
  const said = named.map(([at, path]) => ({
    request_id: String(at),
    errors: [{ code: 'NotSupportedChoice', path, detail: 'The value is not supported.' }],
  }));
  const body = {
    title: 'Bad Request',
    status: 400,
    detail: 'Request validation failed',
    'validation-errors': said,
  };
  const fault = { kind: 'status', subdomain, status: 400, count: 1, body, ...call };
  return sync.sandbox.control('POST', 'faults', fault);
}
async function results(planId: string): Promise<string[]> {
  const { items } = await sync.hub.ask('sync.plans.changes', { planId, limit: 100 });
  return items.map(({ kind, name, result, detail }) =>
    `${kind} ${name} ${result ?? '-'} ${detail === null ? '' : say(detail, 'en').replace(/^\S+ \S+ /, '')}`.trim(),
  );
}
const refusedOnly = async (planId: string) =>
  (await results(planId)).filter((line) => !line.endsWith(' done'));

describe('one refused item of a call', () => {
  it('is named with its own words, and the others of its call are made', async () => {
    const branch = await branchWithoutSuperFields();
    const { id } = await sync.importRelease(
      text([field('А'), money, field('Б')].join('\n'), 'tags:\n  leads: [Проба]\n'),
    );
    const plan = await sync.plan(branch, id);
    const mark = sync.lastCall;
    const ended = await sync.apply(plan);
    expect(ended.state).toBe('failed');
    expect(ended.reason).toMatch(/^amoCRM refused: Field "leads\/Сумма"\. .*type.*NotSupportedChoice/);
    const [first, ...more] = await refusedOnly(plan.id);
    expect(first).toMatch(/^field Сумма refused .*type/);
    expect(more).toEqual(['tag Проба left']);
    const writes = sync.calls(branch, mark).filter((call) => call.startsWith('POST'));
    expect(writes).toEqual(['POST /api/v4/leads/custom_fields', 'POST /api/v4/leads/custom_fields']);
    const { items } = await sync.hub.ask('sync.ledger.list', { accountId: branch.accountId, limit: 100 });
    expect(items.filter(({ kind }) => kind === 'field')).toHaveLength(3);

    const exception = { accountId: branch.accountId, kind: 'field', key: 'leads/Сумма', attributes: [] };
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    await sync.hub.ask('sync.exceptions.save', { ...exception, reason: 'Тариф', endsAt, by: 'Анна' });
    expect(await sync.apply(await sync.plan(branch, id))).toMatchObject({ state: 'applied' });
  });

  it('and one of its repeat, which is the last: the reason has the words about the first that it names', async () => {
    const branch = await sync.branch();
    const { id } = await sync.importRelease(text([field('А'), field('Б'), field('В')].join('\n')));
    const call = { method: 'POST', path: '/api/v4/leads/custom_fields' };
    const plan = await sync.plan(branch, id);
    const created = (await sync.hub.ask('sync.plans.changes', { planId: plan.id, limit: 100 })).items
      .filter(({ kind, action }) => kind === 'field' && action === 'create')
      .map(({ name }) => name);
    await refuse(branch, call, [1, 'sort']);
    await refuse(branch, call, [0, 'type']);
    const mark = sync.lastCall;
    const { reason } = await sync.apply(plan);
    const [first, second] = created;
    expect(reason).toMatch(
      new RegExp(`^amoCRM refused: Field "leads/${first}", Field "leads/${second}"\\. .*type`),
    );
    expect(sync.calls(branch, mark).filter((one) => one.startsWith('POST'))).toHaveLength(2);
    const lines = (await refusedOnly(plan.id)).map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(lines.filter((line) => line.endsWith(' refused'))).toEqual([
      `${first} refused`,
      `${second} refused`,
    ]);
    expect(lines).toContain(`${created[2]} left`);
  });

  describe('beside a field that comes up while the call is on its way', () => {
    const path = '/api/v4/leads/custom_fields';
    const fieldNames = async (branch: Branch) =>
      [...(await readRows(branch)).entries()]
        .filter(([key]) => key.startsWith(`${path}/`))
        .map(([, row]) => row.name);

    /** amoCRM refuses the first of the fields А and Б, and a field of this name has come up meanwhile. */
    async function refusedBeside(name: string) {
      const branch = await sync.branch();
      const pipelines = 'pipelines:\n  - { name: Первая, stages: [А, Б] }\n';
      const { id } = await sync.importRelease(text([field('А'), field('Б')].join('\n'), pipelines));
      const hold = {
        ...{ kind: 'hold', count: 1, subdomain: branch.subdomain },
        ...{ method: 'POST', path: '/api/v4/leads/pipelines' },
      };
      const fault = ((await sync.sandbox.control('POST', 'faults', hold)).body as { id: string }).id;
      const plan = await sync.plan(branch, id);
      await sync.begin(plan);
      await sync.paused(fault);
      await branch.api('POST', path, [{ name, type: 'text' }]);
      await refuse(branch, { method: 'POST', path }, [0, 'name']);
      await sync.sandbox.control('POST', `faults/${fault}/release`, {});
      expect(await sync.ended(plan.id)).toMatchObject({ state: 'failed' });
      return { branch, plan, id };
    }

    it.each(['Б', 'б'])(
      'leaves the others to the next plan where it is «%s», one of its own',
      async (name) => {
        const { branch, plan, id } = await refusedBeside(name);
        expect((await fieldNames(branch)).filter((one) => /^[аб]$/i.test(one))).toEqual([name]);
        expect(await refusedOnly(plan.id)).toContain('field Б left');
        if (name !== 'Б') return;
        expect(await sync.apply(await sync.plan(branch, id))).toMatchObject({ state: 'applied' });
        const names = (await fieldNames(branch)).filter((one) => one === 'А' || one === 'Б');
        expect(names.sort()).toEqual(['А', 'Б']);
      },
    );

    it('makes the others where it is another one, of people', async () => {
      const { branch, plan } = await refusedBeside('Чужое');
      const left = await refusedOnly(plan.id);
      expect(left.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['field А refused']);
      expect(await fieldNames(branch)).toEqual(expect.arrayContaining(['Б', 'Чужое']));
    });
  });

  it('is found among what goes in the body of its parent', async () => {
    const branch = await sync.branch();
    const pipelines = 'pipelines:\n  - { name: Первая, stages: [А, Б] }\n  - { name: Вторая, stages: [В] }\n';
    const { id } = await sync.importRelease(text(field('А'), pipelines));
    const path = '/api/v4/leads/pipelines';
    await refuse(branch, { method: 'POST', path }, [0, '_embedded.statuses.1.name']);
    const plan = await sync.plan(branch, id);
    const ended = await sync.apply(plan);
    expect(ended.reason).toMatch(/^amoCRM refused: Stage "Первая\/Б"\. /);
    const refused = (await refusedOnly(plan.id)).filter((line) => line.includes(' refused '));
    expect(refused.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['stage Б']);
    const names = [...(await readRows(branch)).values()].map(({ name }) => name);
    expect([names.includes('Вторая'), names.includes('Первая')]).toEqual([true, false]);
  });

  it('holds up neither the rest of its call nor of the plan where amoCRM promises nothing', async () => {
    const branch = await sync.branch();
    const { id } = await sync.importRelease(text(field('А'), 'lossReasons: [Дорого, Далеко]\n'));
    await refuse(branch, { method: 'POST', path: '/api/v4/leads/loss_reasons' }, [1, 'name']);
    const plan = await sync.plan(branch, id);
    const ended = await sync.apply(plan);
    expect(ended.reason).toMatch(/^applied and read back but for .*Loss reason "Далеко"/);
    expect(ended.reason).not.toContain('Дорого');
    expect((await refusedOnly(plan.id)).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'loss-reason Далеко refused',
    ]);
  });

  it('leaves the other changed objects of its call changed', async () => {
    const branch = await sync.branch();
    const tab = (name: string) => field(name, 'type: text, group: Анкета');
    const groups = 'groups:\n  leads: [Анкета]\n';
    const first = await sync.importRelease(text([field('А'), field('Б')].join('\n'), groups));
    expect(await sync.apply(await sync.plan(branch, first.id))).toMatchObject({ state: 'applied' });
    const next = await sync.importRelease(text([tab('А'), tab('Б')].join('\n'), groups));
    await refuse(branch, { method: 'PATCH', path: '/api/v4/leads/custom_fields' }, [0, 'group_id']);
    const plan = await sync.plan(branch, next.id);
    expect(await sync.apply(plan)).toMatchObject({ state: 'failed' });
    const left = await refusedOnly(plan.id);
    expect(left.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['field А refused']);
  });

  it('and every item of a call that names none is refused in the words of the call', async () => {
    const branch = await sync.branch();
    const { id } = await sync.importRelease(text([field('А'), field('Б')].join('\n')));
    await refuse(branch, { method: 'POST', path: '/api/v4/leads/custom_fields' });
    const plan = await sync.plan(branch, id);
    expect((await sync.apply(plan)).reason).toMatch(/^amoCRM refused: Field "leads\/А", /);
    expect((await refusedOnly(plan.id)).filter((line) => line.includes('refused'))).toHaveLength(3);
  });
});
