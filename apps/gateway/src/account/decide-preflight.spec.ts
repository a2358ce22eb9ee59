import { describe, expect, it } from '@jest/globals';
import { decidePreflight, worstVerdict, type PreflightFacts } from './decide-preflight.js';
import { isMessageKey, say, type Message } from '@hub/messages';
import { tellCheck, type Check } from './preflight-check.js';

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
  host: 'kazan.amocrm.ru',
  pipelines: [{ id: 1, name: 'Продажи', isArchived: false, stages: ['Новая', 'Замер'] }],
  fields: [
    { id: 5, entity: 'leads', name: 'Регион', code: 'REGION', type: 'select' },
    { id: 6, entity: 'contacts', name: 'Регион', code: 'REGION', type: 'text' },
  ],
  needs: {
    release: { id: 'r', number: 3, note: 'весна' },
    pipelines: [{ name: 'Продажи', branchId: 1, stages: 5, newStages: ['Замер'] }],
    fields: [{ entity: 'leads', name: 'Регион', code: 'REGION', type: 'select', branchId: 5 }],
  },
  refusal: null,
};
const release = good.needs!.release;
const noRelease = { release: null, pipelines: [], fields: [] };
const wants = (pipelines: string[], fields = 0) => ({
  release,
  pipelines: pipelines.map((name) => ({ name, branchId: null, stages: 5, newStages: ['Новая', 'Ещё'] })),
  fields: Array.from({ length: fields }, (_, i) => ({
    ...{ entity: 'leads', name: `Поле ${i}`, code: null, type: 'text', branchId: null },
  })),
});
const field = (id: number, name: string, code: string | null, type = 'text') => ({
  ...{ id, entity: 'leads', name, code, type },
});
const nothing = {
  ...{ account: null, users: null, webhooks: null, pipelines: null, fields: null },
  objects: { pipelines: null, users: null, leadFields: null },
};
const many = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id, name: `${id}`, isArchived: false, stages: ['Новая'] }));
const long = (name: string, count: number) => ({
  ...{ id: 9, name, isArchived: false, stages: Array.from({ length: count }, (_, i) => `${i}`) },
});
const foreign = (count: number) => Array.from({ length: count }, () => ({ isOwn: false, isDisabled: false }));

const hqFields = [field(20, 'Город', 'REGION', 'select'), field(21, 'Номер', 'HUB_TRANSFER_ID')];
const office = (
  fields: PreflightFacts['fields'],
  allowed: number[],
  roles: PreflightFacts['roles'] = ['hq'],
) => ({
  ...{ roles, fields },
  uses: [
    { kind: 'pipeline' as const, id: '1', by: 'intake' as const, name: '' },
    ...allowed.map((id) => ({
      ...{ kind: 'field' as const, id: `leads/${id}`, by: 'allowed-field' as const, name: '' },
    })),
  ],
  objects: { ...good.objects, leadFields: fields },
  needs: {
    ...good.needs!,
    fields: [
      { ...{ entity: 'leads', name: 'Регион', code: 'REGION', type: 'select', branchId: null } },
      {
        ...{ entity: 'leads', name: 'Номер передачи', code: 'HUB_TRANSFER_ID', type: 'text', branchId: null },
        isHubField: true,
      },
    ],
  },
});

const table: [string, Partial<PreflightFacts>, string, string][] = [
  ['unpaid', { ...nothing, refusal: 'unpaid' }, 'reachable.unpaid', 'failure'],
  ['blocked', { ...nothing, refusal: 'blocked' }, 'reachable.blocked', 'failure'],
  ['no admin', { users: [{ id: 1, isAdmin: false }] }, 'admin.missing', 'failure'],
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
  ['no release yet', { needs: noRelease }, 'release.none', 'unknown'],
  ['sync does not answer', { needs: null }, 'release.unread', 'unknown'],
  ['pipelines full', { pipelines: many(50), needs: noRelease }, 'pipelines.full', 'failure'],
  ['no room for two', { pipelines: many(49), needs: wants(['A', 'B']) }, 'pipelines.short', 'failure'],
  ['a name twice', { pipelines: [...many(1), { ...many(1)[0]!, name: ' 0 ' }] }, 'names.twice', 'warning'],
  [
    'a name to choose',
    { pipelines: [...many(1), ...many(1)], needs: wants(['0']) },
    'names.several',
    'failure',
  ],
  ['a name to adopt', { needs: wants(['Продажи']) }, 'names.adopted', 'warning'],
  [
    'a managed pipeline in the archive',
    { pipelines: [{ ...good.pipelines![0]!, isArchived: true }] },
    'names.archived',
    'failure',
  ],
  ['stages full', { pipelines: [long('Полная', 100)] }, 'stages.full', 'warning'],
  ['one stage too many', { pipelines: [long('A', 99)], needs: wants(['A']) }, 'stages.short', 'failure'],
  ['field room of amoCRM', { needs: wants([], 3) }, 'fieldRoom.unpublished', 'unknown'],
  ['field room of Kommo', { host: 'k.kommo.com', needs: wants([], 150) }, 'fieldRoom.tariff', 'warning'],
  ['no field room in Kommo', { host: 'k.kommo.com', needs: wants([], 399) }, 'fieldRoom.short', 'failure'],
  ['a code twice', { fields: [field(7, 'a', 'X'), field(8, 'b', 'X')] }, 'fields.codeTwice', 'failure'],
  [
    'a field name twice',
    { fields: [field(7, 'Город', 'A'), field(8, 'Город', null)] },
    'fields.nameTwice',
    'warning',
  ],
  [
    'another type',
    { fields: [field(7, 'Поле 0', null, 'date')], needs: wants([], 1) },
    'fields.type',
    'failure',
  ],
  [
    'a field to adopt',
    { fields: [field(7, 'Поле 0', null)], needs: wants([], 1) },
    'fields.adopted',
    'warning',
  ],
  [
    'fields to choose',
    { fields: [field(7, 'Поле 0', null), field(8, 'Поле 0', 'X')], needs: wants([], 1) },
    'fields.several',
    'failure',
  ],
  [
    'a head office without the field for ids',
    office(hqFields.slice(0, 1), [20]),
    'crossing.missing',
    'failure',
  ],
  [
    'the same where it is the reference',
    office(hqFields.slice(0, 1), [20], ['hq', 'reference']),
    'crossing.missing',
    'failure',
  ],
  [
    'a field to cross of another type than in the release',
    office([field(20, 'Город', 'REGION', 'text'), hqFields[1]!], [20]),
    'crossing.missing',
    'failure',
  ],
  [
    'a field to cross that the release lacks',
    office([...hqFields, field(22, 'Размер', null)], [20, 22]),
    'crossing.missing',
    'failure',
  ],
  [
    'a field of the release that the head office lacks',
    office([hqFields[1]!], []),
    'crossing.partly',
    'warning',
  ],
  [
    'fields of a head office unread',
    { ...office(null, []), objects: good.objects },
    'crossing.unknown',
    'unknown',
  ],
  ['duplicate control not known', { duplicateControl: 'unknown' }, 'duplicates.unknown', 'unknown'],
  ['a wrong clock', { skewSeconds: -120 }, 'clock.skewed', 'warning'],
  ['another time zone', { timeZone: 'Asia/Omsk' }, 'timeZone.differs', 'warning'],
];

const wordsOf = (checks: readonly Check[]) =>
  checks
    .map(tellCheck)
    .flatMap(({ text, suggestion }) => [text, suggestion])
    .filter((one): one is Message => one !== null)
    .map((one) => (isMessageKey(one.key) ? say(one, 'ru') : one.key))
    .join();

describe('decidePreflight', () => {
  it('finds nothing wrong with a good account', () => {
    const checks = decidePreflight(good);
    expect(worstVerdict(checks)).toBe('ok');
    expect(checks.map(tellCheck).every(({ suggestion }) => suggestion === null)).toBe(true);
  });

  it('names the fields that keep leads of a head office from crossing whole', () => {
    const named = (change: Partial<PreflightFacts>) =>
      decidePreflight({ ...good, ...change }).find(({ check }) => check === 'crossing')?.values.names;
    expect(named(office([field(22, 'Размер', null)], [22]))).toBe(
      '«Номер передачи (HUB_TRANSFER_ID)», «Размер»',
    );
    expect(named(office([hqFields[1]!], []))).toBe('«Регион (REGION)»');
    expect(named(office(hqFields, [20]))).toBeUndefined();
    expect(named({ ...office([], [], ['hq', 'reference']), uses: [] })).toBeUndefined();
    expect(named(office([hqFields[1]!, field(23, 'Своё', null)], [23], ['hq', 'reference']))).toBeUndefined();
  });

  it('has nothing against duplicate control that is known of, and asks nothing about it at head office', () => {
    const found = (change: Partial<PreflightFacts>) =>
      decidePreflight({ ...good, ...change }).find(({ check }) => check === 'duplicates');
    expect(found({ duplicateControl: 'meets' })).toMatchObject({ verdict: 'ok', text: 'duplicates.meets' });
    expect(found({ roles: ['hq'], duplicateControl: 'unknown' })).toBeUndefined();
  });

  it('guesses nothing about an account that is not connected yet', () => {
    const checks = decidePreflight({
      ...{ ...good, ...nothing, skewSeconds: null, needs: noRelease },
      duplicateControl: 'unknown',
    });
    expect(worstVerdict(checks)).toBe('unknown');
    expect(checks.every(({ verdict }) => verdict === 'unknown')).toBe(true);
    expect(wordsOf(checks)).not.toMatch(/…|preflight\.|\{/);
  });

  it.each(table)('%s', (_name, change, text, verdict) => {
    const checks = decidePreflight({ ...good, ...change });
    const check = checks.find((one) => one.text === text)!;
    expect(check.verdict).toBe(verdict);
    expect(say(tellCheck(check).suggestion!, 'ru')).toMatch(/[а-я]/);
    expect(wordsOf(checks)).not.toMatch(/…|preflight\.|\{/);
    expect(worstVerdict(checks)).not.toBe('ok');
  });
});
