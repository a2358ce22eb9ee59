import { describe, expect, it } from '@jest/globals';
import { readinessOf, type FillProgress, type JournalLimit } from './readiness.js';

const from = { dayStart: 900, lastWeekStart: 500, lastMonthStart: 100, daysAgo: 300 };
const nothing: FillProgress = {
  ...{ leadsReadyAt: null, tasksReadyAt: null, feedReadyAt: null },
  ...{ feedFrom: null, feedEnded: false },
};
const at = new Date(0);
const limits: JournalLimit[] = [2, 3, 4, 5, 6, 7, 8, 9, 10];
const ready = (progress: FillProgress | null) =>
  limits.filter((limit) => readinessOf(limit, progress, from) === 'ready');

describe('readinessOf', () => {
  it.each<[string, FillProgress | null, JournalLimit[]]>([
    ['no account', null, []],
    ['nothing', nothing, []],
    ['leads', { ...nothing, leadsReadyAt: at }, [2]],
    ['leads and tasks', { ...nothing, leadsReadyAt: at, tasksReadyAt: at }, [2, 4, 5]],
    ['the feed of today', { ...nothing, leadsReadyAt: at, feedFrom: 900 }, [2, 3]],
    ['two weeks', { ...nothing, leadsReadyAt: at, feedFrom: 500 }, [2, 3, 10]],
    ['its N days', { ...nothing, leadsReadyAt: at, feedFrom: 300 }, [2, 3, 6, 10]],
    ['last month', { ...nothing, leadsReadyAt: at, feedFrom: 100 }, [2, 3, 6, 7, 8, 9, 10]],
    ['a feed without leads', { ...nothing, feedFrom: 100 }, []],
  ])('with %s read', (_name, progress, expected) => {
    expect(ready(progress)).toEqual(expected);
  });

  it('says that a feed which ended early leaves an estimate', () => {
    const ended = { ...nothing, leadsReadyAt: at, feedFrom: 400, feedEnded: true, feedReadyAt: at };
    expect(readinessOf(10, ended, from)).toBe('ready');
    expect(readinessOf(9, ended, from)).toBe('estimated');
  });
});
