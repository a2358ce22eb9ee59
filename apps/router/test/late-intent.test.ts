import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { Transfer } from '../src/transfer/transfer.entity.js';
import { within } from '../src/transfer/transfer-change.js';
import { TransferRepository } from '../src/transfer/transfer.repository.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: [Transfer] });
  await source.query(`INSERT INTO router.routing_rules VALUES (1, '{}', now())`);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('a step of a late contact records nothing on a transfer that is handed over anew after a merge', async () => {
  const [id, accountId, startedAt] = [randomUUID(), randomUUID(), new Date('2026-01-05T09:00:00Z')];
  const target = { accountId, pipelineId: 1, statusId: 2, ownerId: null };
  await source.query(
    `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
       late_contact, branch_lead_id, left_out, correlation_id, started_at, changed_at)
     VALUES ($1, $1, $2, 1, $3, 'Казань', $4, 1, 'done', 'contact-late', 9, '[]', 'c', $5, $5)`,
    [id, randomUUID(), accountId, target, startedAt],
  );
  const transfers = new TransferRepository(source);
  const tx = source.manager;
  const keep = (intent: Parameters<TransferRepository['keepIntent']>[2]) =>
    source.transaction((own) => transfers.keepIntent(within(own), late, intent));
  const late = { ...(await transfers.get(id)), state: 'contact-late' as const };
  const now = new Date();
  const intent = { firstAt: now, lastAt: now, makesLead: false };
  await keep(intent);
  expect((await transfers.get(id)).stepStartedAt).toEqual(now);

  await transfers.moveTo(tx, await transfers.get(id), 2, now);
  // Only with this does the next step look for the note that it has written before.
  const isBegun = async () => expect((await transfers.get(id)).stepStartedAt).toEqual(startedAt);
  await isBegun();
  await expect(keep(intent)).rejects.toThrow(RetryLater);
  await expect(keep(null)).rejects.toThrow(RetryLater);
  const advanced = source.transaction((own) =>
    transfers.advanceLate(within(own), late, { state: 'done' }, { now }),
  );
  await expect(advanced).rejects.toThrow(RetryLater);
  await transfers.recordProblem(tx, late, message('failures.transfer-changed'));
  await isBegun();
  expect((await transfers.get(id)).problem).toBeNull();
});
