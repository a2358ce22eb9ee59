import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createContact, createCustomField, createLead, linkEntities } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import {
  decisionsOf,
  leadsOf,
  publishLeadChange,
  saveRules,
  transferOf,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  addSecondBranch,
  publishBranchChange,
  shownAt,
  startCustodyHub,
  untilObserved,
  type Handed,
} from './custody-world.js';
import type { Franchise } from '../../router/test/franchise.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

/** A lead that was handed over without a contact; then it gets one, which the branch refuses. */
async function refuseContact(franchise: Franchise): Promise<Handed & { contactId: number }> {
  const { hq, fields, intake, remotes, region } = franchise;
  const leadId = await createLead(hq, {
    ...{ name: 'Заявка без контакта', pipeline_id: intake.pipelineId, status_id: intake.newId },
    custom_fields_values: [{ field_id: fields.region.id, values: [{ value: region }] }],
  });
  await publishLeadChange(hub, franchise, leadId);
  const { id, branchLeadId } = await untilDone(hub, leadId);
  await publishBranchChange(hub, franchise, branchLeadId!);
  await hub.sandbox.control('POST', 'faults', {
    ...{ kind: 'status', status: 403, count: null },
    ...{ subdomain: remotes.branch.subdomain, method: 'POST', path: '/api/v4/contacts' },
  });
  const contactId = await createContact(hq, {
    name: 'Анна',
    custom_fields_values: [
      { field_code: 'PHONE', values: [{ value: '+7 916 444-00-09', enum_code: 'MOB' }] },
    ],
  });
  await linkEntities(hq, 'leads', leadId, [
    { to_entity_id: contactId, to_entity_type: 'contacts', metadata: { is_main: true } },
  ]);
  await publishLeadChange(hub, franchise, leadId, 'update');
  await eventually(async () => {
    const transfer = await transferOf(hub, leadId);
    expect(transfer).toMatchObject({ state: 'contact-late' });
    expect(transfer?.problem).not.toBeNull();
  });
  return { leadId, branchLeadId: branchLeadId!, transferId: id, contactId };
}

it('a lead whose late contact the branch refuses is mirrored all the same, and ends with its outcome', async () => {
  const franchise = await hub.found('late-won');
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
  const lead = await refuseContact(franchise);
  const { subdomain } = franchise.remotes.branch;
  await act(hub, subdomain, 'lead.move', { leadId: lead.branchLeadId, statusId: 142 });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await eventually(async () => {
    expect(await shownAt(franchise, lead.leadId)).toMatchObject({ statusId: 142 });
    expect(await transferOf(hub, lead.leadId)).toMatchObject({ endedAs: 'won' });
  });
  // The branch has no card by which the client could be known.
  const next = await createLead(franchise.hq, {
    ...{
      name: 'Ещё одна заявка',
      pipeline_id: franchise.intake.pipelineId,
      status_id: franchise.intake.newId,
    },
    custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value: franchise.region }] }],
    _embedded: { contacts: [{ id: lead.contactId, is_main: true }] },
  });
  await publishLeadChange(hub, franchise, next);
  await eventually(async () => {
    const [decision] = await decisionsOf(hub, next);
    const known = { check: 'known-client', found: 'has-client' };
    expect(decision?.reasons).toContainEqual(expect.objectContaining(known));
  });
});

it('a lead whose late contact the branch refuses can be sent to another branch', async () => {
  const franchise = await hub.found('late-sent');
  const second = await addSecondBranch(hub, franchise, 'late-sent');
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const { leadId } = await refuseContact(franchise);
  await hub.app.ask('router.custody.re-route', {
    leadId,
    branchId: second.branchId,
    reason: 'по просьбе клиента',
  });
  await eventually(async () => expect(await leadsOf(second.amo)).toHaveLength(1));
});
