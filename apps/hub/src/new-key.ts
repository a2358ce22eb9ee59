import { randomUUID } from 'node:crypto';
import { accountEntities } from '@hub/accounts';
import { inTransaction, openDatabase } from '@hub/database';
import { BadEnvironment, createLogger, loadConfig, runMain } from '@hub/platform';
import { Audit } from '../../gateway/src/audit/audit.repository.js';
import { AuditEntity } from '../../gateway/src/audit/audit.entity.js';
import { ApiKeyEntity } from '../../gateway/src/key/api-key.entity.js';
import { KeyRepository } from '../../gateway/src/key/key.repository.js';
import { borrowDatabase } from './borrow-database.js';
import { HubConfig } from './hub.config.js';

/*
 * Prints another admin key, for whoever lost the first one: whoever may read the database's password may have it. Works
 * beside a running hub, and starts the embedded database for a moment when no hub runs.
 */
await runMain(async () => {
  const config = loadConfig(HubConfig);
  const database = await borrowDatabase(config);
  try {
    const key = await makeAdminKey(database.url);
    console.log('A new admin key, shown this once. Keys are listed and revoked at /api/v1/keys.');
    console.log(`FRANCHISE_HUB_ADMIN_KEY=${key}`);
  } finally {
    await database.leave();
  }
});

async function makeAdminKey(url: string): Promise<string> {
  const entities = [...accountEntities, ApiKeyEntity, AuditEntity];
  const source = await openDatabase({ url, name: 'new-key', entities });
  try {
    const keys = new KeyRepository(source);
    if (!(await keys.isReady())) {
      throw new BadEnvironment('No hub was ever started on this database: its first start prints a key');
    }
    const audit = new Audit(source, createLogger('key:new', 'warn'));
    const request = { name: 'made on the console', role: 'hq-admin' as const, branchIds: null };
    const row = { actorId: randomUUID(), actor: 'console', action: 'npm run key:new' };
    let key = '';
    await audit.around({ ...row, correlationId: randomUUID(), request }, async () => {
      const made = await inTransaction(source, (tx) => keys.create(tx, request));
      key = made.key;
      return { id: made.row.id };
    });
    return key;
  } finally {
    await source.destroy();
  }
}
