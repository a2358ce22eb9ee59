import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomField, createLead, findLead, type AmoLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { FieldMapResponder, type Franchise } from './franchise.js';
import {
  decisionsOf,
  publishLeadChange,
  hurry,
  leadsOf,
  noteTexts,
  receiveLead,
  saveRules,
  setRegion,
  startRouterHub,
  stayAway,
  transferOf,
  untilDone,
  untilProblem,
  type RouterHub,
} from './router-hub.js';

/** People merge leads at HQ; amoCRM does not say into which one. */
let hub: RouterHub;

beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

/** Saving the rules at HQ has made the field that carries transfer ids. */
async function handOver(franchise: Franchise) {
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  return untilDone(hub, leadId);
}

async function merge({ remotes }: Franchise, mergedId: number, leadId: number): Promise<void> {
  const { subdomain, users } = remotes.hq;
  const body = { action: 'lead.merge', subdomain, userId: users[0]!.id, leadId, mergedId };
  expect((await hub.sandbox.control('POST', 'actions', body)).status).toBe(200);
}

/** The hub is not certain at once that the other lead is gone; it comes back by itself where the machine is slow. */
async function untilBelieved(franchise: Franchise, goneId: number, leadId: number): Promise<void> {
  await eventually(async () => {
    const counted = await hub.app.source.query<object[]>(
      'SELECT 1 FROM router.absent_card WHERE account_id = $1 AND entity_id = $2',
      [franchise.hqAccountId, goneId],
    );
    expect(counted).toHaveLength(1);
  });
  await stayAway(hub);
  const key = `${franchise.hqAccountId}:lead:${leadId}`;
  await eventually(async () => {
    const left = await hub.app.source.query<object[]>(
      `SELECT 1 FROM router.inbox WHERE key = $1 AND state NOT IN ('done', 'dead')`,
      [key],
    );
    if (left.length === 0) return;
    const [rows] = await hub.app.source.query<[unknown[], number]>(
      'UPDATE router.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0 AND run_at > now() RETURNING 1',
      [key],
    );
    expect(rows).toHaveLength(1);
  });
}

const carriedBy = ({ custom_fields_values: fields }: AmoLead) =>
  fields.find(({ field_code }) => field_code === TRANSFER_FIELD_CODE)?.values[0]?.value;

/** The one transfer ends on the lead that is left, and nothing is made in the branch again. */
async function expectHandedOver(franchise: Franchise, leadId: number, transferId: string): Promise<void> {
  const { hq, branch, intake } = franchise;
  expect(await untilDone(hub, leadId)).toMatchObject({ id: transferId });
  const lead = (await findLead(hq, leadId))!;
  expect([lead.status_id, carriedBy(lead)]).toEqual([intake.handedOverId, transferId]);
  expect((await noteTexts(hq, leadId)).filter((text) => text.includes(transferId))).toHaveLength(1);
  expect(await leadsOf(branch)).toHaveLength(1);
  expect((await decisionsOf(hub, leadId))[0]).toMatchObject({
    kind: 'ignore',
    reasons: [{ check: 'transfer', found: 'merged', value: transferId }],
  });
}

describe('a handed-over lead that is merged into a waiting one', () => {
  it('is not handed over again when its values are kept', async () => {
    const franchise = await hub.found('kept');
    const enums = [{ value: 'Казань kept', sort: 1 }];
    const office = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'select', enums });
    await saveRules(hub, franchise, { branchFieldId: office.id });
    const { id, hqLeadId } = await handOver(franchise);
    const waiting = await receiveLead(franchise, null);
    await publishLeadChange(hub, franchise, waiting);
    await eventually(async () => expect(await decisionsOf(hub, waiting)).toMatchObject([{ kind: 'wait' }]));
    await merge(franchise, hqLeadId, waiting);
    await publishLeadChange(hub, franchise, waiting, 'update');
    await untilBelieved(franchise, hqLeadId, waiting);
    await expectHandedOver(franchise, waiting, id);
    const fields = (await findLead(franchise.hq, waiting))!.custom_fields_values;
    expect(fields.find(({ field_id }) => field_id === office.id)?.values[0]?.value).toBe('Казань kept');
  });

  it('is not handed over again when its values are dropped: its notes go along', async () => {
    const franchise = await hub.found('dropped');
    const { subdomain } = franchise.remotes.hq;
    await hub.sandbox.control('PATCH', `accounts/${subdomain}`, { features: { merge_values: 'drop' } });
    const { id, hqLeadId } = await handOver(franchise);
    const waiting = await receiveLead(franchise, null);
    await merge(franchise, hqLeadId, waiting);
    await setRegion(franchise, waiting, franchise.region);
    await publishLeadChange(hub, franchise, waiting, 'update');
    await untilBelieved(franchise, hqLeadId, waiting);
    await expectHandedOver(franchise, waiting, id);
  });

  it('ends the transfer of that one, which waits for its branch', async () => {
    const franchise = await hub.found('moving');
    const { id, hqLeadId } = await handOver(franchise);
    FieldMapResponder.away.add(franchise.branchAccountId);
    const waiting = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, waiting);
    await untilProblem(hub, waiting, 'failures.field-map-away');
    await merge(franchise, hqLeadId, waiting);
    FieldMapResponder.away.clear();
    await hurry(hub, franchise, waiting);
    await untilProblem(hub, waiting, 'failures.card-unread');
    await untilBelieved(franchise, hqLeadId, waiting);
    await eventually(async () => {
      const { items } = await hub.app.ask('router.transfers.list', { leadId: waiting });
      expect(items.map(({ id: one, state }) => [one === id, state])).toEqual(
        expect.arrayContaining([
          [true, 'done'],
          [false, 'cancelled'],
        ]),
      );
    });
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });
});

describe('a lead that a person copies from a handed-over one', () => {
  it('is a lead of its own', async () => {
    const franchise = await hub.found('copied');
    const { id, hqLeadId } = await handOver(franchise);
    const original = (await findLead(franchise.hq, hqLeadId))!;
    const copy = await createLead(franchise.hq, {
      name: original.name,
      pipeline_id: franchise.intake.pipelineId,
      status_id: franchise.intake.newId,
      custom_fields_values: original.custom_fields_values.map(({ field_id, values }) => ({
        field_id,
        values: values.map(({ value }) => ({ value: value as string })),
      })),
    });
    await publishLeadChange(hub, franchise, copy);
    const own = await untilDone(hub, copy);
    expect(own.id).not.toBe(id);
    expect(carriedBy((await findLead(franchise.hq, copy))!)).toBe(own.id);
    expect(await leadsOf(franchise.branch)).toHaveLength(2);
    expect(await transferOf(hub, hqLeadId)).toMatchObject({ id, state: 'done' });
  });
});
