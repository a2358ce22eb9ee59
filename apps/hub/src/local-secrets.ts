import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HubConfig } from './hub.config.js';

/** The keys of this hub: those it was given, else those of its folder. */
export function secretKeysOf({ HUB_SECRET_KEYS, DATA_DIR }: HubConfig): string {
  return HUB_SECRET_KEYS ?? localSecretKeys(join(DATA_DIR, 'secret-keys'));
}

/**
 * The keys that seal secrets in the database, for a hub on one machine that was given none: made at the first start and
 * kept in a file only its owner can read. When the file is lost, `npm run secrets:forget` lets the hub start with
 * new keys, and every account has to be connected again.
 */
function localSecretKeys(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
