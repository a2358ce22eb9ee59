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
import { CrmConfig } from '@hub/service';

/**
 * For a hub whose HUB_SECRET_KEYS are lost: forgets every sealed secret and what is known of the keys, so that it starts
 * with new keys. Every account waits to be connected again then. There is no way back, so it asks for `--yes`.
 */
await runMain(async () => {
  const { DATABASE_URL: url, HUB_SECRET_KEYS: keys } = loadConfig(CrmConfig);
  if (!url) throw new BadEnvironment('DATABASE_URL is missing: set it to the PostgreSQL of the hub');
  if (!process.argv.includes('--yes'))
    throw new BadEnvironment(
      'Every account has to be connected again after this; run it with "-- --yes" when the keys are lost for good',
    );
  const source = await openDatabase({ url, name: 'forget-secrets', entities: accountEntities });
  try {
    const accounts = new AccountRepository(source);
    const box = new SecretBox(parseSecretKeys(keys));
    const credentials = new CredentialRepository(source, box);
    const lost = (await accounts.list()).filter(({ state }) => state !== 'removed');
    await inTransaction(source, async (tx) => {
      for (const { id } of lost) {
        await credentials.erase(tx, id);
        await accounts.recordEvent(
          tx,
          id,
          { kind: 'tokens-dead', reason: 'the secret keys were lost' },
          new Date(),
        );
      }
      await new ClientKeyRepository(source, box).forget(tx);
      await new SecretKeyRepository(source).forget(tx);
    });
    console.log(`${lost.length} accounts have to be connected again`);
  } finally {
    await source.destroy();
  }
});
