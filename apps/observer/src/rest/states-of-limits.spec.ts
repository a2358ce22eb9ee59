import type { JournalAccount } from '@hub/journal';
import { expect, it } from '@jest/globals';
import { statesOfLimits } from './states-of-limits.js';

const at = { now: Date.parse('2026-05-20T10:00:00Z'), zone: 'Europe/Moscow' };
const just = new Date(at.now - 1000);
const read = {
  ...{
    fillStep: 'done',
    leadsReadyAt: just,
    tasksReadyAt: just,
    polledAt: just,
    unreadSince: null,
    tasksUnreadSince: null,
  },
  ...{ feedFrom: 0, feedReadyAt: just },
} as JournalAccount;
const states = (account: JournalAccount | null) =>
  Object.fromEntries(statesOfLimits(account, at).map(({ limit, state }) => [limit, state]));

it('names the limits that ask the journal, each once', () => {
  expect(Object.values(states(read))).toEqual(Array(9).fill('ready'));
  expect(Object.keys(states(null))).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10']);
  expect(new Set(Object.values(states(null)))).toEqual(new Set(['reading']));
});

it.each<[string, Partial<JournalAccount>, object]>([
  ['tasks are forbidden', { tasksReadyAt: null }, { 2: 'ready', 4: 'forbidden', 5: 'forbidden' }],
  ['tasks come next', { fillStep: 'tasks', tasksReadyAt: null }, { 2: 'ready', 4: 'reading' }],
  ['nothing was heard', { leadsReadyAt: new Date(0), polledAt: new Date(0) }, { 2: 'stale', 10: 'stale' }],
  [
    'the feed begins this month',
    { feedFrom: Date.parse('2026-05-02T00:00:00Z') / 1000 },
    { 3: 'ready', 7: 'ready', 8: 'estimated', 9: 'estimated', 10: 'ready' },
  ],
  [
    'the feed begins today',
    { feedFrom: Date.parse('2026-05-20T00:00:00Z') / 1000 },
    { 3: 'ended', 7: 'estimated', 10: 'ended' },
  ],
])('where %s', (_, change, expected) => {
  expect(states({ ...read, ...change })).toMatchObject(expected);
});
