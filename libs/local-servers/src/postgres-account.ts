import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
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
 * The folder itself when the server's account can walk down to it, else a twin of it, because a clone below /root is
 * closed to every other account. The twin lies in `place`, which has to outlive a restart of the machine; only what
 * lies in the system's temporary folder has its twin there too.
 */
export function reachableFolder(folder: string, account: ServerAccount, place = '/var/lib'): string {
  const wanted = resolve(folder);
  if (account.uid === undefined || isOpen(wanted)) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const isPassing = wanted.startsWith(resolve(tmpdir()) + sep);
  return resolve(isPassing ? tmpdir() : place, `franchise-hub-${name}`);
}

/** As `reachableFolder`, for a folder whose content has to come along. A copy cut short never gets the final name. */
export function reachableCopy(folder: string, account: ServerAccount): string {
  const target = reachableFolder(folder, account, '/var/cache');
  if (target === resolve(folder)) return target;
  if (!existsSync(target)) {
    makeOpen(dirname(target));
    const begun = mkdtempSync(`${target}-`);
    try {
      cpSync(folder, begun, { recursive: true, verbatimSymlinks: true });
      chmodSync(begun, 0o755);
      renameSync(begun, target);
    } catch (error) {
      rmSync(begun, { recursive: true, force: true });
      // Another process may have finished its copy first.
      if (!existsSync(target)) throw error;
    }
  }
  refuseForeign(target, [0]);
  return target;
}

/** Throws when the folder exists and is not a plain folder of one of these owners that nobody else can write to. */
export function refuseForeign(folder: string, owners: readonly number[]): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isDirectory() && owners.includes(found.uid) && (found.mode & 0o022) === 0) return;
  throw new Error(
    `${folder} is not trusted: it must be a folder of uid ${owners.join(' or ')} that no other account can write to`,
  );
}

/** Makes a folder and what is missing above it, open to be walked through whatever the umask says. */
export function makeOpen(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let at = resolve(folder); ; at = dirname(at)) {
    chmodSync(at, 0o755);
    if (at === resolve(first) || at === dirname(at)) return;
  }
}

function isOpen(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at) && at !== resolve(folder) && (statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
