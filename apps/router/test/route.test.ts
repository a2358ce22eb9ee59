import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createContact,
  createLead,
  findContact,
  findLead,
  listNewestContacts,
  listNewestLeads,
  listNotes,
  patchLead,
  type AmoClient,
  type AmoLead,
} from '@hub/amocrm';
import type { TransferState } from '@hub/contracts';
import { message, type MessageKey } from '@hub/messages';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { RouterModule, routerEntities } from '../src/router.module.js';
import { FieldMapResponder, foundFranchise, type Franchise } from './franchise.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: CrmApp;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: sandbox.url,
    entities: routerEntities,
    modules: [RouterModule.inLanguage('ru')],
    controllers: [FieldMapResponder],
  });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
  await sandbox.close();
});

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

function hear(franchise: Franchise, leadId: number): Promise<void> {
  const { hqAccountId: accountId } = franchise;
  return hub.tell({ accountId, entity: 'lead', entityId: leadId, action: 'add', source: 'webhook' });
}

/** How many messages about the lead the router has finished with. */
async function countHeard(franchise: Franchise, leadId: number): Promise<number> {
  const rows = await hub.source.query<unknown[]>(
    `SELECT 1 FROM router.inbox WHERE key = $1 AND state = 'done'`,
    [keyOf(franchise, leadId)],
  );
  return rows.length;
}

const keyOf = ({ hqAccountId }: Franchise, leadId: number) => `${hqAccountId}:lead:${leadId}`;

/** Makes the router come back now to a lead that it has put off. */
async function hurry(franchise: Franchise, leadId: number): Promise<void> {
  await eventually(async () => {
    const [rows] = await hub.source.query<[unknown[], number]>(
      'UPDATE router.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0 RETURNING 1',
      [keyOf(franchise, leadId)],
    );
    expect(rows).toHaveLength(1);
  });
}

async function transferOf(leadId: number) {
  const { items } = await hub.ask('router.transfers.list', {});
  return items.find(({ hqLeadId }) => hqLeadId === leadId);
}

async function decisionsOf(leadId: number) {
  const { items } = await hub.ask('router.decisions.list', {});
  return items.filter((decision) => decision.leadId === leadId);
}

function untilDone(leadId: number, deadlineMs = 20_000) {
  return eventually(async () => {
    const transfer = await transferOf(leadId);
    expect(transfer).toMatchObject({ state: 'done' });
    return transfer!;
  }, deadlineMs);
}

function untilProblem(leadId: number, key: MessageKey): Promise<void> {
  return eventually(async () => {
    expect((await transferOf(leadId))?.problem?.key).toBe(key);
  });
}

async function leadsOf(amo: AmoClient): Promise<AmoLead[]> {
  const leads: AmoLead[] = [];
  for await (const page of listNewestLeads(amo)) leads.push(...page);
  return leads;
}

async function countContacts(amo: AmoClient): Promise<number> {
  let count = 0;
  for await (const page of listNewestContacts(amo)) count += page.length;
  return count;
}

const noteTexts = async (amo: AmoClient, leadId: number): Promise<string[]> =>
  (await listNotes(amo, 'leads', leadId)).map(({ params }) => (params as { text: string }).text);

describe('routing a lead', () => {
  it('makes it in the branch of its region, with contact, fields, tag and notes, and moves the HQ lead', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'whole');
    const { hq, branch, exchange, branchFields, intake, remotes } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    await hear(franchise, leadId);
    const transfer = await untilDone(leadId);

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
    expect(await decisionsOf(leadId)).toMatchObject([{ kind: 'transfer', branchId: transfer.branchId }]);
  });

  it('makes no second lead when it hears of it again and again', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'twice');
    const leadId = await receiveLead(franchise, franchise.region);
    await Promise.all([1, 2, 3].map(() => hear(franchise, leadId)));
    await untilDone(leadId);
    await hear(franchise, leadId);
    await eventually(async () => expect(await countHeard(franchise, leadId)).toBe(4));
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
    expect(await noteTexts(franchise.hq, leadId)).toHaveLength(1);
  });

  it('waits for a region and goes on when one is set; an unknown region is left to a person', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'wait');
    const leadId = await receiveLead(franchise, null);
    await hear(franchise, leadId);
    await eventually(async () => expect(await decisionsOf(leadId)).toMatchObject([{ kind: 'wait' }]));
    const setRegion = (value: string) =>
      patchLead(franchise.hq, leadId, {
        custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value }] }],
      });
    await setRegion('Марс');
    await hear(franchise, leadId);
    await eventually(async () => expect((await decisionsOf(leadId))[0]).toMatchObject({ kind: 'manual' }));
    expect(await leadsOf(franchise.branch)).toHaveLength(0);
    await setRegion(franchise.region);
    await hear(franchise, leadId);
    await untilDone(leadId);
  });

  it('takes the contact that the branch has already', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'known');
    const known = await createContact(franchise.branch, {
      name: 'Анна Петровна',
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '8(912)3456789', enum_code: 'WORK' }] },
      ],
    });
    const leadId = await receiveLead(franchise, franchise.region);
    await hear(franchise, leadId);
    expect(await untilDone(leadId)).toMatchObject({ branchContactId: known });
    expect(await countContacts(franchise.branch)).toBe(1);
  });
});

/** Sets a finished transfer back, as if its last steps were still to come. */
async function setBack(leadId: number, state: TransferState): Promise<void> {
  const { id } = await untilDone(leadId);
  await hub.source.query('UPDATE router.transfer SET state = $2 WHERE id = $1', [id, state]);
}

describe('two leads of one client at once', () => {
  it('get one contact in the branch', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'same-client');
    const { subdomain } = franchise.remotes.branch;
    const slow = { kind: 'slow', ms: 1_500, subdomain, method: 'POST', path: '/api/v4/contacts' };
    expect((await sandbox.control('POST', 'faults', slow)).status).toBe(201);
    const sent: number[] = [];
    for (const phone of ['+7 912 345-67-89', '8 (912) 345-67-89', '912 3456789']) {
      sent.push(await receiveLead(franchise, franchise.region, phone));
    }
    await Promise.all(sent.map((leadId) => hear(franchise, leadId)));
    for (const leadId of sent) await untilDone(leadId);
    expect(await countContacts(franchise.branch)).toBe(1);
  });
});

/** As if cards that cannot be read had been away for two minutes. */
async function stayAway(): Promise<void> {
  await hub.source.query(
    `UPDATE router.absent_card SET first_at = first_at - interval '2 minutes', reads = reads + 5`,
  );
}

describe('a transfer that has begun', () => {
  it('is finished although the rules name another HQ account by now', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'begun');
    const { hq, intake } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    await hear(franchise, leadId);
    await setBack(leadId, 'hq-noted');
    await patchLead(hq, leadId, { pipeline_id: intake.pipelineId, status_id: intake.newId });
    await foundFranchise(sandbox, hub, 'successor');
    await hear(franchise, leadId);
    await untilDone(leadId);
    expect((await findLead(hq, leadId))!.status_id).toBe(intake.handedOverId);
  });

  it('is finished although the HQ lead is deleted by now', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'deleted');
    const leadId = await receiveLead(franchise, franchise.region);
    await hear(franchise, leadId);
    await setBack(leadId, 'branch-noted');
    const { subdomain, users } = franchise.remotes.hq;
    const removal = { action: 'lead.delete', subdomain, userId: users[0]!.id, leadId };
    expect((await sandbox.control('POST', 'actions', removal)).status).toBe(200);
    await hear(franchise, leadId);
    await untilProblem(leadId, 'failures.card-unread');
    await stayAway();
    await hurry(franchise, leadId);
    await untilDone(leadId);
  });

  it('is given up with a reason when the branch account is removed', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'removed');
    const leadId = await receiveLead(franchise, franchise.region);
    await hear(franchise, leadId);
    await setBack(leadId, 'hq-noted');
    const { branchAccountId } = franchise;
    await hub.source.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [branchAccountId]);
    await hear(franchise, leadId);
    await untilProblem(leadId, 'failures.account-removed');
    await eventually(async () => {
      const dead = await hub.source.query<{ reason: string }[]>(
        `SELECT reason FROM router.inbox WHERE key = $1 AND state = 'dead'`,
        [keyOf(franchise, leadId)],
      );
      expect(dead).toHaveLength(1);
    });
  });

  it('waits while sync is away, and says so', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'sync-away');
    FieldMapResponder.away.add(franchise.branchAccountId);
    const leadId = await receiveLead(franchise, franchise.region);
    await hear(franchise, leadId);
    await untilProblem(leadId, 'failures.field-map-away');
    FieldMapResponder.away.clear();
    await hurry(franchise, leadId);
    await untilDone(leadId);
  });

  it('waits for a contact that cannot be read, then goes without and names it', async () => {
    const franchise = await foundFranchise(sandbox, hub, 'unreadable');
    const { subdomain } = franchise.remotes.hq;
    const leadId = await receiveLead(franchise, franchise.region);
    const fault = { kind: 'status', status: 204, count: null, method: 'GET', path: '/api/v4/contacts/*' };
    expect((await sandbox.control('POST', 'faults', { ...fault, subdomain })).status).toBe(201);
    await hear(franchise, leadId);
    await untilProblem(leadId, 'failures.card-unread');
    await stayAway();
    await hurry(franchise, leadId);
    expect((await untilDone(leadId)).leftOut).toEqual([message('leftOut.contact')]);
  });
});

describe('a write whose outcome stays unknown', () => {
  it.each(['comes late', 'never comes'])('is made once, if the first one %s', async (fate) => {
    const franchise = await foundFranchise(sandbox, hub, fate.replace(' ', '-'));
    const { branch, branchFields, remotes } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    const { subdomain } = remotes.branch;
    await sandbox.control('POST', 'faults', {
      kind: 'reset',
      subdomain,
      method: 'POST',
      path: '/api/v4/leads',
    });
    await hear(franchise, leadId);
    await untilProblem(leadId, 'failures.outcome-unknown');
    await hurry(franchise, leadId);
    await untilProblem(leadId, 'failures.earlier-write');
    expect(await leadsOf(branch)).toEqual([]);
    const { id } = (await transferOf(leadId))!;
    if (fate === 'comes late') {
      const mark = { field_id: branchFields.transfer.id, values: [{ value: id }] };
      await createLead(branch, { name: 'Заявка с сайта', custom_fields_values: [mark] });
    }
    await hub.source.query(
      `UPDATE router.transfer SET step_started_at = step_started_at - interval '1 minute',
         step_written_at = step_written_at - interval '1 minute' WHERE id = $1`,
      [id],
    );
    await hurry(franchise, leadId);
    await untilDone(leadId);
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
    const franchise = await foundFranchise(sandbox, hub, what.replaceAll(' ', '-').toLowerCase());
    const { hq, branch, remotes } = franchise;
    const leadId = await receiveLead(franchise, franchise.region);
    const { subdomain } = remotes[side];
    const fault = await sandbox.control('POST', 'faults', { kind: 'lost-answer', subdomain, method, path });
    expect(fault.status).toBe(201);
    await hear(franchise, leadId);
    const transfer = await untilDone(leadId);

    const leads = await leadsOf(branch);
    expect(leads.map(({ id }) => id)).toEqual([transfer.branchLeadId]);
    expect(await countContacts(branch)).toBe(1);
    expect(await noteTexts(branch, transfer.branchLeadId!)).toHaveLength(1);
    expect(await noteTexts(hq, leadId)).toHaveLength(1);
    expect((await findLead(hq, leadId))!.status_id).toBe(franchise.intake.handedOverId);
    expect((await sandbox.control('GET', 'faults')).body).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ id: fault.body.id, hits: 1 })]),
    );
  });
});
