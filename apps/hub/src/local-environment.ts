import { join } from 'node:path';
import { keepEmbeddedPostgres, lockFolder } from '@hub/local-servers';
import { loadConfig } from '@hub/platform';
import { HubConfig } from './hub.config.js';
import { secretKeysOf } from './local-secrets.js';

export interface LocalEnvironment {
  /** The given environment, completed so that every service can start. */
  environment: NodeJS.ProcessEnv;
  dataDir: string;
  /** Where the database really lies; undefined when it was given. */
  databaseDir: string | undefined;
  /** Lets a second start in this folder know where this one answers. */
  note: (address: string) => void;
  /** Stops what was started here; call it after the services have closed. */
  stop: () => Promise<void>;
}

export interface LocalOptions {
  /** Gets a line for every step that may take a while, and whenever a server had to be started again. */
  say: (line: string) => void;
  /** Called when PostgreSQL dies again and again: nothing works without it. */
  onGivenUp: () => void;
  /** Whether more than the database lives in DATA_DIR, so that the folder has one user also with a given database. */
  isFolderUsed?: boolean;
}

/**
 * Completes an environment for one machine: a database and the keys, where they were not given. Throws `FolderInUse`,
 * and touches nothing, when a hub runs out of DATA_DIR already.
 */
export async function completeEnvironment(
  given: NodeJS.ProcessEnv,
  { say, onGivenUp, isFolderUsed = false }: LocalOptions,
): Promise<LocalEnvironment> {
  const config = loadConfig(HubConfig, given);
  const dataDir = config.DATA_DIR;
  const lock = !config.DATABASE_URL || isFolderUsed ? lockFolder(dataDir) : undefined;
  try {
    const keys = secretKeysOf(config);
    if (!config.DATABASE_URL) say(`Starting PostgreSQL in ${join(dataDir, 'postgres')} …`);
    const postgres = config.DATABASE_URL
      ? undefined
      : await keepEmbeddedPostgres({ folder: join(dataDir, 'postgres') }, { say, onGivenUp });
    return {
      environment: { ...given, HUB_SECRET_KEYS: keys, DATABASE_URL: config.DATABASE_URL ?? postgres?.url },
      dataDir,
      databaseDir: postgres?.folder,
      note: (address) => lock?.note(address),
      async stop() {
        await postgres?.stop();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
