import { accountEntities, CredentialRepository, parseSecretKeys, SecretBox } from '@hub/accounts';
import { openDatabase } from '@hub/database';

/**
 * Brings every stored secret under the first key of HUB_SECRET_KEYS. Order of a rotation: put the new key in front of
 * the old one everywhere, restart every process, run this, then take the old key away. Safe to repeat and to stop.
 */
const { DATABASE_URL: url, HUB_SECRET_KEYS: keys } = process.env;
if (!url || !keys) throw new Error('DATABASE_URL and HUB_SECRET_KEYS are needed');
const source = await openDatabase({ url, name: 'rotate-secrets', entities: accountEntities });
try {
  const box = new SecretBox(parseSecretKeys(keys));
  const moved = await new CredentialRepository(source, box).rotate();
  process.stdout.write(`${moved} accounts brought under key ${box.version}\n`);
} finally {
  await source.destroy();
}
