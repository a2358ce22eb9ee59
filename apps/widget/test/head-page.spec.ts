import { expect, it } from '@jest/globals';
import { wordsIn } from '../src/build/words.js';
import { scriptModule } from './script-modules.js';

const { changedGroups, readPreview, readReport, whatBlocks } = await scriptModule('head-page.js');
const now = Date.parse('2026-05-20T10:00:00Z');
const first = 'report?groupBy=manager&limit=100&from=2026-04-20T10:00:00.000Z&to=2026-05-20T10:01:00.000Z';

/** Answers each path with what is said here, and remembers what was asked. */
function answering(answers: Record<string, object>) {
  const asked: string[] = [];
  const call = ({ path }: { path: string }) => {
    asked.push(path);
    return Promise.resolve(answers[path] ?? { body: null, failure: 'Хаб отказал' });
  };
  return { asked, call };
}

it('reads the report to its last page', async () => {
  const { asked, call } = answering({
    [first]: { body: { items: [1, 2], nextCursor: 'a/b' }, failure: '' },
    [`${first}&cursor=a%2Fb`]: { body: { items: [3], nextCursor: null }, failure: '' },
  });
  expect(await readReport(call, now)).toEqual({ rows: [1, 2, 3], failure: '' });
  expect(asked).toHaveLength(2);
});

it('reads a preview to its last page', async () => {
  const { asked, call } = answering({
    'preview?limit=100': { body: { mayPress: 2, users: [1, 2], nextCursor: 'a/b' } },
    'preview?limit=100&cursor=a%2Fb': { body: { mayPress: 2, users: [3], nextCursor: null } },
  });
  const found = await readPreview(call, { groups: [] });
  expect(found).toMatchObject({ preview: { mayPress: 2, users: [1, 2, 3] }, failure: '' });
  expect(asked).toHaveLength(2);
});

it('shows no part of a report for the whole of it', async () => {
  const { call } = answering({ [first]: { body: { items: [1], nextCursor: 'gone' }, failure: '' } });
  expect(await readReport(call, now)).toEqual({ rows: null, failure: 'Хаб отказал' });
});

it.each([
  ['a number', '5', false, [{ limits: { interval: 1, activeDeals: 5 } }]],
  ['an empty field', '', false, [{ limits: { interval: 1, activeDeals: null } }]],
  ['what is no number', '', true, null],
])('takes %s for the bound that it is', (_title, value, badInput, groups) => {
  const field = { value, validity: { badInput } };
  expect(changedGroups([{ limits: { interval: 1, activeDeals: 3 } }], 'activeDeals', field)).toEqual(groups);
});

it.each([
  ['a limit', 'limit', 'activeDeals', 'Активные сделки'],
  ['a limit whose history is not read', 'history-missing', 'activeDeals', 'Активные сделки (не посчитан)'],
  ['what is no limit', 'not-enabled', null, 'не лимит'],
])('says what blocks: %s', (_title, reason, limit, said) => {
  const limits = [{ limit: 'activeDeals', title: 'Активные сделки' }];
  expect(whatBlocks({ reason, limit }, limits, wordsIn('ru')['ui'])).toBe(said);
});
