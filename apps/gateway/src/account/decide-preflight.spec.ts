import { checked, type PreflightCheck } from '@hub/contracts/pure';
import { describe, expect, it } from '@jest/globals';
import { decidePreflight, worstVerdict, type PreflightFacts } from './decide-preflight.js';
import { isMessageKey, say, type Message } from '@hub/messages';

const good: PreflightFacts = {
  roles: ['branch'],
  duplicateControl: 'absent',
  skewSeconds: -1,
  timeZone: 'Europe/Moscow',
  account: { timeZone: 'Europe/Moscow', isApiFilterEnabled: true, currentUserId: 1 },
  users: [{ id: 1, isAdmin: true }],
  unreadableUsers: 0,
  uses: [{ kind: 'stage', id: '1/12', by: 'branch-target', name: 'Казань' }],
  objects: {
    pipelines: [
      { id: 1, name: 'Продажи', isArchived: false, stages: [{ id: 12, name: 'Новая', isUnsorted: false }] },
    ],
    users: [{ id: 1, name: 'Анна', isActive: true }],
    leadFields: [],
  },
  webhooks: [{ isOwn: true, isDisabled: false }],
  dryPlan: [checked('release', 'ok', 'compared', { number: 3, note: '', at: '2026-11-12 13:00' })],
  refusal: null,
};
const nothing = {
  ...{ account: null, users: null, webhooks: null },
  objects: { pipelines: null, users: null, leadFields: null },
};
const foreign = (count: number) => Array.from({ length: count }, () => ({ isOwn: false, isDisabled: false }));

const table: [string, Partial<PreflightFacts>, string, string][] = [
  ['unpaid', { ...nothing, refusal: 'unpaid' }, 'reachable.unpaid', 'failure'],
  ['blocked', { ...nothing, refusal: 'blocked' }, 'reachable.blocked', 'failure'],
  ['suspended', { ...nothing, refusal: 'suspended' }, 'reachable.suspended', 'failure'],
  ['without tokens', { ...nothing, refusal: 'reconnect' }, 'reachable.reconnect', 'failure'],
  ['no admin', { users: [{ id: 1, isAdmin: false }] }, 'admin.missing', 'failure'],
  ['rights that are not shown', { users: [{ id: 1, isAdmin: null }] }, 'admin.unknown', 'unknown'],
  ['a tariff without webhooks', { webhooks: null }, 'tariff.small', 'warning'],
  ['an unpaid tariff', { ...nothing, refusal: 'unpaid' }, 'tariff.unpaid', 'failure'],
  [
    'a removed owner',
    { uses: [{ kind: 'user', id: '7', by: 'branch-target', name: 'Казань' }] },
    'settings.missing',
    'failure',
  ],
  ['settings that are not known', { uses: null }, 'settings.unknown', 'unknown'],
  ['one user unreadable', { unreadableUsers: 1 }, 'users.some', 'warning'],
  ['users unreadable', { users: null }, 'users.unreadable', 'warning'],
  ['filter off', { account: { ...good.account!, isApiFilterEnabled: false } }, 'filter.off', 'warning'],
  ['webhook room full', { webhooks: foreign(100) }, 'webhooks.full', 'failure'],
  ['no webhook yet', { webhooks: foreign(99) }, 'webhooks.missing', 'warning'],
  ['webhook disabled', { webhooks: [{ isOwn: true, isDisabled: true }] }, 'webhooks.disabled', 'failure'],
  ['sync does not answer', { dryPlan: null }, 'release.unread', 'unknown'],
  ['duplicate control not known', { duplicateControl: 'unknown' }, 'duplicates.unknown', 'unknown'],
  ['a wrong clock', { skewSeconds: -120 }, 'clock.skewed', 'warning'],
  ['another time zone', { timeZone: 'Asia/Omsk' }, 'timeZone.differs', 'warning'],
];

const wordsOf = (checks: readonly PreflightCheck[]) =>
  checks
    .flatMap(({ text, suggestion }) => [text, suggestion])
    .filter((one): one is Message => one !== null)
    .map((one) => (isMessageKey(one.key) ? say(one, 'ru') : one.key))
    .join();

describe('decidePreflight', () => {
  it('finds nothing wrong with a good account', () => {
    const checks = decidePreflight(good);
    expect(worstVerdict(checks)).toBe('ok');
    expect(checks.every(({ suggestion }) => suggestion === null)).toBe(true);
  });

  it('passes on how the release fits, as sync found it', () => {
    const short = checked('room', 'failure', 'short', { count: 1, what: 'поле' });
    const checks = decidePreflight({ ...good, dryPlan: [...good.dryPlan!, short] });
    expect(checks).toContainEqual(short);
    expect(worstVerdict(checks)).toBe('failure');
  });

  it('asks nothing of an account that no setting names', () => {
    const objects = { pipelines: null, users: null, leadFields: null };
    const found = decidePreflight({ ...good, uses: [], objects }).find(({ check }) => check === 'settings');
    expect(found).toMatchObject({ verdict: 'ok', text: { key: 'preflight.settings.none' } });
  });

  it('has nothing against duplicate control that is known of, and asks nothing about it at head office', () => {
    const found = (change: Partial<PreflightFacts>) =>
      decidePreflight({ ...good, ...change }).find(({ check }) => check === 'duplicates');
    expect(found({ duplicateControl: 'meets' })).toMatchObject({
      verdict: 'ok',
      text: { key: 'preflight.duplicates.meets' },
    });
    expect(found({ roles: ['hq'], duplicateControl: 'unknown' })).toBeUndefined();
  });

  it('guesses nothing about an account that is not connected yet', () => {
    const checks = decidePreflight({
      ...{ ...good, ...nothing, skewSeconds: null, dryPlan: null },
      duplicateControl: 'unknown',
    });
    expect(worstVerdict(checks)).toBe('unknown');
    expect(checks.every(({ verdict }) => verdict === 'unknown')).toBe(true);
    expect(wordsOf(checks)).not.toMatch(/…|preflight\.|\{/);
  });

  it.each(table)('%s', (_name, change, text, verdict) => {
    const checks = decidePreflight({ ...good, ...change });
    const check = checks.find((one) => one.text.key === `preflight.${text}`)!;
    expect(check.verdict).toBe(verdict);
    expect(say(check.suggestion!, 'ru')).toMatch(/[а-я]/);
    expect(wordsOf(checks)).not.toMatch(/…|preflight\.|\{/);
    expect(worstVerdict(checks)).not.toBe('ok');
  });
});
