import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository } from '@hub/accounts';
import { eventually } from '@hub/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
let source: DataSource;
const accountId = randomUUID();
const secret = 'a-secret-path';

beforeAll(async () => {
  gateway = await startGateway({ WEBHOOK_HINTS_AT_ONCE: 10_000 });
  source = gateway.service.app.get(DataSource);
  const accounts = gateway.service.app.get(AccountRepository);
  const account = { id: accountId, subdomain: 'kazan', host: 'kazan.amocrm.ru', name: 'Казань' };
  await source.transaction(async (tx) => {
    await accounts.register(
      tx,
      { ...account, roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' },
      new Date(),
    );
    await accounts.setWebhookSecret(tx, accountId, secret);
    await accounts.recordEvent(tx, accountId, { kind: 'tokens-stored' }, new Date());
  });
});
afterAll(() => gateway.stop());

const hook = (body: string | Buffer, path = secret) =>
  request(gateway.service.url)
    .post(`/hooks/amocrm/${path}`)
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send(body);
const stored = async (): Promise<{ n: number; unread: number }> => {
  const rows: { n: number; unread: number }[] = await source.query(
    `SELECT count(w.id)::int AS n, (count(*) FILTER (WHERE w.id > read_to))::int AS unread
       FROM gateway.webhook_cursor LEFT JOIN gateway.webhook w ON true`,
  );
  return rows[0]!;
};

/** What was published, by entity; nobody is there to take it. */
const published = (): Promise<{ entity: string; id: number; changedAt: number }[]> =>
  source.query(
    `SELECT DISTINCT payload ->> 'entity' AS entity, (payload ->> 'entityId')::int AS id,
       (payload ->> 'changedAt')::int AS "changedAt"
     FROM gateway.outbox WHERE subject = 'crm.changed' ORDER BY 2`,
  );

describe('the intake', () => {
  it.each([
    ['an unknown secret', () => hook('leads[add][0][id]=1', 'other'), 404],
    ['no form', () => hook('x').set('Content-Type', 'application/json'), 415],
    ['an empty body', () => hook(''), 400],
    ['a cut escape', () => hook('leads[add][0][id]=%e'), 400],
    ['bytes that are no text', () => hook('leads[add][0][name]=%ff%fe'), 400],
    ['a huge body', () => hook(`a=${'x'.repeat(1_100_000)}`), 413],
  ])('refuses %s and stores nothing', async (_name, call, status) => {
    const answer = await call();
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect((await stored()).n).toBe(0);
  });

  it('stores, answers at once, and reads the body behind it, one unreadable value aside', async () => {
    const [id, name, modified] = ['id]=7', 'name]=%ff%fe', 'last_modified]=1700000000'];
    await hook([id, name, modified].map((pair) => `leads[status][0][${pair}`).join('&')).expect(200, '');
    expect((await stored()).n).toBe(1);
    await eventually(async () => expect(await stored()).toEqual({ n: 1, unread: 0 }));
    expect(await published()).toEqual([{ entity: 'lead', id: 7, changedAt: 1700000000 }]);
  });

  it('reads stored bodies again on request', async () => {
    const path = `/accounts/${accountId}/replay-webhooks`;
    const answer = await gateway.api('post', path).send({ since: '2020-01-01T00:00:00Z' }).expect(200);
    expect(answer.body).toEqual({ webhooks: 1 });
    await eventually(async () => expect(await stored()).toEqual({ n: 1, unread: 0 }));
    await gateway.api('post', path).send({ since: 'yesterday' }).expect(400);
  });

  it('reads what is committed late behind later ones', async () => {
    const late = source.createQueryRunner();
    await late.startTransaction();
    const body = 'leads[status][0][id]=101&leads[status][0][last_modified]=1700000001';
    await late.query('SELECT gateway.store_webhooks($1, $2)', [[accountId], [body]]);
    const other = Promise.resolve(
      hook('leads[status][0][id]=102&leads[status][0][last_modified]=1700000002'),
    );
    await eventually(async () => {
      const waiting = await source.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
      );
      expect(waiting).not.toEqual([]);
    });
    await late.commitTransaction();
    await late.release();
    expect((await other).status).toBe(200);
    await eventually(async () => {
      expect((await published()).map(({ id }) => id).filter((id) => id > 100)).toEqual([101, 102]);
    });
  });

  it('reads every one of a burst, whoever writes', async () => {
    const bodies = Array.from(
      { length: 300 },
      (_, n) => `leads[add][0][id]=${1000 + n}&leads[add][0][updated_at]=1`,
    );
    const answers = await Promise.all(bodies.map((body) => hook(body)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await eventually(async () => {
      expect((await published()).filter(({ id }) => id >= 1000 && id < 1300)).toHaveLength(300);
    });
  });
});
