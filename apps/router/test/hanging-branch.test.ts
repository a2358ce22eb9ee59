import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomField, createPipeline, listPipelines } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { journalEntities, JournalModule } from '@hub/journal';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type Api, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { RouterModule, routerEntities } from '../src/router.module.js';
import { FieldMapResponder } from './franchise.js';

/*
 * Branches that take calls and never answer, beside branches that work. Times are compared within one run: the leads of
 * the working branches alone, and together with those of the hanging ones.
 */

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: CrmApp;
let hq: { accountId: string; api: Api; pipelineId: number; newId: number; regionId: number };
/** Subdomains by region. */
const branches = new Map<string, string>();
const good = ['Казань', 'Пермь', 'Самара', 'Тула'];
const bad = ['Абакан', 'Брянск', 'Волжск', 'Грозный'];

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: sandbox.url,
    entities: [...journalEntities, ...routerEntities],
    modules: [JournalModule.forRoot(), RouterModule.inLanguage('ru')],
    controllers: [FieldMapResponder],
  });
  const remote = await sandbox.account({ subdomain: 'hq-gate' });
  const accountId = await hub.connect(remote, ['reference', 'hq']);
  const client = hub.client(accountId);
  const pipeline = await createPipeline(client, {
    name: 'Входящие обращения',
    sort: 10,
    is_main: false,
    is_unsorted_on: false,
    _embedded: {
      statuses: [
        { name: 'Новое', sort: 10 },
        { name: 'Передано в филиал', sort: 20 },
      ],
    },
  });
  const stage = (name: string) => pipeline._embedded.statuses.find((one) => one.name === name)!.id;
  const region = await createCustomField(client, 'leads', { name: 'Регион', type: 'text' });
  for (const [at, name] of [...good, ...bad].entries()) await openBranch(name, `gate-${at}`);
  await hub.ask('router.rules.save', {
    hqAccountId: accountId,
    intakePipelineId: pipeline.id,
    handedOverStatusId: stage('Передано в филиал'),
    regionFieldId: region.id,
    branchFieldId: null,
    allowedFieldIds: [],
  });
  hq = { accountId, api: remote.api, pipelineId: pipeline.id, newId: stage('Новое'), regionId: region.id };
});
afterAll(async () => {
  await sandbox.control('DELETE', 'faults');
  await hub.close();
  await database.drop();
  await sandbox.close();
});

async function openBranch(name: string, subdomain: string): Promise<void> {
  const accountId = await hub.connect(await sandbox.account({ subdomain }), ['branch']);
  const client = hub.client(accountId);
  const [pipeline] = await listPipelines(client);
  const stage = pipeline!._embedded.statuses.find(({ type, id }) => type === 0 && id > 143);
  const field = { name: 'ID передачи', type: 'text', code: TRANSFER_FIELD_CODE };
  const { id: transferFieldId } = await createCustomField(client, 'leads', field);
  FieldMapResponder.maps.set(accountId, { fields: [], transferFieldId });
  const regions = [{ name, aliases: [] }];
  const place = { pipelineId: pipeline!.id, statusId: stage!.id };
  await hub.addBranch({ name: `Филиал ${name}`, accountId, regions, ...place });
  branches.set(name, subdomain);
}

/** As many jobs of a consumer work on one account at once (`AccountGate`). */
const places = 64;

let phone = 9_120_000_000;

/** Puts leads of these regions, one after the other, into the HQ account, and tells the router of all at once. */
async function sendIn(count: number, regions: readonly string[]): Promise<number[]> {
  const contacts = await hq.api(
    'POST',
    '/api/v4/contacts',
    Array.from({ length: count }, () => ({
      name: 'Анна',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: `+7${phone++}`, enum_code: 'MOB' }] }],
    })),
  );
  const leads = await hq.api(
    'POST',
    '/api/v4/leads',
    Array.from({ length: count }, (_, at) => ({
      name: 'Заявка с сайта',
      pipeline_id: hq.pipelineId,
      status_id: hq.newId,
      custom_fields_values: [{ field_id: hq.regionId, values: [{ value: regions[at % regions.length] }] }],
      _embedded: { contacts: [{ id: contacts.body._embedded.contacts[at].id, is_main: true }] },
    })),
  );
  return leads.body._embedded.leads.map(({ id }: { id: number }) => id);
}

async function publishAll(leadIds: readonly number[]): Promise<void> {
  const about = { accountId: hq.accountId, entity: 'lead', action: 'add', source: 'webhook' } as const;
  for (const entityId of leadIds) await hub.publishChange({ ...about, entityId });
}

async function untilDone(leadIds: readonly number[], deadlineMs: number): Promise<void> {
  await eventually(async () => {
    const rows = await hub.source.query<unknown[]>(
      `SELECT 1 FROM router.transfer WHERE hq_lead_id = ANY ($1) AND state = 'done'`,
      [leadIds],
    );
    expect(rows).toHaveLength(leadIds.length);
  }, deadlineMs);
}

async function hang(regions: readonly string[]): Promise<void> {
  for (const region of regions) {
    const fault = { kind: 'hold', subdomain: branches.get(region), when: 'before', count: null };
    expect((await sandbox.control('POST', 'faults', fault)).status).toBe(201);
  }
}

const recover = () => sandbox.control('DELETE', 'faults');

describe('branches that do not answer', () => {
  /** What the working branches' leads take alone. */
  let usualMs: number;

  beforeAll(async () => {
    const leads = await sendIn(20, good);
    const since = performance.now();
    await publishAll(leads);
    await untilDone(leads, 120_000);
    usualMs = performance.now() - since;
  });

  it.each([1, 3])(
    '%s of them with 50 leads delay nobody else',
    async (count) => {
      const hanging = bad.slice(0, count);
      await hang(hanging);
      const waiting = await sendIn(50, hanging);
      const others = await sendIn(20, good);
      const since = performance.now();
      await publishAll(waiting.flatMap((lead, at) => [lead, ...(others[at] ? [others[at]] : [])]));
      await untilDone(others, 300_000);
      // Their 50 readings of HQ leads draw on the budget of all, and calls of few leads gather less; without a gate it
      // is tenfold.
      expect(performance.now() - since).toBeLessThan(4 * usualMs);
      await hub.source.query(`DELETE FROM router.inbox_lane WHERE fence = 0`);
      await recover();
    },
    360_000,
  );

  it('get their leads once when they answer again', async () => {
    const region = bad.at(-1)!;
    await hang([region]);
    const leads = await sendIn(places + 4, [region]);
    await publishAll(leads);
    await eventually(async () => {
      const rows = await hub.source.query<unknown[]>(
        `SELECT 1 FROM router.transfer WHERE hq_lead_id = ANY ($1) AND problem->>'key' = 'failures.gate-full'`,
        [leads],
      );
      expect(rows).toHaveLength(4);
    });
    await recover();
    await untilDone(leads, 120_000);
    const made = await hub.source.query<{ id: string }[]>(
      `SELECT DISTINCT branch_lead_id AS id FROM router.transfer WHERE hq_lead_id = ANY ($1)`,
      [leads],
    );
    expect(made).toHaveLength(leads.length);
  });
});
