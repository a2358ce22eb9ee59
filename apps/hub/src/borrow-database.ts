import { join } from 'node:path';
import { FolderInUse, lockFolder, startEmbeddedPostgres } from '@hub/local-servers';
import type { HubConfig } from './hub.config.js';

/** A database that a command works on beside the hub, or without it. */
export interface BorrowedDatabase {
  url: string;
  /** Stops what was started for the command. */
  leave: () => Promise<void>;
}

/**
 * The hub's database: the given one, or the embedded one as it runs for a hub, else started here for a moment. Throws when
 * it does not start.
 */
export async function borrowDatabase({
  DATABASE_URL: url,
  DATA_DIR: dataDir,
}: Pick<HubConfig, 'DATABASE_URL' | 'DATA_DIR'>): Promise<BorrowedDatabase> {
  if (url) return { url, leave: () => Promise.resolve() };
  const lock = tryLock(dataDir);
  const postgres = await startEmbeddedPostgres({ folder: join(dataDir, 'postgres') });
  return {
    url: postgres.url,
    async leave() {
      if (!lock) return;
      await postgres.stop();
      lock.release();
    },
  };
}

function tryLock(dataDir: string) {
  try {
    return lockFolder(dataDir);
  } catch (error) {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  }
}
