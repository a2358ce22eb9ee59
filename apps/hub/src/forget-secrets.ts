import {
  accountEntities,
  AccountRepository,
  ClientKeyRepository,
  CredentialRepository,
  parseSecretKeys,
  SecretBox,
  SecretKeyRepository,
} from '@hub/accounts';
import { inTransaction, openDatabase } from '@hub/database';
import { BadEnvironment, loadConfig, runMain } from '@hub/platform';
import { borrowDatabase } from './borrow-database.js';
import { HubConfig } from './hub.config.js';
import { secretKeysOf } from './local-secrets.js';

/**
 * For a hub whose HUB_SECRET_KEYS are lost: forgets every sealed secret and what is known of the keys, so that it starts
 * with new keys. Its first call for an account without secrets has that account wait to be connected again, with an alarm.
 * There is no way back, so it asks for `--yes`.
 */
await runMain(async () => {
  const config = loadConfig(HubConfig);
  if (!process.argv.includes('--yes'))
    throw new BadEnvironment(
      'Every account has to be connected again after this; run it with "-- --yes" when the keys are lost for good',
    );
  const database = await borrowDatabase(config);
  const source = await openDatabase({ url: database.url, name: 'forget-secrets', entities: accountEntities });
  try {
    const accounts = new AccountRepository(source);
    const box = new SecretBox(parseSecretKeys(secretKeysOf(config)));
    const credentials = new CredentialRepository(source, box);
    const lost = (await accounts.list()).filter(({ state }) => state !== 'removed');
    await inTransaction(source, async (tx) => {
      for (const { id } of lost) await credentials.erase(tx, id);
      await new ClientKeyRepository(source, box).forget(tx);
      await new SecretKeyRepository(source).forget(tx);
    });
    console.log(`${lost.length} accounts have to be connected again`);
  } finally {
    await source.destroy();
    await database.leave();
  }
});
