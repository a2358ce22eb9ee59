/** @own-modules: it adds to a list from which others derive when they are loaded. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { limits, type Limit } from '@hub/limits';
import type { ClaimAnswer, EligibilityView, ExchangeLimitsView, ExchangeSettingsView } from '@hub/contracts';
import type { WholeHub } from './whole-hub.js';

/** A limit that nobody has thought of: no lead while the number of active deals is the bound. */
const unlucky: Limit = {
  name: 'unluckyNumber',
  number: 11,
  bound: { min: 1, max: 13, example: 13 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: () => ({ deals: { of: 'activeDeals' } }),
  judge: ({ deals }, bound) => ({
    blocks: deals === bound,
    value: deals ?? null,
    freesAt: null,
    facts: { rest: 1 },
  }),
  words: {
    title: 'limits.active-deals-title',
    rule: 'limits.active-deals-rule',
    blocks: 'limits.active-deals-blocks',
    frees: 'limits.active-deals-frees',
  },
};

let world: WholeHub;
let accountId: string;
let userId: number;

beforeAll(async () => {
  // Before anything that derives from the list is loaded.
  (limits as Limit[]).push(unlucky);
  const { startWholeHub } = await import('./whole-hub.js');
  const { until } = await import('../../../demo/jobs.js');
  world = await startWholeHub();
  const { api, sandbox } = world;
  const amo = await sandbox.account({ subdomain: 'tver', users: [{ name: 'Анна' }, { name: 'Биржа' }] });
  const body = {
    subdomain: 'tver',
    name: 'Тверь',
    roles: ['branch'],
    mode: 'apply',
    timeZone: 'Europe/Moscow',
  };
  accountId = (await api.post<{ accountId: string }>('accounts', body)).accountId;
  await api.post(`accounts/${accountId}/connect`, { longLivedToken: amo.longLivedToken });
  const { items } = await api.get<{ items: { id: number; stages: { id: number; isUnsorted: boolean }[] }[] }>(
    `accounts/${accountId}/pipelines`,
  );
  const [pipeline] = items;
  const [from, to] = pipeline!.stages.filter(({ isUnsorted }) => !isUnsorted);
  const of = (name: string) => amo.users.find((user) => user.name === name)!.id;
  userId = of('Анна');
  const stage = (one: { id: number } | undefined) => ({ pipelineId: pipeline!.id, statusId: one!.id });
  const made = await amo.api('POST', '/api/v4/leads', [
    { name: 'Моя', pipeline_id: pipeline!.id, status_id: to!.id, responsible_user_id: userId },
  ]);
  expect(made.status).toBe(200);
  await api.put('exchange/settings', {
    accountId,
    groups: [
      {
        ...{ name: 'Продажи', managerIds: [userId], exchangeStages: [stage(from)] },
        ...{ exchangeUserIds: [of('Биржа')], targetStage: stage(to), limits: { unluckyNumber: 2 } },
      },
    ],
  });
  await api.put('exchange/limits', {
    accountId,
    users: [{ userId, enabled: true, limits: { unluckyNumber: 1 } }],
  });
  await until(
    () => api.get<ExchangeSettingsView>(`exchange/settings?accountId=${accountId}`),
    ({ leadsReadAt }) => leadsReadAt !== null,
  );
});
afterAll(() => world.close());

it('is stored and shown', async () => {
  const settings = await world.api.get<ExchangeSettingsView>(`exchange/settings?accountId=${accountId}`);
  expect(settings.groups[0]?.limits).toEqual({ unluckyNumber: 2 });
  const { users } = await world.api.get<ExchangeLimitsView>(`exchange/limits?accountId=${accountId}`);
  expect(users[0]?.limits).toEqual({ unluckyNumber: 1 });
  const found = await world.api.get<EligibilityView>(
    `exchange/eligibility?accountId=${accountId}&userId=${userId}`,
  );
  expect(found.limits.at(-1)).toMatchObject({
    ...{ limit: 'unluckyNumber', number: 11, bound: 1, value: 1, blocks: true, isKnown: true },
    title: 'Активные сделки',
  });
});

it('is enforced and explained', async () => {
  const press = { 'idempotency-key': 'first' };
  const answer = await world.api.post<ClaimAnswer>('exchange/claims', { accountId, userId }, press);
  expect(answer.outcome).toBe('refused');
  expect(answer.reasons).toMatchObject([
    {
      ...{ reason: 'limit', limit: 'unluckyNumber', value: 1, bound: 1, freesAt: null },
      text: 'У вас 1 активная сделка, новые выдаются, пока их меньше 1',
      whatFrees: 'Завершите или передайте 1 сделку',
    },
  ]);
});

it('takes the bounds it names, and no others', async () => {
  const save = (bound: number) =>
    world.api.put('exchange/limits', {
      ...{ accountId, version: 1 },
      users: [{ userId, enabled: true, limits: { unluckyNumber: bound } }],
    });
  await expect(save(14)).rejects.toThrow(/unluckyNumber/);
});

it('is in the schema', async () => {
  const response = await fetch(`${world.hub.url}/api/docs-json`);
  const { components } = (await response.json()) as {
    components: {
      schemas: Record<string, { properties: Record<string, { maximum?: number; enum?: string[] }> }>;
    };
  };
  expect(components.schemas.LimitBounds?.properties.unluckyNumber?.maximum).toBe(13);
  expect(components.schemas.LimitState?.properties.limit?.enum).toContain('unluckyNumber');
});
