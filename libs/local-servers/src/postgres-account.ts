import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { tmpdir, userInfo } from 'node:os';
import { createHash } from 'node:crypto';

/** The system account PostgreSQL runs under; empty for an ordinary user, because then it is the caller's own. */
export interface ServerAccount {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so root lends it the account `postgres`, or `nobody` where that is missing. */
export function serverAccount(): ServerAccount {
  if (userInfo().uid !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString());
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error(
    'PostgreSQL cannot run as root, and there is no account "postgres" or "nobody" to run it as',
  );
}

/**
 * The folder itself when the server's account can walk down to it, else a twin of it below the system's temporary
 * folder: a clone below /root is closed to every other account.
 */
export function reachableFolder(folder: string, account: ServerAccount): string {
  if (account.uid === undefined || isOpen(folder)) return folder;
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  return resolve(tmpdir(), `franchise-hub-${name}`);
}

/** As `reachableFolder`, for a folder whose content has to come along. */
export function reachableCopy(folder: string, account: ServerAccount): string {
  const target = reachableFolder(folder, account);
  if (target !== folder && !existsSync(target))
    cpSync(folder, target, { recursive: true, verbatimSymlinks: true });
  return target;
}

function isOpen(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at) && at !== resolve(folder) && (statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
