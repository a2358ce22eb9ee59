import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TransferPage } from '@hub/contracts';
import { followPlan, makePlan, makeRelease, startPlan, until } from '../../../demo/jobs.js';
import type { Api, NewAccountReply } from '../../sandbox/test/call-sandbox.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

/** The head office and the reference are two accounts: what crosses is matched by code, because ids differ. */
let world: WholeHub;
let ids: Record<'reference' | 'hq' | 'branch', string>;
let accounts: Record<'reference' | 'hq' | 'branch', Account>;

type Account = NewAccountReply & { api: Api };
interface Field {
  id: number;
  name: string;
  code: string | null;
}
interface Pipeline {
  id: number;
  _embedded: { statuses: { id: number; type: number }[] };
}

const region = {
  name: 'Регион',
  type: 'select',
  code: 'REGION',
  enums: ['Казань', 'Тверь'].map((value, at) => ({ value, sort: at + 1 })),
};
const sameRegion = { ...region, name: 'Город клиента', enums: [...region.enums].reverse() };
const comment = { name: 'Комментарий', type: 'textarea' };

async function addFields({ api }: Account, fields: object[]): Promise<Field[]> {
  const { body } = await api('POST', '/api/v4/leads/custom_fields', fields);
  return body._embedded.custom_fields;
}

async function placeIn({ api }: Account): Promise<{ pipelineId: number; open: number; other: number }> {
  const { body } = await api('GET', '/api/v4/leads/pipelines');
  const [pipeline] = body._embedded.pipelines as Pipeline[];
  const [open, other] = pipeline!._embedded.statuses.filter(({ id, type }) => type === 0 && id > 143);
  return { pipelineId: pipeline!.id, open: open!.id, other: other!.id };
}

async function connect(account: Account, role: string): Promise<string> {
  const { subdomain, clientId, clientSecret, redirectUri, longLivedToken } = account;
  const { accountId } = await world.api.post<{ accountId: string }>('accounts', {
    ...{ subdomain, name: subdomain, roles: [role], mode: 'apply', timeZone: 'Europe/Moscow' },
    integration: { id: clientId, secret: clientSecret, redirectUri },
  });
  await world.api.post(`accounts/${accountId}/connect`, { longLivedToken });
  return accountId;
}

interface Preflight {
  checks: { check: string; verdict: string; text: string }[];
  dryPlan: { madeAt: string | null };
}

/** Of a dry plan that is made now, however lately another one was. */
async function crossingOf(accountId: string) {
  const show = () => world.api.get<Preflight>(`accounts/${accountId}/preflight`);
  const { madeAt } = (await show()).dryPlan;
  await world.source.query(`UPDATE sync.dry_plan SET asked_at = asked_at - interval '10 minutes'`);
  await world.api.post(`accounts/${accountId}/preflight`);
  const { checks } = await until(show, ({ dryPlan }) => dryPlan.madeAt !== madeAt);
  return checks.find(({ check }) => check === 'crossing');
}

beforeAll(async () => {
  world = await startWholeHub();
  accounts = {
    reference: await world.sandbox.account({ subdomain: 'etalon' }),
    hq: await world.sandbox.account({ subdomain: 'office' }),
    branch: await world.sandbox.account({ subdomain: 'kazan' }),
  };
  await addFields(accounts.reference, [region, comment]);
  ids = {
    reference: await connect(accounts.reference, 'reference'),
    hq: await connect(accounts.hq, 'hq'),
    branch: await connect(accounts.branch, 'branch'),
  };
  const release = await makeRelease(world.api, ids.reference);
  const plan = await makePlan(world.api, release.id, ids.branch);
  await startPlan(world.api, plan);
  await followPlan(world.api, plan.id);
});
afterAll(() => world.close());

describe('a head office beside the reference', () => {
  it('fails its preflight with the fields named, and passes when they are there', async () => {
    expect(await crossingOf(ids.branch)).toBeUndefined();
    const before = await crossingOf(ids.hq);
    expect(before).toMatchObject({ verdict: 'failure' });
    expect(before?.text).toContain('HUB_TRANSFER_ID');

    const [own] = await addFields(accounts.hq, [{ name: 'Город клиента', type: 'text' }]);
    const { pipelineId, other } = await placeIn(accounts.hq);
    const rules = {
      hqAccountId: ids.hq,
      intakePipelineId: pipelineId,
      handedOverStatusId: other,
      regionFieldId: own!.id,
      allowedFieldIds: [own!.id],
    };
    await world.api.put('routing-rules', rules);
    const named = await crossingOf(ids.hq);
    expect(named).toMatchObject({ verdict: 'failure' });
    expect(named?.text).toContain('«Город клиента»');
    expect(named?.text).not.toContain('Номер');

    const [field, said] = await addFields(accounts.hq, [sameRegion, comment]);
    const right = { ...rules, regionFieldId: field!.id, allowedFieldIds: [field!.id, said!.id] };
    await world.api.put('routing-rules', right);
    expect(await crossingOf(ids.hq)).toMatchObject({ verdict: 'ok' });
  });

  it('hands a lead over, with the values of its own fields', async () => {
    const place = await placeIn(accounts.branch);
    await world.api.post('branches', {
      ...{ name: 'Казань', regions: [{ name: 'Казань', aliases: [] }], accountId: ids.branch },
      ...{ pipelineId: place.pipelineId, statusId: place.open },
    });
    const { regionFieldId, allowedFieldIds } = await world.api.get<{
      regionFieldId: number;
      allowedFieldIds: number[];
    }>('routing-rules');
    const intake = await placeIn(accounts.hq);
    const { body: made } = await accounts.hq.api('POST', '/api/v4/leads', [
      {
        ...{ name: 'Заявка', pipeline_id: intake.pipelineId, status_id: intake.open },
        custom_fields_values: [
          { field_id: regionFieldId, values: [{ value: 'Казань' }] },
          { field_id: allowedFieldIds[1], values: [{ value: 'Перезвоните' }] },
        ],
      },
    ]);
    const leadId = made._embedded.leads[0].id as number;
    const { items } = await until(
      () => world.api.get<TransferPage>(`transfers?leadId=${leadId}`),
      (page) => page.items[0]?.state === 'done',
    );
    const { body: lead } = await accounts.branch.api('GET', `/api/v4/leads/${items[0]!.branchLeadId!}`);
    const values = (lead.custom_fields_values as { field_name: string; values: { value: unknown }[] }[]).map(
      ({ field_name, values: [first] }) => [field_name, first?.value],
    );
    expect(values).toEqual(
      expect.arrayContaining([
        ['Регион', 'Казань'],
        ['Комментарий', 'Перезвоните'],
      ]),
    );
    const { body: left } = await accounts.hq.api('GET', `/api/v4/leads/${leadId}`);
    expect(left.status_id).toBe(intake.other);
  });
});
