import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ObjectUse, PlanChange } from '@hub/contracts';
import { SyncFixture, type Branch, type SpokenPlan } from './sync-fixture.js';
import { UsesStub } from './uses-stub.js';

const line = (name: string, ...stages: string[]) => `  - { name: ${name}, stages: [${stages.join(', ')}] }\n`;
const blueprint = (lines: string, values = 'Казань, Тверь') => `blueprint: 1
name: Проба
pipelines:
${lines}fields:
  leads:
    - { name: Регион, type: select, code: REGION, values: [${values}] }
`;
const all = blueprint(line('Продажи', 'Новая', 'Замер', 'Договор') + line('Сервис', 'Заявка'));

let sync: SyncFixture;
const releases = { all: '', noStage: '', noPipeline: '', renamed: '', noValue: '' };

beforeAll(async () => {
  sync = await SyncFixture.start();
  const make = async (text: string) => (await sync.importRelease(text)).id;
  releases.all = await make(all);
  releases.noStage = await make(all.replace('Замер, ', ''));
  releases.noPipeline = await make(blueprint(line('Продажи', 'Новая', 'Замер', 'Договор')));
  releases.noValue = await make(all.replace('Казань, ', ''));
});
afterAll(() => sync.close());
afterEach(() => {
  UsesStub.isAway = false;
});

async function brought(): Promise<{ branch: Branch; idOf: (ref: string) => string }> {
  const branch = await sync.branch();
  expect(await sync.apply(await sync.plan(branch, releases.all))).toMatchObject({ state: 'applied' });
  const { items } = await sync.hub.ask('sync.ledger.list', { accountId: branch.accountId, limit: 100 });
  return { branch, idOf: (ref) => items.find((one) => one.ref === ref)?.branchId ?? '' };
}

function target(branch: Branch, stageId: string): Promise<string> {
  const [pipelineId, statusId] = stageId.split('/').map(Number);
  return sync.hub.addBranch({
    name: `Казань ${branch.subdomain}`,
    accountId: branch.accountId,
    pipelineId,
    statusId,
  });
}
const use = ({ accountId }: Branch, ...uses: Omit<ObjectUse, 'name'>[]) =>
  UsesStub.uses.set(
    accountId,
    uses.map((one) => ({ ...one, name: '' })),
  );

async function changesOf({ id: planId }: SpokenPlan): Promise<PlanChange[]> {
  return (await sync.hub.ask('sync.plans.changes', { planId, limit: 100 })).items;
}
const prune = (branch: Branch, releaseId: string) => sync.plan(branch, releaseId, { prune: true });
const deletions = (branch: Branch) => sync.calls(branch).filter((call) => call.startsWith('DELETE'));

describe('what the settings of the hub name', () => {
  it('is not deleted, and the plan says who names it, until the setting moves along', async () => {
    const { branch, idOf } = await brought();
    const branchId = await target(branch, idOf('Продажи/Замер'));
    const blocked = await prune(branch, releases.noStage);
    expect(blocked).toMatchObject({ isComplete: false, counts: { delete: 0, blocked: 1 } });
    expect(blocked.text).toContain(`Казань ${branch.subdomain}`);
    const [change] = await changesOf(blocked);
    expect(change).toMatchObject({ action: 'blocked', reason: { code: 'in-use' } });
    await sync.apply(blocked);
    expect(deletions(branch)).toEqual([]);

    const [pipelineId, statusId] = idOf('Продажи/Новая').split('/');
    await sync.hub.source.query('UPDATE accounts.branch SET pipeline_id = $1, status_id = $2 WHERE id = $3', [
      pipelineId,
      statusId,
      branchId,
    ]);
    expect(await sync.apply(await prune(branch, releases.noStage))).toMatchObject({ state: 'applied' });
    expect(deletions(branch)).toHaveLength(1);
  });

  it.each([
    ['the stage for granted leads', 'exchange-target', 'stage', 'Сервис/Заявка'],
    ['an exchange stage', 'exchange-stage', 'stage', 'Сервис/Заявка'],
    ['the intake pipeline', 'intake', 'pipeline', 'Сервис'],
    ['the stage for leads handed over', 'handed-over', 'stage', 'Сервис/Заявка'],
  ] as const)('is not deleted with the pipeline that %s is in', async (_title, by, kind, ref) => {
    const { branch, idOf } = await brought();
    use(branch, { kind, id: idOf(ref), by });
    expect((await prune(branch, releases.noPipeline)).counts).toMatchObject({ delete: 0, blocked: 1 });
    use(branch);
    expect((await prune(branch, releases.noPipeline)).counts).toMatchObject({ delete: 1, blocked: 0 });
  });

  it('is found by its name where the setting has no id for each account', async () => {
    const { branch } = await brought();
    use(branch, { kind: 'pipeline', id: '', title: 'сервис', by: 'escalation-branch' });
    const blocked = await prune(branch, releases.noPipeline);
    expect(blocked.counts).toMatchObject({ delete: 0, blocked: 1 });
    expect(blocked.text).toContain('эта воронка находится по названию');
    const { items } = await sync.hub.ask('sync.uses', { accountId: branch.accountId });
    expect(items).toEqual([]);
    const name = 'Обслуживание';
    const at = (await branch.api('GET', '/api/v4/leads/pipelines')).body as {
      _embedded: { pipelines: { id: number; name: string }[] };
    };
    const service = at._embedded.pipelines.find((one) => one.name === 'Сервис');
    await branch.api('PATCH', `/api/v4/leads/pipelines/${service?.id ?? 0}`, { name });
    use(branch, { kind: 'pipeline', id: '', title: name, by: 'escalation-branch' });
    const [renamed] = await changesOf(await sync.plan(branch, releases.all));
    expect(renamed).toMatchObject({ action: 'update', before: { name } });
    expect(renamed?.risks).toContainEqual(
      expect.objectContaining({ code: 'named-by', by: 'escalation-branch' }),
    );
    use(branch);
  });

  it('is a risk where it is renamed, and where a value goes that routing reads by its text', async () => {
    const { branch, idOf } = await brought();
    use(branch, { kind: 'field', id: idOf('leads/REGION'), by: 'region-field' });
    const [gone] = (await changesOf(await prune(branch, releases.noValue))).filter(
      ({ kind }) => kind === 'enum',
    );
    expect(gone?.risks).toContainEqual(expect.objectContaining({ code: 'named-by', by: 'region-field' }));

    const [pipelineId = '', statusId = ''] = idOf('Продажи/Замер').split('/');
    await target(branch, idOf('Продажи/Замер'));
    await branch.api('PATCH', `/api/v4/leads/pipelines/${pipelineId}/statuses/${statusId}`, {
      name: 'Обмер',
    });
    const plan = await sync.plan(branch, releases.all);
    const [renamed] = await changesOf(plan);
    expect(renamed).toMatchObject({ action: 'update', before: { name: 'Обмер' }, after: { name: 'Замер' } });
    expect(renamed?.risks).toContainEqual(expect.objectContaining({ code: 'named-by', by: 'branch-target' }));
    expect(plan.text).toContain('место приёма заявок филиала «Казань');
  });

  it('is asked for again before the first call and right before the deletion', async () => {
    const { branch, idOf } = await brought();
    const early = await prune(branch, releases.noStage);
    use(branch, { kind: 'stage', id: idOf('Продажи/Замер'), by: 'exchange-stage' });
    expect(await sync.apply(early)).toMatchObject({ state: 'stale' });

    use(branch);
    const late = await prune(branch, releases.noStage);
    // The second walk over the leads is the one right before the deletion.
    const hold = { kind: 'hold', subdomain: branch.subdomain, path: '/api/v4/leads', nth: 2, when: 'before' };
    const fault = (await sync.sandbox.control('POST', 'faults', hold)).body as { id: string };
    await sync.begin(late);
    await sync.paused(fault.id);
    use(branch, { kind: 'stage', id: idOf('Продажи/Замер'), by: 'exchange-stage' });
    await sync.sandbox.control('POST', `faults/${fault.id}/release`, {});
    const ended = await sync.ended(late.id);
    expect(ended).toMatchObject({
      state: 'stale',
      reason: expect.stringMatching(/stage whose leads are handed out.*Plan anew/) as unknown,
    });
    expect(deletions(branch)).toEqual([]);
  });

  it('makes no plan that would remove something while it is not known', async () => {
    const { branch } = await brought();
    UsesStub.isAway = true;
    await expect(prune(branch, releases.noStage)).rejects.toMatchObject({ body: { status: 503 } });
    expect(await sync.plan(branch, releases.noStage)).toMatchObject({ isEmpty: true });
  });
});
