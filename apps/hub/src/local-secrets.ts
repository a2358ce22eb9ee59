import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The keys that seal secrets in the database, for a hub on one machine that was given none: made at the first start and
 * kept in a file only its owner can read. When the file is lost, `npm run secrets:forget` lets the hub start with
 * new keys, and every account has to be connected again.
 */
export function localSecretKeys(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
