import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase } from '@hub/database';
import { startEmbeddedPostgres } from '@hub/local-servers';

/**
 * Starts one throw-away PostgreSQL with a migrated template database for a whole test run and returns what stops it.
 * The folder lies in the system's temporary folder, which PostgreSQL's own account can reach.
 */
export async function startTestServers(): Promise<{ postgresUrl: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'franchise-hub-test-'));
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), isThrowaway: true });
  const source = await openDatabase({ url: postgres.url, name: 'template', entities: [] });
  await migrate(source);
  await source.destroy();
  const template = await openDatabase({
    url: postgres.url.replace(/\/hub$/, '/postgres'),
    name: 'template',
    entities: [],
  });
  await template.query('ALTER DATABASE hub RENAME TO hub_template');
  await template.destroy();
  return {
    postgresUrl: postgres.url.replace(/\/hub$/, '/postgres'),
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
