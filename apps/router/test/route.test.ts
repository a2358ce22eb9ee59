import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createContact, createLead, findContact, findLead, patchLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE, type TransferState } from '@hub/contracts';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import { FieldMapResponder, type Franchise } from './franchise.js';
import {
  countContacts,
  countHandled,
  deadLettersOf,
  decisionsOf,
  publishLeadChange,
  hurry,
  leadsOf,
  noteTexts,
  startRouterHub,
  stayAway,
  transferOf,
  untilDone,
  untilProblem,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

/** An inbound lead with its contact, as a form leaves it in the HQ account. */
async function receiveLead(franchise: Franchise, region: string | null, phone = '+7 912 345-67-89') {
  const { hq, fields, intake } = franchise;
  const contactId = await createContact(hq, {
    name: 'Анна',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'MOB' }] }],
  });
  return createLead(hq, {
    name: 'Заявка с сайта',
    price: 5000,
    pipeline_id: intake.pipelineId,
    status_id: intake.newId,
    custom_fields_values: [
      ...(region === null ? [] : [{ field_id: fields.region.id, values: [{ value: region }] }]),
      { field_id: fields.comment.id, values: [{ value: 'Перезвоните' }] },
      { field_id: fields.secret.id, values: [{ value: 'Маржа 40 %' }] },
    ],
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
}

describe('routing a lead', () => {
  it('makes it in the branch of its region, with contact, fields, tag and notes, and moves the HQ lead', async () => {
    const franchise = await hub.found('whole');
    const { hq, branch, exchange, branchFields, intake, remotes } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    const transfer = await untilDone(hub, leadId);

    const made = (await findLead(branch, transfer.branchLeadId!))!;
    expect(made).toMatchObject({
      name: 'Заявка с сайта',
      price: 5000,
      pipeline_id: exchange.pipelineId,
      status_id: exchange.statusId,
      responsible_user_id: exchange.userId,
    });
    expect(made._embedded.tags.map(({ name }) => name)).toEqual(['изЦентра']);
    const values = new Map(made.custom_fields_values.map((field) => [field.field_id, field.values[0]]));
    expect(values.get(branchFields.region.id)).toMatchObject({ value: franchise.region });
    expect(values.get(branchFields.comment.id)).toMatchObject({ value: 'Перезвоните' });
    expect(values.get(branchFields.transfer.id)).toMatchObject({ value: transfer.id });

    const contact = (await findContact(branch, made._embedded.contacts[0]!.id))!;
    expect(contact.name).toBe('Анна');
    expect(contact.custom_fields_values).toMatchObject([
      { field_code: 'PHONE', values: [{ value: '+7 912 345-67-89', enum_code: 'MOB' }] },
    ]);

    const [sourceNote] = await noteTexts(branch, made.id);
    expect(sourceNote).toContain(`https://${remotes.hq.subdomain}.amocrm.ru/leads/detail/${leadId}`);
    const [handedOver] = await noteTexts(hq, leadId);
    expect(handedOver).toContain('филиал «Казань whole»');
    expect(handedOver).toContain(`https://${remotes.branch.subdomain}.amocrm.ru/leads/detail/${made.id}`);
    expect(await findLead(hq, leadId)).toMatchObject({
      pipeline_id: intake.pipelineId,
      status_id: intake.handedOverId,
    });
    expect(await decisionsOf(hub, leadId)).toMatchObject([{ kind: 'transfer', branchId: transfer.branchId }]);
  });

  it('makes no second lead when it hears of it again and again', async () => {
    const franchise = await hub.found('twice');
    const leadId = await receiveLead(franchise, franchise.region);
    await Promise.all([1, 2, 3].map(() => publishLeadChange(hub, franchise, leadId)));
    await untilDone(hub, leadId);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await countHandled(hub, franchise, leadId)).toBe(4));
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
    expect(await noteTexts(franchise.hq, leadId)).toHaveLength(1);
  });

  it('waits for a region and goes on when one is set; an unknown region is left to a person', async () => {
    const franchise = await hub.found('wait');
    const leadId = await receiveLead(franchise, null);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await decisionsOf(hub, leadId)).toMatchObject([{ kind: 'wait' }]));
    const setRegion = (value: string) =>
      patchLead(franchise.hq, leadId, {
        custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value }] }],
      });
    await setRegion('Марс');
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () =>
      expect((await decisionsOf(hub, leadId))[0]).toMatchObject({ kind: 'manual' }),
    );
    expect(await leadsOf(franchise.branch)).toHaveLength(0);
    await setRegion(franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
  });

  it('takes the contact that the branch has already', async () => {
    const franchise = await hub.found('known');
    const known = await createContact(franchise.branch, {
      name: 'Анна Петровна',
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '8(912)3456789', enum_code: 'WORK' }] },
      ],
    });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    expect(await untilDone(hub, leadId)).toMatchObject({ branchContactId: known });
    expect(await countContacts(franchise.branch)).toBe(1);
  });
});

/** Sets a finished transfer back, as if its last steps were still to come. */
async function setBack(leadId: number, state: TransferState): Promise<void> {
  const { id } = await untilDone(hub, leadId);
  await hub.app.source.query('UPDATE router.transfer SET state = $2 WHERE id = $1', [id, state]);
}

describe('two leads of one client at once', () => {
  it('get one contact in the branch', async () => {
    const franchise = await hub.found('same-client');
    const { subdomain } = franchise.remotes.branch;
    const slow = { kind: 'slow', ms: 1_500, subdomain, method: 'POST', path: '/api/v4/contacts' };
    expect((await hub.sandbox.control('POST', 'faults', slow)).status).toBe(201);
    const sent: number[] = [];
    for (const phone of ['+7 912 345-67-89', '8 (912) 345-67-89', '912 3456789']) {
      sent.push(await receiveLead(franchise, franchise.region, phone));
    }
    await Promise.all(sent.map((leadId) => publishLeadChange(hub, franchise, leadId)));
    for (const leadId of sent) await untilDone(hub, leadId);
    expect(await countContacts(franchise.branch)).toBe(1);
  });
});

describe('a transfer that has begun', () => {
  it('is finished although the rules name another HQ account by now', async () => {
    const franchise = await hub.found('begun');
    const { hq, intake } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await setBack(leadId, 'hq-noted');
    await patchLead(hq, leadId, { pipeline_id: intake.pipelineId, status_id: intake.newId });
    await hub.found('successor');
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
    expect((await findLead(hq, leadId))!.status_id).toBe(intake.handedOverId);
  });

  it('gives the HQ lead its id also where a person has moved that to the handed-over stage by now', async () => {
    const franchise = await hub.found('dragged');
    const { hq, intake } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await setBack(leadId, 'hq-noted');
    const field = { field_code: TRANSFER_FIELD_CODE, values: [{ value: null }] };
    await patchLead(hq, leadId, { status_id: intake.handedOverId, custom_fields_values: [field] });
    await publishLeadChange(hub, franchise, leadId);
    const { id } = await untilDone(hub, leadId);
    expect((await findLead(hq, leadId))!.custom_fields_values).toContainEqual(
      expect.objectContaining({
        field_code: TRANSFER_FIELD_CODE,
        values: [expect.objectContaining({ value: id })],
      }),
    );
  });

  it('is finished although the HQ lead is deleted by now', async () => {
    const franchise = await hub.found('deleted');
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await setBack(leadId, 'branch-tasked');
    const { subdomain, users } = franchise.remotes.hq;
    const removal = { action: 'lead.delete', subdomain, userId: users[0]!.id, leadId };
    expect((await hub.sandbox.control('POST', 'actions', removal)).status).toBe(200);
    await publishLeadChange(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.card-unread');
    await stayAway(hub);
    await hurry(hub, franchise, leadId);
    await untilDone(hub, leadId);
  });

  it('ends as gone when the branch account is removed', async () => {
    const franchise = await hub.found('removed');
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await setBack(leadId, 'hq-noted');
    const { branchAccountId } = franchise;
    await hub.app.source.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [
      branchAccountId,
    ]);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () =>
      expect(await transferOf(hub, leadId)).toMatchObject({
        ...{ state: 'done', endedAs: 'gone', problem: null },
      }),
    );
    expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);
  });

  it('waits while sync is away, and says so', async () => {
    const franchise = await hub.found('sync-away');
    FieldMapResponder.away.add(franchise.branchAccountId);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.field-map-away');
    FieldMapResponder.away.clear();
    await hurry(hub, franchise, leadId);
    await untilDone(hub, leadId);
  });

  it('waits for a contact that cannot be read, then goes without and names it', async () => {
    const franchise = await hub.found('unreadable');
    const { subdomain } = franchise.remotes.hq;
    const leadId = await receiveLead(franchise, franchise.region);
    const fault = { kind: 'status', status: 204, count: null, method: 'GET', path: '/api/v4/contacts/*' };
    expect((await hub.sandbox.control('POST', 'faults', { ...fault, subdomain })).status).toBe(201);
    await publishLeadChange(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.card-unread');
    await stayAway(hub);
    await hurry(hub, franchise, leadId);
    expect((await untilDone(hub, leadId)).leftOut).toEqual([message('leftOut.contact')]);
  });
});

describe('a write whose outcome stays unknown', () => {
  it.each(['comes late', 'never comes'])('is made once, if the first one %s', async (fate) => {
    const franchise = await hub.found(fate.replace(' ', '-'));
    const { branch, branchFields, remotes } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    const { subdomain } = remotes.branch;
    await hub.sandbox.control('POST', 'faults', {
      kind: 'reset',
      subdomain,
      method: 'POST',
      path: '/api/v4/leads',
    });
    await publishLeadChange(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.outcome-unknown');
    await hurry(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.earlier-write');
    expect(await leadsOf(branch)).toEqual([]);
    const { id } = (await transferOf(hub, leadId))!;
    if (fate === 'comes late') {
      const mark = { field_id: branchFields.transfer.id, values: [{ value: id }] };
      await createLead(branch, { name: 'Заявка с сайта', custom_fields_values: [mark] });
    }
    await hub.app.source.query(
      `UPDATE router.transfer SET step_started_at = step_started_at - interval '1 minute',
         step_written_at = step_written_at - interval '1 minute' WHERE id = $1`,
      [id],
    );
    await hurry(hub, franchise, leadId);
    await untilDone(hub, leadId);
    expect(await leadsOf(branch)).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  it.each([
    ['contact', 'branch', 'POST', '/api/v4/contacts'],
    ['branch lead', 'branch', 'POST', '/api/v4/leads'],
    ['source note', 'branch', 'POST', '/api/v4/leads/*/notes'],
    ['handed-over note', 'hq', 'POST', '/api/v4/leads/*/notes'],
    ['move of the HQ lead', 'hq', 'PATCH', '/api/v4/leads/*'],
  ] as const)('to the write of the %s doubles nothing', async (what, side, method, path) => {
    const franchise = await hub.found(what.replaceAll(' ', '-').toLowerCase());
    const { hq, branch, remotes } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    const { subdomain } = remotes[side];
    const fault = await hub.sandbox.control('POST', 'faults', {
      kind: 'lost-answer',
      subdomain,
      method,
      path,
    });
    expect(fault.status).toBe(201);
    await publishLeadChange(hub, franchise, leadId);
    const transfer = await untilDone(hub, leadId);

    const leads = await leadsOf(branch);
    expect(leads.map(({ id }) => id)).toEqual([transfer.branchLeadId]);
    expect(await countContacts(branch)).toBe(1);
    expect(await noteTexts(branch, transfer.branchLeadId!)).toHaveLength(1);
    expect(await noteTexts(hq, leadId)).toHaveLength(1);
    expect((await findLead(hq, leadId))!.status_id).toBe(franchise.intake.handedOverId);
    expect((await hub.sandbox.control('GET', 'faults')).body).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ id: fault.body.id, hits: 1 })]),
    );
  });
});
