import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createContact, createLead, deleteCustomField, findLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  alarmsOf,
  countContacts,
  publishLeadChange,
  hurry,
  leadsOf,
  noteTexts,
  receiveLead,
  sayDuplicateControl,
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

const phone = '+7 921 700-10-20';
const complex = { method: 'POST', path: '/api/v4/leads/complex' };

async function foundJoining(name: string): Promise<Franchise> {
  const franchise = await hub.found(name);
  await sayDuplicateControl(hub, franchise, 'absent');
  return franchise;
}

async function faultIn({ remotes }: Franchise, fault: object): Promise<void> {
  const { subdomain } = remotes.branch;
  expect((await hub.sandbox.control('POST', 'faults', { subdomain, ...fault })).status).toBe(201);
}

/** The search of the branch knows nothing of what was written lately. */
const blindSearch = (franchise: Franchise) =>
  faultIn(franchise, {
    ...{ kind: 'status', status: 204, count: null },
    ...{ method: 'GET', path: '/api/v4/contacts?*query=*' },
  });

async function sendIn(franchise: Franchise): Promise<number> {
  const leadId = await receiveLead(franchise, franchise.region, phone);
  await publishLeadChange(hub, franchise, leadId);
  return leadId;
}

/** As if the begun write lay a minute back. */
async function letTimePass(leadId: number): Promise<void> {
  await hub.app.source.query(
    `UPDATE router.transfer SET step_started_at = step_started_at - interval '1 minute',
       step_written_at = step_written_at - interval '1 minute' WHERE hq_lead_id = $1`,
    [leadId],
  );
}

describe('contact and lead in one call', () => {
  it('are made once when its answer is lost', async () => {
    const franchise = await foundJoining('both-lost');
    await blindSearch(franchise);
    await faultIn(franchise, { kind: 'lost-answer', ...complex });
    const leadId = await sendIn(franchise);
    const { branchContactId, branchLeadId } = await untilDone(hub, leadId);
    const [made, ...others] = await leadsOf(franchise.branch);
    expect([made?.id, made?._embedded.contacts, others]).toEqual([
      branchLeadId,
      [{ id: branchContactId, is_main: true }],
      [],
    ]);
    expect(await countContacts(franchise.branch)).toBe(1);
  });

  it('are not made again while the call may be on its way, also where the contact shows already', async () => {
    const franchise = await foundJoining('both-late');
    await faultIn(franchise, { kind: 'reset', ...complex });
    const leadId = await sendIn(franchise);
    await untilProblem(hub, leadId, 'failures.outcome-unknown');
    // Half of what the call makes: its contact.
    await createContact(franchise.branch, {
      name: 'Анна',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'MOB' }] }],
    });
    await hurry(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.earlier-write');
    expect(await leadsOf(franchise.branch)).toEqual([]);
    const transferId = (await transferOf(hub, leadId))!.id;
    await expect(
      hub.app.ask('router.transfers.cancel', { transferId, reason: 'поздно' }),
    ).rejects.toMatchObject({ body: { status: 409 } });
    await letTimePass(leadId);
    await hurry(hub, franchise, leadId);
    await untilDone(hub, leadId);
    expect([(await leadsOf(franchise.branch)).length, await countContacts(franchise.branch)]).toEqual([1, 1]);
    // The lead may have been joined to a deal: a person has to look.
    const alarms = await alarmsOf(hub, 'lead-join-doubted');
    expect(alarms).toMatchObject([
      { account_id: franchise.branchAccountId, facts: { hqLeadId: `${leadId}` } },
    ]);
    const [account] = await hub.app.source.query<{ duplicate_control: string }[]>(
      'SELECT duplicate_control FROM accounts.account WHERE id = $1',
      [franchise.branchAccountId],
    );
    expect(account).toEqual({ duplicate_control: 'unknown' });
  });

  it('stay one contact for three leads of one client that come at once', async () => {
    const franchise = await foundJoining('both-thrice');
    await blindSearch(franchise);
    const sent = [await sendIn(franchise), await sendIn(franchise), await sendIn(franchise)];
    for (const leadId of sent) await untilDone(hub, leadId, 40_000);
    expect([(await leadsOf(franchise.branch)).length, await countContacts(franchise.branch)]).toEqual([3, 1]);
  });

  it('leave out and name what amoCRM refuses of either', async () => {
    const franchise = await foundJoining('both-refused');
    const { hq, branch, fields, intake, region, branchFields } = franchise;
    await deleteCustomField(branch, 'leads', branchFields.comment.id);
    const long = 'Анна '.repeat(100);
    const contactId = await createContact(hq, { name: long });
    const leadId = await createLead(hq, {
      name: 'Заявка',
      pipeline_id: intake.pipelineId,
      status_id: intake.newId,
      custom_fields_values: [
        { field_id: fields.region.id, values: [{ value: region }] },
        { field_id: fields.comment.id, values: [{ value: 'Перезвоните' }] },
      ],
      _embedded: { contacts: [{ id: contactId, is_main: true }] },
    });
    await faultIn(franchise, {
      ...{ kind: 'status', status: 400, count: 1, ...complex },
      body: {
        title: 'Bad Request',
        'validation-errors': [
          {
            request_id: '0',
            errors: [
              { code: 'TooLong', path: '_embedded.contacts.0.name', detail: 'This value is too long.' },
            ],
          },
        ],
      },
    });
    await publishLeadChange(hub, franchise, leadId);
    const transfer = await untilDone(hub, leadId);
    expect(transfer.leftOut).toEqual(
      expect.arrayContaining(['Комментарий', message('leftOut.contact-name')]),
    );
    expect(await countContacts(branch)).toBe(1);
  });
});

describe('an HQ lead that is deleted while nobody knows whether its branch lead was made', () => {
  async function deleteAtHq(franchise: Franchise, leadId: number): Promise<void> {
    const { subdomain, users } = franchise.remotes.hq;
    const removal = { action: 'lead.delete', subdomain, userId: users[0]!.id, leadId };
    expect((await hub.sandbox.control('POST', 'actions', removal)).status).toBe(200);
  }

  async function untilBelieved(franchise: Franchise, leadId: number): Promise<void> {
    await untilProblem(hub, leadId, 'failures.card-unread');
    await stayAway(hub);
    await hurry(hub, franchise, leadId);
  }

  it('keeps the branch lead that is there, and ends without one that is not', async () => {
    const franchise = await foundJoining('deleted');
    const made = await sendIn(franchise);
    const { branchLeadId } = await untilDone(hub, made);
    await hub.app.source.query(
      `UPDATE router.transfer SET state = 'decided', branch_lead_id = NULL, branch_contact_id = NULL, step_makes_lead = true,
         step_started_at = now() - interval '1 minute', step_written_at = now() - interval '1 minute' WHERE hq_lead_id = $1`,
      [made],
    );
    await deleteAtHq(franchise, made);
    await publishLeadChange(hub, franchise, made, 'update');
    await untilBelieved(franchise, made);
    expect(await untilDone(hub, made)).toMatchObject({ branchLeadId });

    await faultIn(franchise, { kind: 'reset', method: 'POST', path: '/api/v4/leads' });
    const lost = await sendIn(franchise);
    await untilProblem(hub, lost, 'failures.outcome-unknown');
    await letTimePass(lost);
    await deleteAtHq(franchise, lost);
    await hurry(hub, franchise, lost);
    await untilBelieved(franchise, lost);
    await eventually(async () =>
      expect(await transferOf(hub, lost)).toMatchObject({
        state: 'cancelled',
        cancelReason: { key: 'failures.hq-lead-deleted' },
      }),
    );
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });
});

describe('a deal of the branch to which duplicate control joins the lead', () => {
  it('is named to people, not written to by the hub, and the next lead is made apart', async () => {
    const franchise = await foundJoining('joined');
    const { branch, exchange, remotes } = franchise;
    const features = { duplicateControl: true, duplicate_conflict: 'keep' };
    await hub.sandbox.control('PATCH', `accounts/${remotes.branch.subdomain}`, { features });
    const contactId = await createContact(branch, {
      name: 'Анна Петровна',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'MOB' }] }],
    });
    const dealId = await createLead(branch, {
      name: 'Сделка филиала',
      price: 500,
      pipeline_id: exchange.pipelineId,
      status_id: exchange.statusId,
      _embedded: { contacts: [{ id: contactId, is_main: true }] },
    });
    await blindSearch(franchise);
    const leadId = await sendIn(franchise);
    const transfer = await untilDone(hub, leadId);
    expect(transfer).toMatchObject({ isJoined: true, branchLeadId: dealId, branchContactId: contactId });
    expect(await findLead(branch, dealId)).toMatchObject({ name: 'Сделка филиала', price: 500 });
    expect(await leadsOf(branch)).toHaveLength(1);
    expect((await noteTexts(branch, dealId)).join()).toContain(
      'присоединил эту заявку к уже открытой сделке',
    );
    expect((await noteTexts(franchise.hq, leadId)).join()).toContain(`к сделке №${dealId}`);
    const calls = (await hub.sandbox.control('GET', `requests?subdomain=${remotes.branch.subdomain}`)).body;
    expect(calls.filter(({ method }: { method: string }) => method === 'PATCH')).toEqual([]);
    const [alarm] = await alarmsOf(hub, 'lead-joined');
    expect(alarm).toMatchObject({
      subject: `${franchise.branchAccountId}:${leadId}`,
      account_id: franchise.branchAccountId,
      facts: { leadId: `${dealId}` },
    });
    const next = await untilDone(hub, await sendIn(franchise));
    expect(next).toMatchObject({ isJoined: false, branchContactId: contactId });
    expect(await leadsOf(branch)).toHaveLength(2);
  });
});
