import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { startWholeHub, type WholeHub } from './whole-hub.js';

let whole: WholeHub;
const ids = { hq: '', branch: '', branchAccount: '' };

beforeAll(async () => {
  whole = await startWholeHub();
  ids.hq = await account('hq', 'hq');
  ids.branchAccount = await account('kazan', 'branch');
  const branch = { name: 'Казань', regions: [{ name: 'Татарстан', aliases: [] }], contactPerson: 'Анна' };
  const made = await call('post', 'branches', { ...branch, accountId: ids.branchAccount }).expect(201);
  ids.branch = String(made.body.branchId);
});
afterAll(() => whole.close());

function call(method: 'get' | 'post' | 'put' | 'patch', path: string, body?: object, ifMatch?: string) {
  const hub = request(whole.hub.url);
  const made = hub[method](`/api/v1/${path}`).set('Authorization', `Bearer ${whole.adminKey}`);
  if (ifMatch !== undefined) void made.set('If-Match', ifMatch);
  return body ? made.send(body) : made;
}

const next = (answer: Response) => Number(answer.body.version) + 1;

async function account(subdomain: string, role: string): Promise<string> {
  const body = { subdomain, name: subdomain, roles: [role], timeZone: 'Europe/Moscow' };
  const made = await call('post', 'accounts', body).expect(201);
  return String(made.body.accountId);
}

interface Versioned {
  put: string;
  get: string;
  body: object;
  /** A field with another good value than in `body`. */
  other: object;
}

const stage = (statusId: number) => ({ pipelineId: 1, statusId });
const resources: [string, () => Versioned][] = [
  [
    'a branch',
    () => ({
      ...{ put: `branches/${ids.branch}`, get: `branches/${ids.branch}` },
      body: { name: 'Казань', regions: [], accountId: ids.branchAccount },
      other: { contactPerson: 'Пётр' },
    }),
  ],
  [
    'exchange settings',
    () => ({
      ...{ put: 'exchange/settings', get: `exchange/settings?accountId=${ids.branchAccount}` },
      body: {
        accountId: ids.branchAccount,
        groups: [
          {
            ...{ name: 'Продажи', managerIds: [7], exchangeStages: [stage(2)], exchangeUserIds: [5] },
            targetStage: stage(3),
          },
        ],
      },
      other: { whenUnknown: 'pass' },
    }),
  ],
  [
    'limits',
    () => ({
      ...{ put: 'exchange/limits', get: `exchange/limits?accountId=${ids.branchAccount}` },
      body: {
        accountId: ids.branchAccount,
        users: [{ userId: 7, enabled: true, limits: { activeDeals: 7 } }],
      },
      other: { users: [] },
    }),
  ],
  [
    'routing rules',
    () => ({
      ...{ put: 'routing-rules', get: 'routing-rules' },
      body: {
        ...{ hqAccountId: ids.hq, intakePipelineId: 1, handedOverStatusId: 2 },
        ...{ regionFieldId: 3, allowedFieldIds: [4] },
      },
      other: { allowedFieldIds: [4, 5] },
    }),
  ],
];

const tagOf = (answer: Response) => String(answer.headers.etag);

describe.each(resources)('%s', (_name, of) => {
  it('that was never saved is saved without a version, and has one then', async () => {
    const { put, get, body } = of();
    const before = await call('get', get);
    const isThere = before.status === 200 && before.body.version > 0;
    const saved = await call('put', put, body, isThere ? tagOf(before) : undefined).expect(200);
    expect(tagOf(saved)).toBe(`"${String(saved.body.version)}"`);
    const read = await call('get', get).expect(200);
    expect(tagOf(read)).toBe(tagOf(saved));
    await call('get', get).set('If-None-Match', tagOf(read)).expect(304);
  });

  it('is not written over unseen: 428 without a version, 412 with an old one', async () => {
    const { put, get, body, other } = of();
    const read = await call('get', get).expect(200);
    const bare = await call('put', put, { ...body, ...other }).expect(428);
    expect(bare.body.detail).toContain('If-Match');
    const saved = await call('put', put, { ...body, ...other }, tagOf(read)).expect(200);
    expect(saved.body.version).toBe(next(read));
    const stale = await call('put', put, body, tagOf(read)).expect(412);
    expect(stale.body).toMatchObject({
      title: 'Precondition Failed',
      detail: expect.stringContaining('снова'),
    });
    expect((await call('get', get)).body).toEqual(saved.body);
    await call('put', put, body, 'abc').expect(400);
    await call('put', put, body, '*').expect(200);
  });

  it('lets one of many writers at once through', async () => {
    const { put, get, body, other } = of();
    const tag = tagOf(await call('get', get).expect(200));
    const writers = [0, 1, 2, 3, 4].map((at) => call('put', put, at % 2 ? body : { ...body, ...other }, tag));
    const answers = await Promise.all(writers);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });

  it('can be put back as it was read, and its read-only keys are no way to write', async () => {
    const { put, get } = of();
    const read = await call('get', get).expect(200);
    const back = await call('put', put, read.body, tagOf(read)).expect(200);
    const kept = (body: { version: number; savedAt?: string }) => ({ ...body, version: 0, savedAt: '' });
    expect(kept(back.body)).toEqual(kept(read.body));
    const forged = await call('put', put, { ...back.body, version: 99 }, tagOf(back)).expect(400);
    expect(forged.body.errors).toEqual([expect.objectContaining({ path: 'version' })]);
  });
});

it.each<[string, (unknown: string) => [path: string, body: object]]>([
  ['a quota of no branch', (id) => [`quotas/${id}`, { limits: {} }]],
  ['settings of no account', (id) => ['exchange/settings', { accountId: id, groups: [] }]],
  ['limits of no account', (id) => ['exchange/limits', { accountId: id, users: [] }]],
  ['a table of no account', (id) => ['exchange/limits/table', { accountId: id, format: 'json', text: '[]' }]],
  ['limits without an exchange', () => ['exchange/limits', { accountId: ids.hq, users: [] }]],
])('%s are missing, whatever version is named', async (_name, of) => {
  const [path, body] = of(randomUUID());
  await call('put', path, body, '"1"').expect(404);
  await call('put', path, body).expect(404);
});

describe('PATCH of a branch', () => {
  const path = () => `branches/${ids.branch}`;

  it('changes what is given, keeps what is left out, and empties what is null', async () => {
    const full = {
      ...{ name: 'Казань', regions: [{ name: 'Татарстан', aliases: ['Казань'] }], contactPerson: 'Анна' },
      ...{ accountId: ids.branchAccount, state: 'active', pipelineId: 7, statusId: 8 },
    };
    const whole = await call('put', path(), full, '*').expect(200);
    const paused = await call('patch', path(), { state: 'paused' }, tagOf(whole)).expect(200);
    expect(paused.body).toEqual({ ...whole.body, state: 'paused', version: next(whole) });
    const emptied = await call('patch', path(), { contactPerson: null }, tagOf(paused)).expect(200);
    expect(emptied.body).toMatchObject({ contactPerson: null, state: 'paused', pipelineId: 7 });
  });

  it('takes midnight for a closing time, and not for an opening one', async () => {
    const hours = (from: string, to: string) => ({
      calendar: { timeZone: 'Europe/Moscow', hours: [{ weekday: 1, from, to }], daysOff: [] },
    });
    const saved = await call('patch', path(), hours('18:00', '24:00'), '*').expect(200);
    expect(saved.body.calendar).toEqual(hours('18:00', '24:00').calendar);
    const wrong = await call('patch', path(), hours('24:00', '24:00'), '*').expect(400);
    expect(wrong.body.errors).toMatchObject([{ path: 'calendar.hours.0.from' }]);
  });

  it('needs a version, and is checked as a whole', async () => {
    await call('patch', path(), { state: 'active' }).expect(428);
    await call('patch', path(), { state: 'active' }, '"1"').expect(412);
    const wrong = async (body: object) =>
      (await call('patch', path(), body, '*').expect(400)).body.errors.map(
        (one: { path: string }) => one.path,
      );
    expect(await wrong({ name: null })).toEqual(['name']);
    expect(await wrong({ pipelineId: null })).toEqual(['pipelineId']);
    expect(await wrong({ branchId: randomUUID() })).toEqual(['branchId']);
    expect(await wrong({ unknown: 1 })).toEqual(['unknown']);
  });
});
