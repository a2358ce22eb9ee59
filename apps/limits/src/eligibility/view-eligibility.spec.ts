import { expect, it } from '@jest/globals';
import { limits, type Judged } from '@hub/limits';
import { settingsOf } from '../settings/settings-of.js';
import { viewEligibility } from './view-eligibility.js';

const stage = { pipelineId: 1, statusId: 2 };
const { groups } = settingsOf({
  groups: [
    { name: 'Продажи', managerIds: [5], exchangeStages: [stage], exchangeUserIds: [1], targetStage: stage },
  ],
});
const group = groups[0] ?? null;
const at = { now: Date.parse('2026-05-20T10:00:00Z'), zone: 'Europe/Moscow' };
const until = Date.parse('2026-05-20T21:00:00Z');
const known = { isKnown: true as const, isEstimated: false, freesAt: until };
const full: Judged = { limit: 'newDealsToday', bound: 5, blocks: true, value: 6, ...known };
const free: Judged = { limit: 'refusedToday', bound: 5, blocks: false, value: 1, ...known };
const unknown: Judged = { limit: 'salesLastMonth', bound: 2, isKnown: false };

it('shows every limit of the list: those that are off, free, full and not known', () => {
  const blocks = [
    { reason: 'limit' as const, judged: full },
    { reason: 'history-missing' as const, judged: unknown },
  ];
  const view = viewEligibility(5, { group, judged: [full, free, unknown], blocks, at });
  expect(view).toMatchObject({ userId: 5, group: 'Продажи', mayPress: false });
  expect(view.reasons.map(({ reason, limit }) => [reason, limit])).toEqual([
    ['limit', 'newDealsToday'],
    ['history-missing', 'salesLastMonth'],
  ]);
  expect(view.limits.map(({ limit }) => limit)).toEqual(limits.map(({ name }) => name));
  const shown = (name: string) => view.limits.find(({ limit }) => limit === name);
  expect(shown('newDealsToday')).toMatchObject({
    ...{ number: 3, bound: 5, value: 6, blocks: true, isKnown: true, freesAt: '2026-05-20T21:00:00.000Z' },
  });
  expect(shown('refusedToday')).toMatchObject({ bound: 5, value: 1, blocks: false, freesAt: null });
  expect(shown('salesLastMonth')).toMatchObject({ bound: 2, value: null, blocks: true, isKnown: false });
  expect(shown('interval')).toMatchObject({ bound: null, value: null, blocks: false, isKnown: true });
});

it('says when nothing stands in the way', () => {
  expect(viewEligibility(5, { group: null, judged: [], blocks: [], at })).toMatchObject({
    ...{ group: null, mayPress: true, reasons: [] },
  });
});
