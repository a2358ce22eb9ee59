import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { Journal, journalEntities, JournalModule, listStock } from '@hub/journal';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import type { Type } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClaimRepository } from '../src/claim/claim.repository.js';
import { JudgeUser } from '../src/eligibility/judge-user.js';
import type { Facts } from '../src/facts/facts.js';
import { JournalFacts } from '../src/facts/journal-facts.js';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { ExchangeRepository } from '../src/settings/exchange.repository.js';
import { fillJournal, type Case } from './fill-journal.js';

const now = '2026-05-20T10:00:00Z';
const ago = (seconds: number) => new Date(Date.parse(now) - seconds * 1000).toISOString();
const [exchangeUser, manager, other] = [1, 5, 6];
const stock = { pipeline: 1, stage: 10 };
const lead = { at: ago(7 * 86_400), type: 'lead-created', lead: 100, owner: exchangeUser, ...stock };
const granted = (at: string, id: number, user = manager) => ({ at, user, lead: id, result: 'granted' });

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

const of = <T>(type: Type<T>) => hub.app.get(type, { strict: false });

/** An account whose manager has these limits, with the deals and claims that are given. */
async function account(
  input: Pick<Case['input'], 'limits'> & Partial<Pick<Case['input'], 'facts' | 'claims'>>,
  at = now,
) {
  const accountId = randomUUID();
  await hub.source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, 'x', 'x', $2, '{branch}', 'observe', 'connected', 'test', now(), 'Europe/Moscow', now())`,
    [accountId, `${accountId}.amocrm.ru`],
  );
  const stages = { exchangeStages: [stock], excludedStages: [], keyStages: [], saleStages: [] };
  await fillJournal(hub.source, accountId, [{ id: 1, archived: false }], {
    ...{ id: 'x', title: '', expected: { refused: [] } },
    input: {
      ...{ account: { timeZone: 'Europe/Moscow' }, facts: [], claims: [], now: at },
      settings: {
        ...{ ...stages, refusalStages: [], targetStage: { pipeline: 1, stage: 20 } },
        ...{ managers: [manager, other], exchangeUsers: [exchangeUser] },
      },
      ...{ user: { id: manager, enabled: true }, ...input },
    },
  });
  return accountId;
}

async function judge(
  accountId: string,
  facts: Facts = new JournalFacts(of(Journal), of(ClaimRepository)),
  at = now,
) {
  const exchanges = of(ExchangeRepository);
  const judgeUser = new JudgeUser(of(AccountRepository), exchanges, of(ClaimRepository), facts);
  const judged = await hub.source.transaction((tx) =>
    judgeUser.judgeStored(tx, accountId, [manager], Date.parse(at)),
  );
  return judged
    .get(manager)!
    .blocks.map((block) => ('judged' in block && block.judged.isKnown ? block.judged.value : block.reason));
}

it('blocks by a claim that is granted while a press is judged', async () => {
  const accountId = await account({ limits: { '3': 0 }, facts: [lead] });
  await hub.source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, blocks, correlation_id, pressed_at)
       VALUES ($1, $2, $3, 'reserved', 100, '[]', 'c', $4)`,
    [randomUUID(), accountId, manager, now],
  );
  class GrantedAfterReading extends JournalFacts {
    override async read(...asked: Parameters<JournalFacts['read']>) {
      const known = await super.read(...asked);
      const grant = `UPDATE limits.claim SET state = 'granted', resolved_at = $2 WHERE account_id = $1`;
      await hub.source.query(grant, [accountId, now]);
      return known;
    }
  }
  const facts = new GrantedAfterReading(of(Journal), of(ClaimRepository));
  expect(await judge(accountId, facts)).toEqual(['claim-in-progress']);
});

it('counts a lead that the journal has never seen', async () => {
  const claims = [granted(ago(5), 100)];
  expect(await judge(await account({ limits: { '2': 1, '3': 0 }, claims }))).toEqual([1, 1]);
});

it('counts a lead as received on the day of amoCRM’s change, whenever its answer came', async () => {
  const midnight = '2026-05-19T21:00:00Z';
  const later = (ms: number) => new Date(Date.parse(midnight) + ms).toISOString();
  const facts = [lead];
  const claims = [granted(later(400), 100)];
  const accountId = await account({ limits: { '3': 0 }, facts, claims }, later(60_000));
  expect(await judge(accountId, undefined, later(60_000))).toEqual([1]);
  await hub.source.query('UPDATE limits.claim SET changed_at = $2 WHERE account_id = $1', [
    ...[accountId, Date.parse(midnight) / 1000 - 1],
  ]);
  expect(await judge(accountId, undefined, later(60_000))).toEqual([]);
});

it('counts a lead as received by each of two managers who were given it', async () => {
  const claims = [granted(ago(60), 100), granted(ago(5), 100, other)];
  expect(await judge(await account({ limits: { '2': 1, '3': 0 }, claims }))).toEqual([1]);
});

it('counts a given lead that a lagging list showed as it was before, however lately that was changed', async () => {
  const claims = [granted(ago(20), 100)];
  const accountId = await account({ limits: { '2': 1 }, facts: [lead], claims });
  const second = Date.parse(ago(21)) / 1000;
  await hub.source.query(`UPDATE limits.claim SET changed_at = $2 WHERE account_id = $1`, [
    accountId,
    second,
  ]);
  const read = (updatedAt: number) =>
    hub.source.query(`UPDATE journal.lead SET read_at = $2, updated_at = $3 WHERE account_id = $1`, [
      ...[accountId, ago(1), updatedAt],
    ]);
  await read(second - 5);
  expect(await judge(accountId)).toEqual([1]);
  await read(second);
  expect(await judge(accountId)).toEqual([1]);
  await read(second + 1);
  expect(await judge(accountId)).toEqual([]);
});

it('takes a row for newer than a grant of which amoCRM did not say the second, half a minute around it', async () => {
  const accountId = await account({ limits: { '2': 1 }, facts: [lead], claims: [granted(ago(60), 100)] });
  const read = (at: string) =>
    hub.source.query(`UPDATE journal.lead SET read_at = $2, updated_at = $3 WHERE account_id = $1`, [
      ...[accountId, ago(1), Date.parse(at) / 1000],
    ]);
  await read(ago(90));
  expect(await judge(accountId)).toEqual([1]);
  await read(ago(89));
  expect(await judge(accountId)).toEqual([]);
});

it('counts a press that is still in progress in limits 1, 2 and 3', async () => {
  const accountId = await account({ limits: { '1': 30, '2': 1, '3': 0 }, facts: [lead] });
  await hub.source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at)
       VALUES ($1, $2, $3, 'reserved', 100, $4, '[]', 'c', $5)`,
    [randomUUID(), accountId, manager, { targetStage: { pipelineId: 1, statusId: 20 } }, ago(3)],
  );
  expect(await judge(accountId)).toEqual(['claim-in-progress', 0, 1, 1]);
});

it('lists the stock from its oldest end, or from its newest where that is asked for', async () => {
  const facts = [lead, { ...lead, lead: 101, at: ago(3600) }];
  const accountId = await account({ limits: {}, facts });
  const stages = [{ pipelineId: stock.pipeline, statusId: stock.stage }];
  const about = { accountId, stages, ownerIds: [exchangeUser], grants: [], except: [] };
  const list = (newestFirst: boolean) => of(Journal).ask((tx) => listStock(tx, { ...about, newestFirst }, 5));
  expect([await list(false), await list(true)]).toEqual([
    [100, 101],
    [101, 100],
  ]);
});
