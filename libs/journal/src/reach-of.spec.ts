import { expect, it } from '@jest/globals';
import type { Need, Reach, StageSet } from '@hub/limits';
import { reachOf, type Progress } from './reach-of.js';

const now = Date.parse('2026-05-20T10:00:00Z');
const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000);
const whole: Progress = {
  ...{
    fillStep: 'done',
    leadsReadyAt: at(9999),
    tasksReadyAt: at(9999),
    feedFrom: 1000,
    feedReadyAt: null,
    polledAt: at(5),
    unreadSince: null,
    tasksUnreadSince: null,
  },
};
const history = (since: number, stages: StageSet | null = 'sale'): Need => ({
  ...{ what: 'history', since, stages },
});
const deals: Need = { what: 'deals' };
const tasks: Need = { what: 'tasks' };

it.each<[string, Need, Progress | null, Reach]>([
  ['nothing is needed', { what: 'nothing' }, null, 'whole'],
  ['nothing of the account is read', deals, null, 'missing'],
  ['the deals are read', deals, { ...whole, tasksReadyAt: null }, 'whole'],
  ['the deals are being read', deals, { ...whole, fillStep: 'leads', leadsReadyAt: null }, 'missing'],
  ['the deals may not be read', deals, { ...whole, leadsReadyAt: null }, 'forbidden'],
  ['the tasks are read', tasks, whole, 'whole'],
  ['the tasks are being read', tasks, { ...whole, fillStep: 'tasks', tasksReadyAt: null }, 'missing'],
  ['the tasks may not be read', tasks, { ...whole, fillStep: 'feed', tasksReadyAt: null }, 'forbidden'],
  ['tasks are read, their deals may not be', tasks, { ...whole, leadsReadyAt: null }, 'forbidden'],
  ['history reaches back far enough', history(1_000_000), whole, 'whole'],
  ['history begins a second later', history(999_999), whole, 'missing'],
  ['history will reach no further back', history(999_999), { ...whole, feedReadyAt: at(99) }, 'estimated'],
  ['nothing stands in for owners', history(999_999, null), { ...whole, feedReadyAt: at(99) }, 'ended'],
  ['the set has open stages', history(999_999, 'refusal'), { ...whole, feedReadyAt: at(99) }, 'ended'],
  ['history was never read', history(1_000_000), { ...whole, feedFrom: null }, 'missing'],
  ['a quarter of an hour has passed since the poll', deals, { ...whole, polledAt: at(900) }, 'whole'],
  ['no poll was needed yet', deals, { ...whole, leadsReadyAt: at(9), polledAt: null }, 'whole'],
  ['what the poll found is not read yet, and new', deals, { ...whole, unreadSince: at(600) }, 'whole'],
  ['what the poll found is not read yet, and old', deals, { ...whole, unreadSince: at(901) }, 'stale'],
  ['likewise, for tasks', tasks, { ...whole, unreadSince: at(901) }, 'stale'],
  [
    'tasks were found that are not read yet, and old',
    tasks,
    { ...whole, tasksUnreadSince: at(901) },
    'stale',
  ],
  ['likewise, for deals', deals, { ...whole, tasksUnreadSince: at(901) }, 'whole'],
  ['likewise, for history', history(1_000_000), { ...whole, tasksUnreadSince: at(901) }, 'whole'],
  ['more than that has', deals, { ...whole, polledAt: at(901) }, 'stale'],
])('when %s', (_, need, progress, expected) => {
  expect(reachOf(need, ['sale'], progress, now)).toBe(expected);
});
