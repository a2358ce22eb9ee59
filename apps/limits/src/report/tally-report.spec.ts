import { expect, it } from '@jest/globals';
import { medianOf, ReportTally, type Pressed } from './tally-report.js';

const at = Date.parse('2026-05-20T20:30:00Z');
const press = (given: Partial<Pressed>): Pressed => ({
  ...{ accountId: 'a', userId: 5, group: 'Новостройки', state: 'granted', pressedAt: at, resolvedAt: at },
  ...{ blocks: [], lead: { fate: 'open', createdAt: at / 1000 - 60 } },
  ...given,
});
const zoneOf = (accountId: string) => (accountId === 'b' ? 'Asia/Vladivostok' : 'Europe/Moscow');
function tallyOf(grouping: 'manager' | 'group' | 'branch' | 'date', presses: readonly Pressed[]) {
  const tally = new ReportTally(grouping, zoneOf);
  for (const one of presses) tally.add(one);
  return tally.all();
}

it('counts what was given, what became of it, and how long it had waited', () => {
  const [one, ...others] = tallyOf('manager', [
    press({}),
    press({ lead: { fate: 'won', createdAt: at / 1000 - 600 } }),
    press({ lead: null }),
    press({ state: 'empty', lead: null }),
    press({ state: 'reserved', lead: null }),
  ]);
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    ...{ accountId: 'a', key: '5', counts: { granted: 3, refused: 0, empty: 1, failed: 0 } },
    ...{ fates: { open: 1, won: 1, lost: 0, gone: 0, unknown: 1 }, waits: [60, 600] },
  });
});

it('counts a refusal once, and each limit that blocked it', () => {
  const limit = (name: 'interval' | 'activeDeals') => ({ reason: 'limit' as const, limit: name });
  const blocks = [limit('interval'), limit('activeDeals')];
  const off = [{ reason: 'not-enabled' as const, limit: null }];
  const [one] = tallyOf('group', [
    press({ state: 'refused', blocks, lead: null }),
    press({ state: 'refused', blocks: [limit('interval')], lead: null }),
    press({ state: 'refused', blocks: off, lead: null }),
  ]);
  expect(one?.counts.refused).toBe(3);
  expect([...(one?.refusedBy.entries() ?? [])].map(([name, { count }]) => [name, count])).toEqual([
    ['limit interval', 2],
    ['limit activeDeals', 1],
    ['not-enabled ', 1],
  ]);
});

it('tells what a limit refused from what it could not judge', () => {
  const blocks = [{ reason: 'limit' as const, limit: 'refusedToday' as const }];
  const unknown = [{ reason: 'history-missing' as const, limit: 'refusedToday' as const }];
  const [one] = tallyOf('group', [
    press({ state: 'refused', blocks: unknown, lead: null }),
    press({ state: 'refused', blocks, lead: null }),
  ]);
  expect([...(one?.refusedBy.values() ?? [])]).toEqual([
    { reason: 'history-missing', limit: 'refusedToday', count: 1 },
    { reason: 'limit', limit: 'refusedToday', count: 1 },
  ]);
});

it('puts a press into the day of its account', () => {
  const days = tallyOf('date', [press({}), press({ accountId: 'b' })]);
  expect(days.map(({ accountId, key }) => [accountId, key])).toEqual([
    [null, '2026-05-20'],
    [null, '2026-05-21'],
  ]);
});

it('tells managers and groups of one name in two accounts apart', () => {
  for (const grouping of ['manager', 'group', 'branch'] as const)
    expect(tallyOf(grouping, [press({}), press({ accountId: 'b' })])).toHaveLength(2);
});

it('takes the value in the middle', () => {
  expect([medianOf([]), medianOf([7]), medianOf([9, 1, 5]), medianOf([1, 2])]).toEqual([null, 7, 5, 2]);
});
