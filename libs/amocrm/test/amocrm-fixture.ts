import { randomBytes, randomUUID } from 'node:crypto';
import {
  accountEntities,
  AccountRepository,
  AlarmRepository,
  CredentialRepository,
  parseSecretKeys,
  SecretBox,
  type NewCredential,
} from '@hub/accounts';
import { createAmocrm, type Amocrm, type AmocrmOptions, type RateBudget } from '@hub/amocrm';
import { openDatabase } from '@hub/database';
import { createLogger, type Logger } from '@hub/platform';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

/** One process's worth of this lib, as an app would have it. */
export interface AmocrmProcess extends Amocrm {
  source: DataSource;
  accounts: AccountRepository;
  credentials: CredentialRepository;
  alarms: AlarmRepository;
  metrics: Registry;
  log: Logger;
  close(): Promise<void>;
}

export const testKeys = `1:${randomBytes(32).toString('base64')}`;

interface FixtureOptions {
  keys?: string;
  isUnlimited?: boolean;
  /** Where everything is logged; nowhere when missing. */
  log?: { write(line: string): void };
}

/** Puts the lib together on a test database, calling the sandbox under real host names. */
export async function startAmocrm(
  databaseUrl: string,
  options: AmocrmOptions,
  { keys = testKeys, isUnlimited = false, log: to }: FixtureOptions = {},
): Promise<AmocrmProcess> {
  const source = await openDatabase({ url: databaseUrl, name: 'amocrm test', entities: accountEntities });
  const accounts = new AccountRepository(source);
  const credentials = new CredentialRepository(source, new SecretBox(parseSecretKeys(keys)));
  const alarms = new AlarmRepository(source);
  const metrics = new Registry();
  const log = createLogger('test', to ? 'trace' : 'silent', to);
  const amocrm = createAmocrm(
    {
      source,
      accounts,
      credentials,
      alarms,
      log,
      metrics,
      ...(isUnlimited ? { budget: unlimited } : {}),
    },
    options,
  );
  return {
    ...amocrm,
    source,
    accounts,
    credentials,
    alarms,
    metrics,
    log,
    async close() {
      await amocrm.close();
      await source.destroy();
    },
  };
}

/** For tests of other things than the rate: hundreds of calls at once. */
const unlimited: RateBudget = {
  take: () => Promise.resolve({ wasAwaited: false, release: () => undefined }),
  backOff: () => Promise.resolve(),
  stop: () => Promise.resolve(true),
  resume: () => Promise.resolve(),
  listStopped: () => Promise.resolve(new Map()),
  readUse: () => Promise.resolve({ busy: 0, waiting: 0, stopped: null }),
};

/** Registers a connected account with the given credential. */
export async function addAccount(
  { source, accounts, credentials }: AmocrmProcess,
  subdomain: string,
  credential: NewCredential,
): Promise<string> {
  const id = randomUUID();
  const now = new Date();
  await source.transaction(async (tx) => {
    const host = `${subdomain}.amocrm.ru`;
    const rest = { roles: ['branch' as const], mode: 'apply' as const, timeZone: 'Europe/Moscow' };
    await accounts.register(tx, { id, subdomain, host, name: subdomain, ...rest }, now);
    await credentials.store(tx, id, credential, now);
    await accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, now);
  });
  return id;
}
