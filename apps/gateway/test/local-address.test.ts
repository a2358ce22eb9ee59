import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository, AlarmRepository } from '@hub/accounts';
import { DataSource } from 'typeorm';
import { AddressAlarm } from '../src/account/address-alarm.js';
import { startGateway, type TestGateway } from './start-gateway.js';

const [local, reachable] = ['http://192.168.1.10:3000', 'https://hub.example.ru'];
let gateway: TestGateway;
let other: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ PUBLIC_URL: local });
  other = await startGateway({ PUBLIC_URL: reachable });
});
afterAll(async () => {
  await gateway.stop();
  await other.stop();
});

async function connect({ service: { app } }: TestGateway): Promise<void> {
  const accounts = app.get(AccountRepository);
  const id = randomUUID();
  const place = { subdomain: 'kazan', host: 'kazan.amocrm.ru', name: 'Казань', timeZone: 'Europe/Moscow' };
  await app.get(DataSource).transaction(async (tx) => {
    await accounts.register(tx, { id, ...place, roles: ['branch'], mode: 'observe' }, new Date());
    await accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, new Date());
  });
}

/** As at the start of a process that finds what is there. */
const start = ({ service }: TestGateway) => service.app.get(AddressAlarm).onApplicationBootstrap();
const open = async (of: TestGateway) => (await of.api('get', '/alarms')).body.items;

it('is an alarm once accounts are connected whose webhooks cannot come', async () => {
  await start(gateway);
  expect(await open(gateway)).toEqual([]);
  await connect(gateway);
  await start(gateway);
  await start(gateway);
  expect(await open(gateway)).toMatchObject([{ kind: 'public-url-local', times: 1, accountId: null }]);
  expect((await open(gateway))[0].message).toContain(local);
});

it('is none, and clears the one before, where the address can be reached', async () => {
  await connect(other);
  const facts = { address: local };
  const alarm = { kind: 'public-url-local', subject: 'hub', facts } as const;
  const { app } = other.service;
  await app.get(AlarmRepository).raise(app.get(DataSource).manager, alarm, new Date());
  await start(other);
  expect(await open(other)).toEqual([]);
});
