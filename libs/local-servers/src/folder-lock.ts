import { accessSync, constants, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadEnvironment } from '@hub/platform';
import { makeOpen } from './postgres-account.js';

const lockName = 'hub.lock';

/** Who runs out of a folder. */
export interface Holder {
  pid: number;
  /** Moment of the kernel at which the process started: the same pid with another moment is another process. */
  bornAt: string | null;
  /** Where it answers, once it does. */
  address: string | null;
}

/** Thrown when a living process runs out of the folder already. */
export class FolderInUse extends BadEnvironment {
  constructor(
    readonly folder: string,
    readonly holder: Holder,
  ) {
    const where = holder.address === null ? 'is starting' : `answers at ${holder.address}`;
    super(
      `A hub runs in ${folder} already: process ${holder.pid}, which ${where}. Use that one, end it first, or set DATA_DIR to another folder`,
    );
    this.name = 'FolderInUse';
  }
}

export interface FolderLock {
  /** Lets whoever finds the lock know where its holder answers. */
  note(address: string): void;
  release(): void;
}

/**
 * Marks the folder as this process's own, by a file that appears at once with its content. The mark of a process that
 * was killed is taken over. Throws `FolderInUse` when its process is alive.
 */
export function lockFolder(folder: string): FolderLock {
  makeFolder(folder);
  const file = join(folder, lockName);
  const draft = `${file}.${process.pid}`;
  const own: Holder = { pid: process.pid, bornAt: birthOf(process.pid), address: null };
  const write = () => writeFileSync(draft, JSON.stringify(own));
  write();
  try {
    while (!tryLink(draft, file)) removeStale(folder, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    note(address) {
      own.address = address;
      write();
      renameSync(draft, file);
    },
    release() {
      if (readHolder(file)?.pid === own.pid) rmSync(file, { force: true });
    },
  };
}

function makeFolder(folder: string): void {
  try {
    makeOpen(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new BadEnvironment(
      `DATA_DIR names ${folder}, where this user may not write: set it to another folder`,
      {
        cause: error,
      },
    );
  }
}

/** Throws `FolderInUse` when a living process runs out of the folder. Changes nothing. */
export function assertFolderFree(folder: string): void {
  const found = readHolder(join(folder, lockName));
  if (found && isAlive(found)) throw new FolderInUse(folder, found);
}

/** Moves a mark away before it is judged, so that of two processes that find it stale only one can remove it. */
function removeStale(folder: string, file: string): void {
  const found = readHolder(file);
  if (found && isAlive(found)) throw new FolderInUse(folder, found);
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** A process of another account counts too: the signal is refused then, but there is somebody to refuse it for. */
function isAlive({ pid, bornAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return bornAt === birthOf(pid);
}

/** Field 22 of /proc/PID/stat, after the name, which may hold spaces; null where there is no /proc. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
