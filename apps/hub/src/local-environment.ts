import { join } from 'node:path';
import { startEmbeddedPostgres } from '@hub/local-servers';
import { loadConfig } from '@hub/platform';
import { HubConfig } from './hub.config.js';
import { localSecretKeys } from './local-secrets.js';

export interface LocalEnvironment {
  /** The given environment, completed so that every service can start. */
  environment: NodeJS.ProcessEnv;
  dataDir: string;
  /** Where the database really lies; undefined when it was given. */
  databaseDir: string | undefined;
  /** Stops what was started here; call it after the services have closed. */
  stop: () => Promise<void>;
}

/** Completes an environment for one machine: a database and the keys, where they were not given. */
export async function completeEnvironment(given: NodeJS.ProcessEnv): Promise<LocalEnvironment> {
  const config = loadConfig(HubConfig, given);
  const keys = config.HUB_SECRET_KEYS ?? localSecretKeys(join(config.DATA_DIR, 'secret-keys'));
  const postgres = config.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ folder: join(config.DATA_DIR, 'postgres') });
  return {
    environment: { ...given, HUB_SECRET_KEYS: keys, DATABASE_URL: config.DATABASE_URL ?? postgres?.url },
    dataDir: config.DATA_DIR,
    databaseDir: postgres?.folder,
    stop: async () => postgres?.stop(),
  };
}
