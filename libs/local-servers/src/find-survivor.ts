import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A server that outlived the process that started it. */
export interface Survivor {
  pid: number;
  port: number;
}

/**
 * The PostgreSQL that still runs on this cluster, by its `postmaster.pid`: line 1 is the process, line 4 its port.
 * After a crash the number may belong to another program by now; then the file is removed, because PostgreSQL would
 * refuse to start beside it. Without /proc any living process counts, and the caller has to see whether it answers.
 */
export function findSurvivor(data: string): Survivor | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (isAnother(pid, data)) {
    rmSync(file, { force: true });
    return undefined;
  }
  return port > 0 ? { pid, port } : undefined;
}

/** Whether a process of this account has the number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL works in its data folder, which distinguishes it from other programs and from other clusters. */
function isAnother(pid: number, data: string): boolean {
  if (!existsSync(`/proc/${pid}/comm`)) return false;
  if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'postgres') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(data);
  } catch {
    return false;
  }
}
