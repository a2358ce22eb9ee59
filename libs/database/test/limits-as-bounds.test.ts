import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { DataSource } from 'typeorm';
import { HoldLimitsAsBounds1764000610000 } from '../src/migrations/1764000610000-hold-limits-as-bounds.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('keeps the bounds, settings and answers that were stored, and gives them back', async () => {
  const [id, claim] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  const migration = new HoldLimitsAsBounds1764000610000();
  const db = source.createQueryRunner();
  await migration.down(db);
  const stage = (statusId: number) => ({ pipelineId: 1, statusId });
  const settings = {
    ...{
      exchangeStages: [stage(10)],
      exchangeUserIds: [9],
      targetStage: stage(11),
      excludedStages: [stage(12)],
    },
  };
  await db.query(
    `INSERT INTO limits.exchange (account_id, settings, saved_at, archived_pipeline_ids) VALUES ($1, $2, now(), '[]')`,
    [id, settings],
  );
  await db.query(
    `INSERT INTO limits.user_limits VALUES ($1, 5, true, 50), ($1, 6, false, NULL), ($1, 9, true, 1)`,
    [id],
  );
  const blocks = [{ limit: 'claim-in-progress' }, { limit: 'active-deals', value: 52, bound: 50 }];
  await db.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, target_stage, blocks, correlation_id, pressed_at)
       VALUES ($1, $2, 5, 'refused', $3, $4, 'c', now())`,
    [claim, id, stage(11), JSON.stringify(blocks)],
  );
  const before = await everything();
  await migration.up(db);

  const [exchange] = (await db.query('SELECT settings FROM limits.exchange')) as { settings: unknown }[];
  expect(exchange?.settings).toEqual({
    whenUnknown: 'block',
    groups: [
      {
        ...settings,
        ...{ name: 'Менеджеры', managerIds: [5, 6], keyStages: [], saleStages: [], refusalStages: [] },
        ...{ changeOwnerOfLinked: false, limits: {}, graceDays: 0 },
      },
    ],
  });
  expect(await db.query('SELECT user_id, limits FROM limits.user_limits ORDER BY user_id')).toEqual([
    { user_id: '5', limits: { activeDeals: 50 } },
    { user_id: '6', limits: { activeDeals: null } },
    { user_id: '9', limits: { activeDeals: 1 } },
  ]);
  expect(await db.query('SELECT terms, blocks FROM limits.claim')).toEqual([
    {
      terms: {
        ...{ group: 'Менеджеры', targetStage: stage(11), exchangeStages: [stage(10)], exchangeUserIds: [9] },
        changeOwnerOfLinked: false,
      },
      blocks: [
        { reason: 'claim-in-progress' },
        {
          reason: 'limit',
          judged: {
            ...{
              limit: 'activeDeals',
              bound: 50,
              isKnown: true,
              isEstimated: false,
              blocks: true,
              value: 52,
              freesAt: null,
            },
            facts: { rest: 3 },
          },
        },
      ],
    },
  ]);
  await migration.down(db);
  expect(await everything()).toEqual(before);
  await db.release();

  async function everything(): Promise<unknown[]> {
    return [
      await db.query('SELECT settings FROM limits.exchange'),
      await db.query('SELECT user_id, enabled, active_deals FROM limits.user_limits ORDER BY user_id'),
      await db.query('SELECT target_stage, blocks FROM limits.claim'),
    ];
  }
});
