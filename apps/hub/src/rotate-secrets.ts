import {
  accountEntities,
  ClientKeyRepository,
  CredentialRepository,
  parseSecretKeys,
  SecretBox,
  SecretKeyRepository,
} from '@hub/accounts';
import { openDatabase } from '@hub/database';
import { loadConfig, runMain } from '@hub/platform';
import { borrowDatabase } from './borrow-database.js';
import { HubConfig } from './hub.config.js';
import { secretKeysOf } from './local-secrets.js';

/**
 * Brings every stored secret under the first key of HUB_SECRET_KEYS. Order of a rotation: put the new key in front of
 * the old one everywhere, restart every process, run this, then take the old key away. Safe to repeat and to stop.
 */
await runMain(async () => {
  const config = loadConfig(HubConfig);
  const keys = secretKeysOf(config);
  const database = await borrowDatabase(config);
  const source = await openDatabase({ url: database.url, name: 'rotate-secrets', entities: accountEntities });
  try {
    await new SecretKeyRepository(source).assertRight(keys);
    const box = new SecretBox(parseSecretKeys(keys));
    await new ClientKeyRepository(source, box).rotate();
    const moved = await new CredentialRepository(source, box).rotate();
    process.stdout.write(`${moved} accounts brought under key ${box.version}\n`);
  } finally {
    await source.destroy();
    await database.leave();
  }
});
