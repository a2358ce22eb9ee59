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
const secret = 'a-secret-path';
let gateway: TestGateway;
let source: DataSource;

beforeAll(async () => {
  gateway = await startGateway({ WEBHOOK_HINTS_AT_ONCE: allowance });
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
  await source.query('CREATE SEQUENCE gateway.refused');
  await source.query(`
    CREATE FUNCTION gateway.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'refused for the % time', nextval('gateway.refused');
    END $$`);
});
afterAll(() => gateway.stop());

/** Refuses rows of a subject until `work` has been refused so often. A sequence counts on where a transaction is rolled back. */
async function whileRefused(subject: string, times: number, work: () => unknown): Promise<void> {
  await source.query('ALTER SEQUENCE gateway.refused RESTART');
  await source.query(
    `CREATE TRIGGER refuse BEFORE INSERT ON gateway.outbox FOR EACH ROW WHEN (NEW.subject = '${subject}')
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

it('says which floods it dropped once the database takes the note', async () => {
  const digest = gateway.service.app.get(DigestWebhooks);
  await whileRefused('hints.dropped', 1, () => {
    for (const id of [accountId, other, accountId]) digest.noteFlood(id);
  });
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
  await source.query(`DELETE FROM gateway.outbox WHERE subject = 'hints.dropped'`);
});

it('spends no allowance on a batch that is rolled back', async () => {
  const body = Array.from({ length: allowance }, (_, n) => `leads[add][${n}][id]=${n + 1}`).join('&');
  await whileRefused('crm.changed', 1, () =>
    request(gateway.service.url)
      .post(`/hooks/amocrm/${secret}`)
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .send(body)
      .expect(200),
  );
  await eventually(async () => {
    const rows = await source.query(`SELECT 1 FROM gateway.outbox WHERE subject = 'crm.changed'`);
    expect(rows).toHaveLength(allowance);
  });
  expect(await dropped()).toEqual([]);
});
