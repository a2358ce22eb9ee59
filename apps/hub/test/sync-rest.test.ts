import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  BlueprintCheck,
  BlueprintText,
  ChangePage,
  LedgerPage,
  ReleaseDifference,
  ReleaseView,
} from '@hub/contracts';
import { followPlan, makePlan, startPlan, until, type SpokenPlan } from '../../../demo/jobs.js';
import type { SandboxAccount } from '../../../demo/sandbox-api.js';
import { startWorld, type World } from './world.js';

const blueprint = (tags: string) => `blueprint: 1
name: Проба
pipelines:
  - name: Заявки
    stages:
      - name: Новая
        color: '#d6eaff'
      - name: Договор
        color: '#98cbff'
tags:
  leads: [${tags}]
  companies: [${tags}]
manual:
  - name: Цвет сделки
    text: Включите цвета сделок в настройках.
`;

/** A head office at work with its own hands: everything through REST, on one branch that has a life of its own. */
describe('configuration over REST', () => {
  let world: World;
  let account: SandboxAccount;
  let accountId: string;
  const releases = { first: '', second: '' };

  beforeAll(async () => {
    world = await startWorld('one process');
    account = await world.sandbox.control('POST', 'accounts', { subdomain: 'tver' });
    const { subdomain, clientId, clientSecret, redirectUri } = account;
    const integration = { id: clientId, secret: clientSecret, redirectUri };
    const wanted = { subdomain, name: 'Тверь', roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' };
    ({ accountId } = await world.hub.post<{ accountId: string }>('accounts', { ...wanted, integration }));
    await world.hub.post(`accounts/${accountId}/connect`, { longLivedToken: account.longLivedToken });
  });
  afterAll(() => world.close());

  const plan = (releaseId: string) => makePlan(world.hub, releaseId, accountId);
  const changesOf = async ({ id }: SpokenPlan) =>
    (await world.hub.get<ChangePage>(`plans/${id}/changes`)).items.map(({ action, kind, key }) => ({
      action,
      kind,
      key,
    }));
  const ledger = async () => (await world.hub.get<LedgerPage>(`ledger?accountId=${accountId}`)).items;
  const apply = async (made: SpokenPlan) => {
    await startPlan(world.hub, made);
    return followPlan(world.hub, made.id);
  };
  const manualStep = { action: 'manual', kind: 'manual', key: 'Цвет сделки' };

  it('names what is wrong with a blueprint, and keeps nothing of it', async () => {
    const text = blueprint('Центр').replace('#98cbff', 'синий');
    const check = await world.hub.post<BlueprintCheck>('blueprints/validate', { text });
    expect(check).toMatchObject({ isValid: false, objects: 0 });
    expect(check.problems).toEqual([expect.stringMatching(/:9:\d+: .*синий/)]);
    await expect(world.hub.post('blueprints/import', { text })).rejects.toThrow(/422|400/);
    expect(await world.hub.get('releases')).toMatchObject({ items: [] });
  });

  it('makes releases of blueprints, tells them apart, and gives them back as they came', async () => {
    const [first, second] = [
      await world.hub.post<ReleaseView>('blueprints/import', { text: blueprint('Центр') }),
      await world.hub.post<ReleaseView>('blueprints/import', { text: blueprint('Центр, Юг') }),
    ];
    Object.assign(releases, { first: first.id, second: second.id });
    expect(second.number).toBe(first.number + 1);
    const difference = await world.hub.get<ReleaseDifference>(
      `releases/${first.id}/difference?to=${second.id}`,
    );
    expect(difference).toMatchObject({ isEmpty: false, counts: { create: 2, update: 0, delete: 0 } });
    expect(difference.text).toContain('Юг');
    const { text } = await world.hub.get<BlueprintText>(`blueprints/export?releaseId=${second.id}`);
    const again = await world.hub.post<ReleaseView>('blueprints/import', { text });
    expect(again.checksum).toBe(second.checksum);
  });

  it('applies what was approved, and keeps asking for the step that only a person can do', async () => {
    const made = await plan(releases.first);
    expect(await changesOf(made)).toContainEqual(manualStep);
    await expect(world.hub.post(`plans/${made.id}/approve`, { checksum: 'another' })).rejects.toThrow(/409/);
    await expect(world.hub.post(`plans/${made.id}/apply`)).rejects.toThrow(/409/);
    await apply(made);
    const next = await plan(releases.first);
    expect(await changesOf(next)).toEqual([manualStep]);
    await world.hub.post(`plans/${next.id}/confirm`, { key: manualStep.key });
    const last = await plan(releases.first);
    expect(await changesOf(last)).toEqual([]);
  });

  it('stops between two calls, goes on, and gives up when told', async () => {
    const made = await plan(releases.second);
    const fault = { kind: 'hold', subdomain: account.subdomain, method: 'POST', when: 'after' };
    const { id } = await world.sandbox.control<{ id: string }>('POST', 'faults', fault);
    await startPlan(world.hub, made);
    await until(
      () => world.sandbox.control<{ id: string; hits: number }[]>('GET', 'faults'),
      (faults) => faults.some(({ hits }) => hits > 0),
    );
    await world.hub.post(`plans/${made.id}/pause`);
    await world.sandbox.control('POST', `faults/${id}/release`);
    const show = () => world.hub.get<SpokenPlan>(`plans/${made.id}`);
    await until(show, ({ state }) => state === 'paused');
    await world.hub.post(`plans/${made.id}/apply`);
    expect(await followPlan(world.hub, made.id)).toMatchObject({ state: 'applied' });
    const tagged = await world.sandbox.list<{ name: string }>(account, '/api/v4/leads/tags', 'tags');
    expect(tagged.filter(({ name }) => name === 'Юг')).toHaveLength(1);

    const given = await plan(releases.first);
    await world.hub.post(`plans/${given.id}/cancel`);
    await expect(world.hub.post(`plans/${given.id}/apply`)).rejects.toThrow(/409/);
  });

  it('lets an object go, asks which one is meant, and takes the answer', async () => {
    const stage = (await ledger()).find(({ kind, ref }) => kind === 'stage' && ref.endsWith('Договор'));
    if (!stage) throw new Error('the stage is not in the ledger');
    await world.hub.post('ledger/forget', { accountId, kind: stage.kind, ref: stage.ref });
    expect(await ledger()).not.toContainEqual(stage);
    const [pipelineId = ''] = stage.branchId.split('/');
    const twin = { name: 'Договор', sort: 500, color: '#98cbff' };
    await world.sandbox.call(account, 'POST', `/api/v4/leads/pipelines/${pipelineId}/statuses`, [twin]);

    const asking = await plan(releases.second);
    const question = { action: 'blocked', kind: 'stage', key: 'Заявки/Договор' };
    expect(await changesOf(asking)).toEqual([question]);
    const answer = { accountId, planId: asking.id, kind: 'stage', key: question.key };
    await expect(
      world.hub.post('ledger/re-adopt', { ...answer, branchId: `${pipelineId}/1` }),
    ).rejects.toThrow(/4\d\d/);
    await world.hub.post('ledger/re-adopt', { ...answer, branchId: stage.branchId });
    expect(await ledger()).toContainEqual({ ...stage, origin: 'adopted' });

    const after = await plan(releases.second);
    expect(await changesOf(after)).toEqual([]);
  });

  it('exports an account as it is, twins included, and names them when they come back', async () => {
    const { text } = await world.hub.get<BlueprintText>(`blueprints/export?accountId=${accountId}`);
    expect(text).toContain('Заявки');
    const check = await world.hub.post<BlueprintCheck>('blueprints/validate', { text });
    expect(check.problems).toEqual([
      expect.stringContaining('другое название или код, чем у «Договор» выше'),
    ]);
  });
});
