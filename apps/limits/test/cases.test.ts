import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limits } from '@hub/limits';
import { createTestDatabase, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { AccountRepository } from '@hub/accounts';
import { Journal, journalEntities, JournalModule } from '@hub/journal';
import type { Type } from '@nestjs/common';
import { ClaimRepository } from '../src/claim/claim.repository.js';
import { JudgeUser } from '../src/eligibility/judge-user.js';
import { JournalFacts } from '../src/facts/journal-facts.js';
import { LimitsModule, limitsEntities } from '../src/limits.module.js';
import { ExchangeRepository } from '../src/settings/exchange.repository.js';
import { fillJournal, type Case, type Pipeline } from './fill-journal.js';

const file = new URL('../../../libs/limits/test-data/limit-cases.json', import.meta.url);
const { pipelines, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  pipelines: Pipeline[];
  cases: Case[];
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

/** The answer of the service for a user of an account whose journal and settings are those of a case. */
async function judge(one: Case) {
  const accountId = randomUUID();
  const { input } = one;
  await hub.source.query(
    `INSERT INTO accounts.account (id, subdomain, name, host, roles, mode, state, state_reason, state_since, time_zone, created_at)
       VALUES ($1, $2, $2, $3, '{branch}', 'observe', 'connected', 'test', now(), $4, now())`,
    [accountId, one.id, `${accountId}.amocrm.ru`, input.account.timeZone],
  );
  await fillJournal(hub.source, accountId, pipelines, one);
  const of = <T>(type: Type<T>) => hub.app.get(type, { strict: false });
  const claims = of(ClaimRepository);
  const facts = new JournalFacts(of(Journal), claims);
  const judgeUser = new JudgeUser(of(AccountRepository), of(ExchangeRepository), claims, facts);
  const judged = await hub.source.transaction((tx) =>
    judgeUser.judgeStored(tx, accountId, [input.user.id], Date.parse(input.now)),
  );
  return judged.get(input.user.id)!;
}

const reasonNames: Record<string, string> = {
  'exchange-user': 'exchange-user',
  'switched-off': 'not-enabled',
  'not-in-group': 'not-in-group',
};

describe('the cases, counted by the journal', () => {
  const judged = cases.filter(({ expected }) => !expected.refused);

  it.each(judged.map((one) => [one.id, one.title, one] as const))('%s: %s', async (_id, _title, one) => {
    const { expected } = one;
    if (expected.refused) return;
    const { blocks } = await judge(one);
    const found = blocks.map((block) => {
      if (!('judged' in block)) return block.reason;
      const { judged: it } = block;
      const { number } = limits.find(({ name }) => name === it.limit)!;
      if (!it.isKnown) return { limit: number, isKnown: false };
      const thisWeek = number === 10 ? { thisWeek: it.facts?.thisWeek } : {};
      return { limit: number, value: it.value, bound: it.bound, freesAt: it.freesAt, ...thisWeek };
    });
    const right = expected.blocks.map(({ limit, value, bound, freesAt, thisWeek }) => ({
      ...{ limit, value, bound, freesAt: freesAt === null ? null : Date.parse(freesAt) },
      ...(limit === 10 ? { thisWeek } : {}),
    }));
    expect(found).toEqual(expected.reason === null ? right : [reasonNames[expected.reason]]);
  });
});
