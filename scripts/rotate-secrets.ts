import {
  accountEntities,
  ClientKeyRepository,
  CredentialRepository,
  parseSecretKeys,
  SecretBox,
  SecretKeyRepository,
} from '@hub/accounts';
import { openDatabase } from '@hub/database';
import { BadEnvironment, loadConfig, runMain } from '@hub/platform';
import { CrmConfig } from '@hub/service';

/**
 * Brings every stored secret under the first key of HUB_SECRET_KEYS. Order of a rotation: put the new key in front of
 * the old one everywhere, restart every process, run this, then take the old key away. Safe to repeat and to stop.
 */
await runMain(async () => {
  const { DATABASE_URL: url, HUB_SECRET_KEYS: keys } = loadConfig(CrmConfig);
  if (!url) throw new BadEnvironment('DATABASE_URL is missing: set it to the PostgreSQL of the hub');
  const source = await openDatabase({ url, name: 'rotate-secrets', entities: accountEntities });
  try {
    await new SecretKeyRepository(source).assertRight(keys);
    const box = new SecretBox(parseSecretKeys(keys));
    await new ClientKeyRepository(source, box).rotate();
    const moved = await new CredentialRepository(source, box).rotate();
    process.stdout.write(`${moved} accounts brought under key ${box.version}\n`);
  } finally {
    await source.destroy();
  }
});
