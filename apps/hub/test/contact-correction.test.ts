import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  contactTexts,
  createContact,
  createLead,
  findContact,
  findLead,
  linkEntities,
  patchContact,
} from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from '../../router/test/franchise.js';
import {
  publishLeadChange,
  receiveLead,
  saveRules,
  transferOf,
  untilDone as untilTransferred,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addSecondBranch,
  handOver,
  publishBranchChange,
  stagesOf,
  startCustodyHub,
  untilHeld,
  untilObserved,
  type Handed,
} from './custody-world.js';

let hub: RouterHub;
let franchise: Franchise;

beforeAll(async () => {
  hub = await startCustodyHub();
  franchise = await hub.found('correction');
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

const phonesOf = async (amo: Franchise['hq'], leadId: number) => {
  const lead = (await findLead(amo, leadId))!;
  const contactId = lead._embedded.contacts[0]!.id;
  return { contactId, phones: contactTexts((await findContact(amo, contactId))!, 'PHONE') };
};

/** Somebody at HQ writes another number, and the webhook about the contact comes. */
async function correctAtHq(lead: Handed, phone: string): Promise<number> {
  const contactId = await writeAtHq(lead, phone);
  await hint(contactId);
  return contactId;
}

async function writeAtHq({ leadId }: Handed, phone: string): Promise<number> {
  const { contactId } = await phonesOf(franchise.hq, leadId);
  const values = [{ value: phone, enum_code: 'MOB' }];
  await patchContact(franchise.hq, contactId, { custom_fields_values: [{ field_code: 'PHONE', values }] });
  return contactId;
}

async function hint(contactId: number): Promise<void> {
  const about = { accountId: franchise.hqAccountId, entity: 'contact' as const, entityId: contactId };
  await hub.app.publishChange({ ...about, action: 'update', source: 'webhook' });
}

/** The hints about the contact are dealt with: a poll may have given another one beside that of the test. */
const untilHandled = (contactId: number) =>
  eventually(async () => {
    const states = new Set(await statesOf(contactId, 'router.contact'));
    expect([...states]).toEqual(['done']);
  });

const untilCompared = (contactId: number, times: number) =>
  eventually(async () => {
    const states = await statesOf(contactId, 'router.correction');
    expect(states.filter((state) => state === 'done')).toHaveLength(times);
  });

async function statesOf(contactId: number, consumer: string): Promise<string[]> {
  const rows = await hub.app.source.query<{ state: string }[]>(
    `SELECT state FROM router.inbox WHERE consumer = $2 AND payload ->> 'contactId' = $1`,
    [String(contactId), consumer],
  );
  return rows.map(({ state }) => state);
}

describe('a phone that is corrected at HQ', () => {
  it('goes down while nobody has taken the lead, beside what the branch has; a repeat writes nothing', async () => {
    const lead = await handOver(hub, franchise, '+7 912 345-67-80');
    const contactId = await correctAtHq(lead, '+7 912 345-67-89');
    await untilCompared(contactId, 1);
    const { phones, contactId: copyId } = await phonesOf(franchise.branch, lead.branchLeadId);
    expect(phones).toEqual(['+7 912 345-67-80', '+7 912 345-67-89']);
    await correctAtHq(lead, '+7 912 345-67-89');
    await untilCompared(contactId, 2);
    const { body } = await hub.sandbox.control(
      'GET',
      `requests?subdomain=${franchise.remotes.branch.subdomain}`,
    );
    const calls = body as { method: string; path: string }[];
    expect(
      calls.filter(({ method, path }) => method === 'PATCH' && path.startsWith(`/api/v4/contacts/${copyId}`)),
    ).toHaveLength(1);
  });

  it('goes down although a read of either contact comes back empty', async () => {
    const lead = await handOver(hub, franchise, '+7 912 345-71-80');
    const { contactId: copyId } = await phonesOf(franchise.branch, lead.branchLeadId);
    const contactId = await writeAtHq(lead, '+7 912 345-71-89');
    for (const [side, id] of [['hq', contactId] as const, ['branch', copyId] as const]) {
      const about = { subdomain: franchise.remotes[side].subdomain, path: `/api/v4/contacts/${id}` };
      const fault = { kind: 'status', status: 204, body: '', method: 'GET', count: 1, ...about };
      expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    }
    await hint(contactId);
    await untilCompared(contactId, 1);
    const { phones } = await phonesOf(franchise.branch, lead.branchLeadId);
    expect(phones).toEqual(['+7 912 345-71-80', '+7 912 345-71-89']);
  });

  it('is no correction of another contact, which is carried beside that one', async () => {
    const lead = await handOver(hub, franchise, '+7 912 345-72-80');
    const { contactId: copyId } = await phonesOf(franchise.branch, lead.branchLeadId);
    const fields = [{ field_code: 'PHONE', values: [{ value: '+7 903 345-72-90', enum_code: 'MOB' }] }];
    const contactId = await createContact(franchise.hq, { name: 'Пётр', custom_fields_values: fields });
    await linkEntities(franchise.hq, 'leads', lead.leadId, [
      { to_entity_id: contactId, to_entity_type: 'contacts', metadata: { is_main: true } },
    ]);
    await publishLeadChange(hub, franchise, lead.leadId, 'update');
    await eventually(async () => {
      const seen = 'SELECT FROM journal.lead WHERE lead_id = $1 AND main_contact_id = $2';
      expect(await hub.app.source.query(seen, [lead.leadId, contactId])).toHaveLength(1);
    });
    await hint(contactId);
    await untilHandled(contactId);
    const { contacts } = (await findLead(franchise.branch, lead.branchLeadId))!._embedded;
    const copies = await Promise.all(contacts.map(({ id }) => findContact(franchise.branch, id)));
    expect(await transferOf(hub, lead.leadId)).toMatchObject({ state: 'done', leftOut: [] });
    const phones = copies.map((copy) => [copy!.id === copyId, ...contactTexts(copy!, 'PHONE')]);
    expect(phones).toEqual([
      [true, '+7 912 345-72-80'],
      [false, '+7 903 345-72-90'],
    ]);
  });

  it('does not overwrite what the branch writes between the read of its contact and the write', async () => {
    const lead = await handOver(hub, franchise, '+7 912 345-69-80');
    const { contactId: copyId } = await phonesOf(franchise.branch, lead.branchLeadId);
    const { subdomain } = franchise.remotes.branch;
    const fault = {
      kind: 'hold',
      when: 'after',
      method: 'GET',
      path: `/api/v4/contacts/${copyId}`,
      count: 1,
    };
    const { body } = await hub.sandbox.control('POST', 'faults', { ...fault, subdomain });
    const contactId = await correctAtHq(lead, '+7 912 345-69-89');
    await untilHeld(hub, body.id);
    const heldAt = performance.now();
    const values = ['+7 912 345-69-80', '+7 912 345-69-81'].map((value) => ({ value, enum_code: 'MOB' }));
    const phones = { custom_fields_values: [{ field_code: 'PHONE', values }] };
    await patchContact(franchise.branch, copyId, phones);
    await eventually(() => expect(performance.now() - heldAt).toBeGreaterThan(2_100));
    await hub.sandbox.control('POST', `faults/${body.id}/release`, {});
    await untilCompared(contactId, 1);
    expect((await phonesOf(franchise.branch, lead.branchLeadId)).phones).toEqual(
      ['80', '81', '89'].map((end) => `+7 912 345-69-${end}`),
    );
  });

  it('stays at HQ when the branch has taken the lead', async () => {
    const lead = await handOver(hub, franchise, '+7 912 345-68-80');
    const [, next] = await stagesOf(franchise);
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
      leadId: lead.branchLeadId,
      statusId: next!.id,
    });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await eventually(async () => {
      const rows = await hub.app.source.query<object[]>(
        'SELECT FROM journal.lead WHERE lead_id = $1 AND account_id = $2 AND status_id = $3',
        [lead.branchLeadId, franchise.branchAccountId, next!.id],
      );
      expect(rows).toHaveLength(1);
    });
    const contactId = await correctAtHq(lead, '+7 912 345-68-89');
    await untilHandled(contactId);
    await untilCompared(contactId, 0);
    expect((await phonesOf(franchise.branch, lead.branchLeadId)).phones).toEqual(['+7 912 345-68-80']);
  });

  it('goes down while the hand-over of its lead at HQ is refused', async () => {
    const { hq, remotes, hqAccountId, branch } = franchise;
    const leadId = await receiveLead(franchise, franchise.region, '+7 912 345-71-80');
    const where = {
      method: 'PATCH',
      pathRegExp: `^/api/v4/leads/${leadId}`,
      subdomain: remotes.hq.subdomain,
    };
    await hub.sandbox.control('POST', 'faults', { kind: 'status', status: 503, count: null, ...where });
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => {
      expect(await transferOf(hub, leadId)).toMatchObject({ state: 'hq-noted' });
      const seen = 'SELECT FROM journal.lead WHERE account_id = $1 AND lead_id = $2 AND main_contact_id > 0';
      expect(await hub.app.source.query(seen, [hqAccountId, leadId])).toHaveLength(1);
    });
    const { branchLeadId, id: transferId } = (await transferOf(hub, leadId))!;
    await correctAtHq({ leadId, branchLeadId: branchLeadId!, transferId }, '+7 912 345-71-89');
    await eventually(async () =>
      expect((await phonesOf(branch, branchLeadId!)).phones).toEqual([
        '+7 912 345-71-80',
        '+7 912 345-71-89',
      ]),
    );
    expect((await findLead(hq, leadId))?.status_id).toBe(franchise.intake.newId);
    await hub.sandbox.control('DELETE', 'faults');
  });

  it('goes down to one branch while another one of the client fails', async () => {
    const second = await addSecondBranch(hub, franchise, 'correction');
    await saveRules(hub, franchise, { repeatClientFirst: false });
    const lead = await handOver(hub, franchise, '+7 912 345-70-80');
    const { contactId } = await phonesOf(franchise.hq, lead.leadId);
    // The newer lead is the first that a correction comes to.
    const newer = await createLead(franchise.hq, {
      ...{ name: 'Заявка', pipeline_id: franchise.intake.pipelineId, status_id: franchise.intake.newId },
      custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value: 'Марс' }] }],
      _embedded: { contacts: [{ id: contactId, is_main: true }] },
    });
    await publishLeadChange(hub, franchise, newer);
    expect((await untilTransferred(hub, newer)).branchId).toBe(second.branchId);
    await eventually(async () => {
      const seen = 'SELECT FROM journal.lead WHERE account_id = $1 AND main_contact_id = $2';
      expect(await hub.app.source.query(seen, [franchise.hqAccountId, contactId])).toHaveLength(2);
    });
    const { subdomain } = second;
    await hub.sandbox.control('POST', 'faults', { kind: 'status', status: 503, subdomain, count: null });
    await correctAtHq(lead, '+7 912 345-70-89');
    await eventually(async () => {
      const { phones } = await phonesOf(franchise.branch, lead.branchLeadId);
      expect(phones).toEqual(['+7 912 345-70-80', '+7 912 345-70-89']);
    });
  });
});
