import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { Problem } from '@hub/platform';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { Exchange } from '../src/settings/exchange.entity.js';
import { SaveLimits } from '../src/settings/save-limits.js';
import { settingsOf } from '../src/settings/settings-of.js';

const stage = { pipelineId: 1, statusId: 10 };
const [exchangeUser, manager] = [1, 5];
const group = {
  ...{ name: 'A', managerIds: [manager], exchangeUserIds: [exchangeUser] },
  ...{ exchangeStages: [stage], targetStage: stage, keyStages: [stage] },
};
let database: TestDatabase;
let hub: CrmApp;

beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: 'http://127.0.0.1:9',
    entities: [...journalEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), LimitsModule],
  });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

/** An account that cannot be asked what it has, with an exchange. */
async function account(): Promise<string> {
  const accountId = randomUUID();
  await hub.source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, 'x', 'x', $2, '{branch}', 'observe', 'suspended', 'test', now(), 'Europe/Moscow', now())`,
    [accountId, `${accountId}.amocrm.ru`],
  );
  await hub.source.query(
    `INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`,
    [accountId, settingsOf({ groups: [group] })],
  );
  return accountId;
}

/** What a saving is refused for that began before another one was committed. */
async function refusedBeside(
  other: (tx: EntityManager) => Promise<unknown>,
  save: () => Promise<unknown>,
): Promise<string[]> {
  const saving = await hub.source.transaction(async (tx) => {
    await other(tx);
    const started = save().then(
      () => [],
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        return (error.body.errors ?? []).map(({ path }) => path);
      },
    );
    await eventually(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(await hub.source.query<unknown[]>(waiting)).toHaveLength(1);
    });
    return { started };
  });
  return saving.started;
}

it('refuses limits that settings do not fit which were saved meanwhile', async () => {
  const accountId = await account();
  const settings = settingsOf({ groups: [{ ...group, keyStages: [] }] });
  const other = (tx: EntityManager) => tx.update(Exchange, { accountId }, { settings });
  const users = [{ userId: manager, enabled: true, limits: { keyDealsLastWeek: 5 } }];
  const paths = await refusedBeside(other, () =>
    hub.app.get(SaveLimits, { strict: false }).save({ accountId, users, ifVersion: null }),
  );
  expect(paths).toEqual(['users.0.limits.keyDealsLastWeek']);
});

it('saves no settings for an account that was off-boarded, also where that was committed meanwhile', async () => {
  const accountId = await account();
  const save = () => hub.ask('limits.settings.save', { accountId, groups: [group] });
  const remove = (tx: EntityManager) =>
    tx.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [accountId]);
  await refusedBeside(remove, save);
  await expect(save()).rejects.toMatchObject({ body: { status: 409 } });
  expect(
    await hub.source.query('SELECT version FROM limits.exchange WHERE account_id = $1', [accountId]),
  ).toEqual([{ version: 1 }]);
});
