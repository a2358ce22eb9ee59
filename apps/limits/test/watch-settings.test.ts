import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { settingsOf } from '../src/settings/settings-of.js';
import { WatchSettings } from '../src/settings/watch-settings.js';

const accountId = randomUUID();
const stage = (statusId: number, pipelineId = 1) => ({ pipelineId, statusId });
const group = {
  ...{
    name: 'A',
    managerIds: [5],
    exchangeUserIds: [1],
    exchangeStages: [stage(10)],
    targetStage: stage(20),
  },
  ...{ keyStages: [stage(30), stage(40, 2)], excludedStages: [stage(99)] },
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
  const { source } = hub;
  await source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, 'x', 'Казань', 'x.amocrm.ru', '{branch}', 'observe', 'suspended', 'test', now(), 'Europe/Moscow', now())`,
    [accountId],
  );
  await source.query(`INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`, [
    accountId,
    settingsOf({ groups: [group] }),
  ]);
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

/** The field, and how many others, that the open alarm names after the settings were compared once more. */
async function wrongFields() {
  await hub.source.transaction((tx) => hub.app.get(WatchSettings, { strict: false }).check(tx, accountId));
  const alarms = await hub.source.query<{ facts: { field: string; more: number } }[]>(
    `SELECT facts FROM accounts.alarm WHERE kind = 'exchange-setting-broken' AND account_id = $1 AND cleared_at IS NULL`,
    [accountId],
  );
  return alarms.map(({ facts: { field, more } }) => [field, more]);
}

it('names the field whose stage or pipeline is gone, until it is back or the settings are saved', async () => {
  const { source } = hub;
  expect(await wrongFields()).toEqual([]);
  await source.query(
    `INSERT INTO journal.pipeline SELECT $1, id, 'p', 0, true, false, NULL FROM unnest($2::int[]) AS id`,
    [accountId, [1, 2]],
  );
  const places = [stage(10), stage(20), stage(30), stage(40, 2)];
  for (const { pipelineId, statusId } of places)
    await source.query(`INSERT INTO journal.stage VALUES ($1, $2, $3, 's', 0, 'work', NULL)`, [
      ...[accountId, pipelineId, statusId],
    ]);
  expect(await wrongFields()).toEqual([]);

  const archive = (isArchived: boolean) =>
    source.query('UPDATE journal.pipeline SET is_archived = $2 WHERE account_id = $1 AND pipeline_id = 2', [
      ...[accountId, isArchived],
    ]);
  await archive(true);
  expect(await wrongFields()).toEqual([['groups.0.keyStages.1.pipelineId', 0]]);
  await archive(false);
  expect(await wrongFields()).toEqual([]);

  await source.query('UPDATE journal.stage SET gone_at = 1 WHERE account_id = $1 AND status_id IN (10, 20)', [
    accountId,
  ]);
  expect(await wrongFields()).toEqual([['groups.0.exchangeStages.0.statusId', 1]]);
  const mended = { ...group, exchangeStages: [stage(30)], targetStage: stage(40, 2) };
  await hub.ask('limits.settings.save', { accountId, groups: [mended] });
  expect(await wrongFields()).toEqual([]);
});

it('names the exchange user who was removed or switched off; managers may go, and people may be unknown', async () => {
  const { source } = hub;
  const field = [['groups.0.exchangeUserIds.0', 0]];
  expect(await wrongFields()).toEqual([]);
  const people = (change: string) =>
    source.query(`UPDATE journal.person SET ${change} WHERE account_id = $1`, [accountId]);
  await source.query(
    `INSERT INTO journal.person (account_id, user_id, name, is_admin, is_active)
     SELECT $1, id, 'p', false, true FROM unnest('{1,5}'::int[]) AS id`,
    [accountId],
  );
  expect(await wrongFields()).toEqual([]);
  await people('is_active = false');
  expect(await wrongFields()).toEqual(field);
  await people('is_active = true');
  expect(await wrongFields()).toEqual([]);
  await people('gone_at = 1');
  expect(await wrongFields()).toEqual(field);
});
