import { describe, expect, it } from '@jest/globals';
import { decidePreflight, worstVerdict, type PreflightFacts } from './decide-preflight.js';
import { preflightText } from './preflight-texts.js';

const hooks = 'https://hub.example/hooks/amocrm/';
const good: PreflightFacts = {
  skewSeconds: -1,
  hooks,
  timeZone: 'Europe/Moscow',
  account: { timeZone: 'Europe/Moscow', isApiFilterEnabled: true, currentUserId: 1 },
  users: [{ id: 1, isAdmin: true }],
  webhooks: [{ destination: `${hooks}secret`, isDisabled: false }],
  pipelines: [{ name: 'Продажи', stages: 5 }],
  fields: [
    { entity: 'leads', name: 'Регион', code: 'REGION' },
    { entity: 'contacts', name: 'Регион', code: 'REGION' },
  ],
  refusal: null,
};
const nothing = { account: null, users: null, webhooks: null, pipelines: null, fields: null };
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `${i}`, stages: 1 }));
const foreign = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ destination: `https://x/${i}`, isDisabled: false }));

const table: [string, Partial<PreflightFacts>, string, string][] = [
  ['unpaid', { ...nothing, refusal: 'unpaid' }, 'reachable.unpaid', 'failure'],
  ['blocked', { ...nothing, refusal: 'blocked' }, 'reachable.blocked', 'failure'],
  ['no admin', { users: [{ id: 1, isAdmin: false }] }, 'admin.missing', 'failure'],
  ['users unreadable', { users: null }, 'users.unreadable', 'warning'],
  ['filter off', { account: { ...good.account!, isApiFilterEnabled: false } }, 'filter.off', 'warning'],
  ['webhook room full', { webhooks: foreign(100) }, 'webhooks.full', 'failure'],
  ['no webhook yet', { webhooks: foreign(99) }, 'webhooks.missing', 'warning'],
  [
    'webhook disabled',
    { webhooks: [{ destination: `${hooks}secret`, isDisabled: true }] },
    'webhooks.disabled',
    'failure',
  ],
  ['pipelines full', { pipelines: many(50) }, 'pipelines.full', 'failure'],
  ['a name twice', { pipelines: [...many(1), { name: ' 0 ', stages: 1 }] }, 'names.twice', 'warning'],
  ['stages full', { pipelines: [{ name: 'Полная', stages: 100 }] }, 'stages.full', 'warning'],
  [
    'a code twice',
    { fields: ['a', 'b'].map((name) => ({ entity: 'leads', name, code: 'X' })) },
    'fields.codeTwice',
    'failure',
  ],
  [
    'a field name twice',
    { fields: ['A', null].map((code) => ({ entity: 'leads', name: 'Город', code })) },
    'fields.nameTwice',
    'warning',
  ],
  ['a wrong clock', { skewSeconds: -120 }, 'clock.skewed', 'warning'],
  ['another time zone', { timeZone: 'Asia/Omsk' }, 'timeZone.differs', 'warning'],
];

describe('decidePreflight', () => {
  it('finds nothing wrong with a good account', () => {
    const checks = decidePreflight(good);
    expect(worstVerdict(checks)).toBe('ok');
    expect(checks.map(preflightText).every(({ suggestion }) => suggestion === null)).toBe(true);
  });

  it.each(table)('%s', (_name, change, text, verdict) => {
    const checks = decidePreflight({ ...good, ...change });
    const check = checks.find((one) => one.text === text)!;
    expect(check.verdict).toBe(verdict);
    expect(preflightText(check).suggestion).toMatch(/[а-я]/);
    expect(checks.map((one) => preflightText(one).text).join()).not.toContain('{');
    expect(worstVerdict(checks)).not.toBe('ok');
  });
});
