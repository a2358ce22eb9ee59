import { sayFact } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let branch: Branch;
let releaseId: string;

beforeAll(async () => {
  sync = await SyncFixture.start();
  const text = [
    'blueprint: 1',
    'name: Проба',
    'tags: { leads: [Приём, Отказ] }',
    'lossReasons: [Не отвечает]',
  ];
  releaseId = (await sync.importRelease(text.join('\n'))).id;
  branch = await sync.branch();
  await branch.api('POST', '/api/v4/leads/tags', [{ name: 'прием' }, { name: 'отказ' }]);
  await branch.api('POST', '/api/v4/leads/loss_reasons', [{ name: 'не отвечает ' }]);
});
afterAll(() => sync.close());

const changes = async (planId: string) =>
  (await sync.hub.ask('sync.plans.changes', { planId, limit: 100 })).items;
const namesOf = async () => [...(await readRows(branch)).values()].map(({ name }) => name);

describe('objects of a branch under nearly the same name', () => {
  it('are questions with their answers at hand, and nothing is made beside them', async () => {
    const plan = await sync.plan(branch, releaseId);
    expect(plan.counts).toMatchObject({ blocked: 3 });
    const question = (await changes(plan.id)).find(({ kind }) => kind === 'loss-reason');
    expect(question).toMatchObject({ action: 'blocked', reason: { code: 'near-twin' } });
    const answers = question!.answers.map((answer) => sayFact(answer, 'ru'));
    expect(answers[0]).toContain(`answer ${plan.id} "loss-reason:Не отвечает" --adopt`);
    expect(plan.text).toContain('Как ответить:');
    expect(plan.text).toContain('createAnyway');

    await sync.apply(plan);
    expect(await namesOf()).not.toContain('Не отвечает');
  });

  it('become the release’s where they are adopted, and stay where another is made', async () => {
    const asked = await sync.plan(branch, releaseId);
    const question = (await changes(asked.id)).find(({ kind }) => kind === 'loss-reason')!;
    const branchId = String(question.reason?.facts && (question.reason.facts as { ids: string }).ids);
    const { accountId } = branch;
    const object = { accountId, planId: asked.id, kind: 'loss-reason', key: 'Не отвечает' };
    await sync.hub.ask('sync.ledger.readopt', { ...object, branchId });
    const unknown = sync.plan(branch, releaseId, { createAnyway: [{ kind: 'tag', key: 'leads/Нет' }] });
    await expect(unknown).rejects.toMatchObject({ body: { errors: [{ path: 'createAnyway.0' }] } });
    const createAnyway = [
      { kind: 'tag', key: 'leads/Приём' },
      { kind: 'tag', key: 'leads/Отказ' },
    ];
    const plan = await sync.plan(branch, releaseId, { createAnyway });
    expect(plan.counts).toMatchObject({ blocked: 0, create: 2, update: 1 });
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    const names = await namesOf();
    expect(names).toEqual(expect.arrayContaining(['Приём', 'прием', 'Отказ', 'отказ', 'Не отвечает']));
    expect(names).not.toContain('не отвечает ');
    expect(await sync.plan(branch, releaseId)).toMatchObject({ isEmpty: true });
  });
});
