import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request, { type Response } from 'supertest';
import { KeyRepository } from '../src/key/key.repository.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

function wrongFields(answer: Response): string[] {
  const { errors } = answer.body as { errors: { path: string }[] };
  return errors.map(({ path }) => path).sort();
}

const newKey = { name: 'Казань', role: 'viewer' };

const withHeader = (value: string) => gateway.api('get', '/keys', '').set('Authorization', value);

describe('the first start', () => {
  it('prints one admin key', () => {
    expect(gateway.printed.match(/FRANCHISE_HUB_ADMIN_KEY=fh_[\w-]{43}\n/g)).toHaveLength(1);
  });
});

describe('errors', () => {
  it.each([
    ['unknown route', () => gateway.api('get', '/nothing'), 404, /Такого адреса/],
    ['no key', () => gateway.api('get', '/keys', ''), 401, /ключ API/],
    ['wrong key', () => gateway.api('get', '/keys', 'fh_wrong'), 401, /ключ API/],
    ['a header without a key', () => withHeader('Basic YTpi'), 401, /ключа API в нём нет/],
    ['a key in quotes', () => withHeader(`Bearer "${gateway.adminKey}"`), 401, /ключа API в нём нет/],
    ['a key alone', () => withHeader(gateway.adminKey), 401, /ключа API в нём нет/],
    ['unknown id', () => gateway.api('get', `/keys/${randomUUID()}`), 404, /Такого ключа нет/],
    [
      'broken JSON',
      () => gateway.api('post', '/keys').type('application/json').send('{"name":'),
      400,
      /не читается как JSON/,
    ],
    ['no object', () => gateway.api('post', '/keys').send([1]), 400, /объектом JSON/],
    [
      'other type',
      () => gateway.api('post', '/keys').type('text/plain').send('name=x'),
      415,
      /application\/json/,
    ],
    [
      'other charset',
      () => gateway.api('post', '/keys').set('Content-Type', 'application/json; charset=koi8-r').send('{}'),
      415,
      /UTF-8/,
    ],
    [
      'too large',
      () => gateway.api('post', '/keys').send({ ...newKey, name: 'x'.repeat(1_100_000) }),
      413,
      /слишком большое/,
    ],
    ['foreign cursor', () => gateway.api('get', '/audit?cursor=abc'), 400, /заполнен неверно/],
  ])('%s', async (_name, call, status, detail) => {
    const answer = await call();
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text || JSON.stringify(answer.body))).toEqual(
      expect.objectContaining({ status, type: 'about:blank', detail: expect.stringMatching(detail) }),
    );
    expect(answer.status).toBe(status);
  });

  it.each(['bearer', 'BEARER', 'Bearer ', 'Bearer'])('takes the scheme %p before a key', async (scheme) => {
    await withHeader(`${scheme} ${gateway.adminKey}`).expect(200);
  });

  it('names every wrong field of body, query and path', async () => {
    const body = await gateway.api('post', '/keys').send({ name: '', role: 'king', extra: 1 });
    expect(wrongFields(body)).toEqual(['extra', 'name', 'role']);
    const query = await gateway.api('get', '/keys?limit=0&sort=name');
    expect(wrongFields(query)).toEqual(['limit', 'sort']);
    const path = await gateway.api('get', '/keys/seven');
    expect(path.body.errors).toEqual([
      { path: 'keyId', detail: 'Укажите идентификатор (UUID) — он есть в списке этих объектов.' },
    ]);
  });
});

describe('correlation id', () => {
  it('comes back, or is made, and reaches the audit', async () => {
    const given = await gateway.api('post', '/keys').set('X-Correlation-Id', 'thread-7').send(newKey);
    expect(given.headers['x-correlation-id']).toBe('thread-7');
    const audit = await gateway.api('get', '/audit?limit=1');
    expect(audit.body.items[0]).toMatchObject({
      correlationId: 'thread-7',
      actor: 'first admin',
      action: 'POST /api/v1/keys',
      outcome: 'done',
      request: newKey,
      after: { name: 'Казань', key: '***' },
    });
    const made = await gateway.api('get', '/keys').set('X-Correlation-Id', 'a b');
    expect(made.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('keys', () => {
  it('are made, listed by pages, used and revoked', async () => {
    const made = await gateway.api('post', '/keys').send(newKey);
    expect(made.status).toBe(201);
    const { id, key } = made.body;
    expect(String(key).slice(0, 9)).toBe(made.body.prefix);
    await gateway.api('get', '/audit', key).expect(200);
    await gateway.api('get', '/keys', key).expect(403);
    const first = await gateway.api('get', '/keys?limit=1').expect(200);
    const second = await gateway.api('get', `/keys?limit=1&cursor=${first.body.nextCursor}`).expect(200);
    expect(first.body.items[0].id).toBe(id);
    expect(second.body.items[0].id).not.toBe(id);
    expect(JSON.stringify([first.body, second.body])).not.toContain(key);
    await gateway.api('delete', `/keys/${id}`).expect(204);
    await gateway.api('get', '/audit', key).expect(401);
    await gateway.api('delete', `/keys/${randomUUID()}`).expect(404);
  });

  it('of a branch need real branches', async () => {
    const wrong = await gateway
      .api('post', '/keys')
      .send({ name: 'x', role: 'branch-admin', branchIds: [randomUUID()] });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors[0].path).toBe('branchIds');
    await gateway.api('post', '/keys').send({ name: 'x', role: 'branch-admin' }).expect(400);
  });
});

describe('Idempotency-Key', () => {
  it('gives the same answer once more and refuses another body', async () => {
    const send = (body: object) => gateway.api('post', '/branches').set('Idempotency-Key', 'k1').send(body);
    const branch = { name: 'Дважды', regions: [] };
    const first = await send(branch);
    const again = await send(branch);
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await send({ ...branch, name: 'other' });
    expect(other.status).toBe(422);
  });

  it('does not give an answer with a secret again, and says so', async () => {
    const send = () => gateway.api('post', '/keys').set('Idempotency-Key', 'k2').send(newKey);
    await send().expect(201);
    const again = await send();
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('показал его один раз')]);
  });

  it('has to be of visible characters', async () => {
    await gateway
      .api('post', '/keys')
      .set('Idempotency-Key', 'ключ'.repeat(100))
      .send(newKey)
      .catch(() => undefined);
  });

  it('lets only one of many at once do the work', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        gateway.api('post', '/keys').set('Idempotency-Key', 'k-once').send(newKey),
      ),
    );
    const ids = new Set(
      answers.filter((answer) => answer.status === 201).map((answer): unknown => answer.body.id),
    );
    expect(ids.size).toBe(1);
    expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true);
  });

  it('must come with a press of the button, or a repeated press would take a second lead', async () => {
    const body = { accountId: randomUUID(), userId: 1 };
    const press = () => gateway.api('post', '/exchange/claims');
    const bare = await press().send(body).expect(400);
    expect(wrongFields(bare)).toEqual(['Idempotency-Key']);
    await press().set('Idempotency-Key', 'p1').send(body).expect(503);
  });

  it('forgets failed work', async () => {
    const send = (body: object) => gateway.api('post', '/keys').set('Idempotency-Key', 'k3').send(body);
    await send({ name: 'x', role: 'branch-admin' }).expect(400);
    await send(newKey).expect(201);
  });
});

describe('documents', () => {
  it('are served without a key', async () => {
    const json = await request(gateway.service.url).get('/api/docs-json').expect(200);
    expect(json.body.paths['/api/v1/keys'].post['x-audience']).toBe('hq');
    const [key] = json.body.paths['/api/v1/exchange/claims'].post.parameters as { description: string }[];
    expect(key?.description).toContain('not free again');
    expect(json.body.components.schemas.NewKeyBody.properties.role.enum).toContain('viewer');
    await request(gateway.service.url).get('/api/docs').expect(200);
  });
});

describe('throttling', () => {
  it('stops who tries keys out, by address and before the database is asked, but no key that was good', async () => {
    const guarded = await startGateway({ WRONG_KEYS_PER_MINUTE: 3, PROXIES: 1 });
    const ask = (key: string, address: string) =>
      guarded.api('get', '/keys', key).set('X-Forwarded-For', address);
    try {
      await ask(guarded.adminKey, '192.0.2.1').expect(200);
      for (let tried = 0; tried < 3; tried++) await ask(`fh_guess${tried}`, '192.0.2.1').expect(401);
      const reads = jest.spyOn(guarded.service.app.get(KeyRepository), 'findCaller');
      const refused = await ask('fh_guess3', '192.0.2.1').expect(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.body).toMatchObject({
        status: 429,
        detail: expect.stringContaining('слишком часто приходят неверные ключи'),
      });
      expect(reads).not.toHaveBeenCalled();
      await ask(guarded.adminKey, '192.0.2.1').expect(200);
      await ask('fh_guess4', '192.0.2.2').expect(401);
    } finally {
      await guarded.stop();
    }
  });

  it('stops a key that asks too much and no other', async () => {
    const busy = await startGateway({ REQUESTS_PER_MINUTE: 5 });
    try {
      const other = await busy.api('post', '/keys').send(newKey);
      for (let i = 0; i < 4; i++) await busy.api('get', '/keys');
      const refused = await busy.api('get', '/keys');
      expect(refused.status).toBe(429);
      expect(refused.body.title).toBe('Too Many Requests');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      await busy.api('get', '/audit', other.body.key).expect(200);
    } finally {
      await busy.stop();
    }
  });
});
