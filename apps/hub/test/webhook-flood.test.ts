import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository } from '@hub/accounts';
import { Bus, BusModule } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { startIntake, type TestIntake } from './start-intake.js';

let sandbox: TestSandbox;
let gateway: TestIntake;
let source: DataSource;

const received: CrmChanged[] = [];

/** Stands in for the router: remembers what it is told. */
@Module({ imports: [BusModule.forService('router')] })
class RouterListener implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: 'router.lead',
      subject: 'crm.changed',
      handle: async ({ payload }) => {
        received.push(payload);
        return Promise.resolve();
      },
    });
  }
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
  // No poll by the clock: what comes by a poll here was asked for by the flood.
  gateway = await startIntake(
    {
      ...{ AMOCRM_CONNECT_TO: sandbox.url, PUBLIC_URL: 'http://hub.test' },
      ...{ POLL_SECONDS: 3_600, WEBHOOK_HINTS_AT_ONCE: 20 },
    },
    [RouterListener],
  );
  source = gateway.service.app.get(DataSource);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

/** A connected account whose webhook secret has leaked. */
async function leaked(subdomain: string) {
  const amo = await sandbox.account({ subdomain });
  const body = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(body).expect(201);
  const accountId = String(made.body.accountId);
  const connect = { longLivedToken: amo.longLivedToken };
  await gateway.api('post', `/accounts/${accountId}/connect`).send(connect).expect(200);
  const secret = randomUUID();
  await gateway.service.app.get(AccountRepository).setWebhookSecret(source.manager, accountId, secret);
  return { amo, accountId, secret };
}

const hook = (secret: string, ids: readonly number[]) =>
  request(gateway.service.url)
    .post(`/hooks/amocrm/${secret}`)
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send(ids.map((id, at) => `leads[add][${at}][id]=${id}&leads[add][${at}][updated_at]=1`).join('&'));
const published = (accountId: string) =>
  received
    .filter((one) => one.accountId === accountId)
    .map(({ entityId, source: by }) => ({ id: entityId, source: by }));
const alarms = async (accountId: string): Promise<{ dropped: number }[]> => {
  const { body } = await gateway.api('get', '/alarms').expect(200);
  return body.items
    .filter(
      (one: { kind: string; accountId: string }) =>
        one.kind === 'webhook-flood' && one.accountId === accountId,
    )
    .map((one: { facts: object }) => one.facts);
};

describe('a flood of made-up ids', () => {
  it('is published up to the allowance, raises an alarm, and real leads come by a poll at once', async () => {
    const { amo, accountId, secret } = await leaked('flood');
    const { body } = await amo.api('POST', '/api/v4/leads', [{ name: 'настоящая' }]);
    const leadId = Number(body._embedded.leads[0].id);
    await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        hook(
          secret,
          Array.from({ length: 500 }, (_, n) => 900_000_000 + at * 500 + n),
        ).expect(200),
      ),
    );
    await hook(secret, [leadId]).expect(200);
    await eventually(() => {
      const all = published(accountId);
      expect(all).toContainEqual({ id: leadId, source: 'poll' });
      expect(all.filter((one) => one.source === 'webhook').length).toBeLessThanOrEqual(25);
    });
    await eventually(async () => expect(await alarms(accountId)).toEqual([{ dropped: expect.any(Number) }]));
  });

  it('of real changes, made in bulk, raises none, and every one of them comes', async () => {
    const { amo, accountId, secret } = await leaked('bulk');
    const many = Array.from({ length: 50 }, (_, n) => ({ name: `сделка ${n}` }));
    const { body } = await amo.api('POST', '/api/v4/leads', many);
    const ids = (body._embedded.leads as { id: number }[]).map(({ id }) => id);
    for (let times = 0; times < 4; times++) await hook(secret, ids).expect(200);
    await eventually(() => {
      const publishedIds = new Set(published(accountId).map(({ id }) => id));
      expect(ids.filter((id) => !publishedIds.has(id))).toEqual([]);
    });
    expect(await alarms(accountId)).toEqual([]);
  });

  it('takes nothing from another account', async () => {
    const [flooded, quiet] = [await leaked('flooded'), await leaked('quiet')];
    const flood = Array.from({ length: 1_000 }, (_, n) => 1 + n);
    await Promise.all([hook(flooded.secret, flood), hook(quiet.secret, [7, 8])]);
    await eventually(() => {
      const ids = published(quiet.accountId).map(({ id }) => id);
      expect(ids.sort()).toEqual([7, 8]);
    });
    expect(await alarms(quiet.accountId)).toEqual([]);
  });

  it('ends its alarm when it has been over for ten minutes', async () => {
    const { accountId, secret } = await leaked('calm');
    await hook(
      secret,
      Array.from({ length: 1_000 }, (_, n) => 1 + n),
    ).expect(200);
    await eventually(async () => expect(await alarms(accountId)).toHaveLength(1));
    await source.query(`UPDATE accounts.alarm SET last_seen_at = now() - interval '11 minutes'`);
    const { bus } = gateway;
    let later = Date.now();
    await eventually(async () => {
      await bus.startDue(pollConsumer, new Date((later += 3_600_000)));
      expect(await alarms(accountId)).toHaveLength(0);
    });
  });
});
