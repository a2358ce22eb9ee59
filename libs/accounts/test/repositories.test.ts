import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  accountEntities,
  AccountRepository,
  AlarmRepository,
  BranchRepository,
  ClientKeyRepository,
  CredentialRepository,
  parseSecretKeys,
  SecretBox,
  SecretKeyRepository,
  UnknownAccount,
} from '@hub/accounts';
import { openDatabase, sqlState } from '@hub/database';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';

const key = (version: number) => `${version}:${randomBytes(32).toString('base64')}`;
const [oldKey, newKey] = [key(1), key(2)];
const now = new Date('2026-03-01T09:00:00Z');

let database: TestDatabase;
let source: DataSource;
let accounts: AccountRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'accounts test', entities: accountEntities });
  accounts = new AccountRepository(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

async function registered(subdomain: string): Promise<string> {
  const id = randomUUID();
  await accounts.register(
    source.manager,
    {
      id,
      subdomain,
      host: `${subdomain}.amoCRM.ru`,
      name: subdomain,
      roles: ['branch'],
      mode: 'apply',
      timeZone: 'Europe/Moscow',
    },
    now,
  );
  return id;
}

describe('accounts', () => {
  it('are found by id, host, numeric id, webhook secret and role', async () => {
    const id = await registered('kazan');
    await accounts.update(source.manager, id, { amoId: 31_000_001 });
    await accounts.setWebhookSecret(source.manager, id, 'secret path');
    expect(await accounts.findByHost('KAZAN.amocrm.ru')).toMatchObject({ id, amoId: 31_000_001 });
    expect(await accounts.findByAmoId(31_000_001)).toMatchObject({ id });
    const secrets = await accounts.listWebhookSecrets();
    expect(secrets.get(accounts.hashWebhookSecret('secret path'))).toBe(id);
    expect(secrets.get(accounts.hashWebhookSecret('another path'))).toBeUndefined();
    expect(await accounts.listByRole('branch')).toContainEqual(expect.objectContaining({ id }));
    expect(await accounts.listByRole('hq')).toEqual([]);
    await expect(accounts.get(randomUUID())).rejects.toBeInstanceOf(UnknownAccount);
  });

  it('share no host until one is removed', async () => {
    const id = await registered('omsk');
    const failure: unknown = await registered('omsk').catch((error: unknown) => error);
    expect(sqlState(failure)).toBe('23505');
    await source.transaction((tx) =>
      accounts.recordEvent(tx, id, { kind: 'removed', reason: 'off-boarded' }, now),
    );
    await registered('omsk');
  });

  it('change their state and keep the moment the trouble began', async () => {
    const id = await registered('perm');
    const recordEvent = (event: Parameters<AccountRepository['recordEvent']>[2], minute: number) =>
      source.transaction((tx) =>
        accounts.recordEvent(tx, id, event, new Date(now.getTime() + minute * 60_000)),
      );
    expect(await recordEvent({ kind: 'tokens-stored' }, 1)).toBe('connected');
    expect(await recordEvent({ kind: 'call-refused', reason: 'unpaid' }, 2)).toBe('degraded');
    expect(await recordEvent({ kind: 'call-refused', reason: 'unpaid' }, 3)).toBe('degraded');
    expect(await accounts.get(id)).toMatchObject({
      stateReason: 'unpaid',
      stateSince: new Date(now.getTime() + 120_000),
    });
    expect((await accounts.listCallable()).map((account) => account.id)).toContain(id);
  });
});

describe('credentials', () => {
  it('are stored sealed, opened, replaced once per generation, rotated and erased', async () => {
    const id = await registered('tula');
    const before = new CredentialRepository(source, new SecretBox(parseSecretKeys(oldKey)));
    await before.store(
      source.manager,
      id,
      { integrationId: 'int', clientSecret: 'shh-client', accessToken: 'shh-a1', refreshToken: 'shh-r1' },
      now,
    );
    const pair = {
      accessToken: 'shh-a2',
      refreshToken: 'shh-r2',
      expiresAt: new Date('2026-03-02T09:00:00Z'),
    };
    expect(await before.storePair(id, pair, 1, now)).toBe(true);
    expect(await before.storePair(id, { ...pair, accessToken: 'late' }, 1, now)).toBe(false);
    expect(JSON.stringify(await source.query('SELECT * FROM accounts.credential'))).not.toContain('shh');

    const after = new CredentialRepository(source, new SecretBox(parseSecretKeys(`${newKey},${oldKey}`)));
    expect(await after.rotate()).toBe(1);
    expect(await after.rotate()).toBe(0);
    const alone = new CredentialRepository(source, new SecretBox(parseSecretKeys(newKey)));
    expect(await alone.open(id)).toMatchObject({
      clientSecret: 'shh-client',
      accessToken: 'shh-a2',
      refreshToken: 'shh-r2',
      generation: 2,
    });
    await expect(before.open(id)).rejects.toThrow('No secret key with number 2');

    await source.transaction((tx) => accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, now));
    expect(await alone.findIdle(new Date('2026-04-01'), 10)).toEqual([id]);
    expect(await alone.findIdle(now, 10)).toEqual([]);
    await alone.erase(source.manager, id);
    expect(await alone.open(id)).toBeNull();
  });
});

describe('the key of client hashes', () => {
  const box = (keys: string) => new SecretBox(parseSecretKeys(keys));
  const client = { phones: ['+79123456789'], emails: ['anna@mail.ru'] };
  const hashOf = async (keys: string) => {
    const { keyId, hash } = await new ClientKeyRepository(source, box(keys)).hasher();
    return { keyId, ...hash(client) };
  };

  it('is one for all processes, sealed, and stays when the secret keys are rotated, but not when they are lost', async () => {
    const [one, other] = await Promise.all([hashOf(oldKey), hashOf(oldKey)]);
    expect(other).toEqual(one);
    const [row]: { sealed: string }[] = await source.query('SELECT sealed FROM accounts.client_key');
    expect(row!.sealed).toMatch(/^1:/);
    const secretKeys = new SecretKeyRepository(source);
    await expect(secretKeys.assertRight(newKey)).rejects.toThrow('it lacks key 1');

    await new ClientKeyRepository(source, box(`${newKey},${oldKey}`)).rotate();
    await expect(hashOf(oldKey)).rejects.toThrow('No secret key with number 2');
    expect(await hashOf(newKey)).toEqual(one);

    await new ClientKeyRepository(source, box(newKey)).forget(source.manager);
    const anew = await hashOf(newKey);
    expect(anew.keyId).not.toBe(one.keyId);
    expect(anew.phones).not.toEqual(one.phones);
  });
});

describe('branches and alarms', () => {
  it('keeps branches, and closed ones under the name of another', async () => {
    const branches = new BranchRepository(source);
    const branch = {
      id: randomUUID(),
      name: 'Казань',
      regions: [{ name: 'Казань', aliases: ['Татарстан'] }],
      calendar: null,
      contactPerson: null,
      state: 'active' as const,
      accountId: null,
      pipelineId: 3_000_000_001,
      statusId: 5,
      responsibleUserId: null,
      exchangeUserId: null,
      createdAt: now,
    };
    await branches.add(source.manager, branch);
    await branches.add(source.manager, { ...branch, id: randomUUID(), state: 'closed' });
    expect(await branches.list()).toEqual(
      expect.arrayContaining([
        expect.objectContaining(branch),
        expect.objectContaining({ name: 'Казань', state: 'closed' }),
      ]),
    );
  });

  it('keeps one open alarm per kind and subject', async () => {
    const alarms = new AlarmRepository(source);
    const alarm = {
      kind: 'account-blocked' as const,
      subject: 's',
      facts: {},
    };
    await alarms.raise(source.manager, alarm, now);
    await alarms.raise(source.manager, alarm, now);
    expect(await alarms.list({ state: 'open' }, null, 100)).toEqual([expect.objectContaining({ times: 2 })]);
    await alarms.clear(source.manager, 'account-blocked', 's', now);
    expect(await alarms.list({ state: 'open' }, null, 100)).toEqual([]);
  });
});
