import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DriftFindingView, DriftOfAccount, PlanView, ReleaseView } from '@hub/contracts';
import { followPlan, startPlan, until } from '../../../demo/jobs.js';
import type { Spoken } from '@hub/messages';
import { ExceptionEnds } from '../../sync/src/exception/exception-ends.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

const text = `blueprint: 1
name: Проба
pipelines:
  - name: Заявки
    stages: [Новая, Договор]
`;

let world: WholeHub;
let amo: Awaited<ReturnType<WholeHub['sandbox']['account']>>;
let accountId: string;
let releaseId: string;
beforeAll(async () => {
  world = await startWholeHub();
  const { api, sandbox } = world;
  amo = await sandbox.account({ subdomain: 'tver', users: [{ name: 'Анна' }] });
  const account = { subdomain: 'tver', name: 'Тверь', roles: ['branch'], mode: 'apply' };
  ({ accountId } = await api.post<{ accountId: string }>('accounts', {
    ...account,
    timeZone: 'Europe/Moscow',
  }));
  await api.post(`accounts/${accountId}/connect`, { longLivedToken: amo.longLivedToken });
  ({ id: releaseId } = await api.post<ReleaseView>('blueprints/import', { text }));
});
afterAll(() => world.close());

const plan = () => world.api.post<Spoken<PlanView>>('plans', { accountId, releaseId });
async function apply(made: Pick<PlanView, 'id' | 'checksum'>): Promise<void> {
  await startPlan(world.api, made);
  await followPlan(world.api, made.id);
}
async function renameContract(name: string): Promise<void> {
  const { body } = await amo.api('GET', '/api/v4/leads/pipelines');
  const pipeline = body._embedded.pipelines.find((line: { name: string }) => line.name === 'Заявки');
  const stages = pipeline._embedded.statuses as { id: number; sort: number; type: number }[];
  const [, stage] = stages.filter(({ id, type }) => type !== 1 && id !== 142 && id !== 143);
  await amo.api('PATCH', `/api/v4/leads/pipelines/${pipeline.id}/statuses/${stage!.id}`, { name });
}
const state = () => world.api.get<DriftOfAccount>(`accounts/${accountId}/drift`);
async function readFindings(): Promise<Spoken<DriftFindingView>[]> {
  const before = await state();
  await world.api.post(`accounts/${accountId}/drift`);
  await until(state, ({ readAt }) => readAt !== before.readAt);
  return (await world.api.get<{ items: Spoken<DriftFindingView>[] }>(`drift?accountId=${accountId}`)).items;
}
const alarms = async (kind: string) =>
  (await world.api.get<{ items: { message: string }[] }>(`alarms?kind=${kind}`)).items;

it('finds what a branch changed, allows it until a date, and brings it back', async () => {
  const { api, hub } = world;
  await expect(api.post(`accounts/${accountId}/drift`)).rejects.toThrow(/409/);
  await apply(await plan());
  expect(await readFindings()).toEqual([]);

  await renameContract('Контракт');
  const [finding] = await readFindings();
  expect(finding).toMatchObject({
    text: 'Этап «Договор» (Заявки): название «Контракт» → «Договор»',
    returns: 0,
  });
  expect((await alarms('account-drifted'))[0]?.message).toContain('1 объект');

  const endsAt = new Date(Date.now() + 1500).toISOString();
  await api.post('drift/except', { accountId, findingIds: [finding!.id], reason: 'Свой договор', endsAt });
  expect(await alarms('account-drifted')).toEqual([]);
  const before = await plan();
  if (Date.now() < Date.parse(endsAt)) expect(before.text).toContain('Свой договор');
  const shown = await until(plan, ({ counts }) => counts.update === 1);
  expect(shown.text).not.toContain('Свой договор');
  await hub.app.get(ExceptionEnds, { strict: false }).tick(new Date());
  expect((await alarms('exception-expired'))[0]?.message).toContain('Свой договор');

  expect(await readFindings()).toMatchObject([{ returns: 0 }]);
  const [exception] = (await api.get<{ items: { id: string }[] }>(`accounts/${accountId}/exceptions`)).items;
  await api.call('DELETE', `accounts/${accountId}/exceptions/${exception!.id}`);
  expect(await alarms('exception-expired')).toEqual([]);

  const fix = await api.post<Spoken<PlanView>>('drift/fix', { accountId });
  expect(fix).toMatchObject({ narrowedTo: 1, counts: { update: 1 } });
  await apply(fix);
  expect(await plan()).toMatchObject({ isEmpty: true });
  expect(await readFindings()).toEqual([]);
  expect(await alarms('account-drifted')).toEqual([]);
  const gone = `drift?accountId=${accountId}&state=gone`;
  const endings = (await api.get<{ items: DriftFindingView[] }>(gone)).items.map(({ ending }) => ending);
  expect(endings.sort()).toEqual(['excepted', 'same']);
});
