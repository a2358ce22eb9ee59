import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository } from '@hub/accounts';
import { eventually } from '@hub/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { DigestWebhooks } from '../src/webhook/digest-webhooks.js';
import { startGateway, type TestGateway } from './start-gateway.js';

const allowance = 10;
const [accountId, other] = [randomUUID(), randomUUID()];
const [secret, otherSecret] = ['a-secret-path', 'another-secret-path'];
let gateway: TestGateway;
let source: DataSource;

beforeAll(async () => {
  gateway = await startGateway({ WEBHOOK_HINTS_AT_ONCE: allowance });
  source = gateway.service.app.get(DataSource);
  const accounts = gateway.service.app.get(AccountRepository);
  await source.transaction(async (tx) => {
    for (const [id, subdomain, path] of [
      [accountId, 'kazan', secret],
      [other, 'tver', otherSecret],
    ] as const) {
      const account = { id, subdomain, host: `${subdomain}.amocrm.ru`, name: subdomain };
      await accounts.register(
        tx,
        { ...account, roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' },
        new Date(),
      );
      await accounts.setWebhookSecret(tx, id, path);
      await accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, new Date());
    }
  });
  await source.query('CREATE SEQUENCE gateway.refused');
  await source.query(`
    CREATE FUNCTION gateway.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'refused for the % time', nextval('gateway.refused');
    END $$`);
});
afterAll(() => gateway.stop());

/** Refuses rows of the outbox while `work` runs, and until it was refused so often. A sequence counts on where a transaction is rolled back. */
async function whileRefused(rows: string, times: number, work: () => unknown): Promise<void> {
  await source.query('ALTER SEQUENCE gateway.refused RESTART');
  await source.query(
    `CREATE TRIGGER refuse BEFORE INSERT ON gateway.outbox FOR EACH ROW WHEN (${rows})
       EXECUTE FUNCTION gateway.refuse()`,
  );
  await work();
  await eventually(async () => {
    const [row] = await source.query('SELECT last_value::int AS times, is_called FROM gateway.refused');
    expect(row.is_called && row.times >= times).toBe(true);
  });
  await source.query('DROP TRIGGER refuse ON gateway.outbox');
}

const dropped = (): Promise<{ accountId: string; count: number }[]> =>
  source.query(
    `SELECT payload ->> 'accountId' AS "accountId", sum((payload ->> 'count')::int)::int AS count FROM gateway.outbox
     WHERE subject = 'hints.dropped' GROUP BY 1`,
  );

const published = (subject: string): Promise<object[]> =>
  source.query('SELECT 1 FROM gateway.outbox WHERE subject = $1', [subject]);

const send = (path: string, body: string) =>
  request(gateway.service.url)
    .post(`/hooks/amocrm/${path}`)
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send(body)
    .expect(200);

it('says which floods it dropped once the database takes the note, which holds up nothing else', async () => {
  const digest = gateway.service.app.get(DigestWebhooks);
  await whileRefused(
    `NEW.subject = 'hints.dropped' AND NEW.payload ->> 'accountId' = '${accountId}'`,
    1,
    async () => {
      for (const id of [accountId, other, accountId]) digest.noteFlood(id);
      await send(otherSecret, 'leads[add][0][id]=1');
      await eventually(async () => {
        expect(await dropped()).toEqual([{ accountId: other, count: 1 }]);
        expect(await published('crm.changed')).toHaveLength(1);
      });
    },
  );
  digest.noteFlood(other);
  const counts = [
    { accountId, count: 2 },
    { accountId: other, count: 2 },
  ];
  await eventually(async () => {
    const found = await dropped();
    expect(found).toHaveLength(counts.length);
    expect(found).toEqual(expect.arrayContaining(counts));
  });
  await source.query('DELETE FROM gateway.outbox');
});

it('spends no allowance on a batch that is rolled back', async () => {
  const body = Array.from({ length: allowance }, (_, n) => `leads[add][${n}][id]=${n + 1}`).join('&');
  await whileRefused(`NEW.subject = 'crm.changed'`, 1, () => send(secret, body));
  await eventually(async () => expect(await published('crm.changed')).toHaveLength(allowance));
  expect(await dropped()).toEqual([]);
});
