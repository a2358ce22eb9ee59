import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createContact, createCustomField, createLead, findContact, findLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { FieldMapResponder } from './franchise.js';
import {
  publishLeadChange,
  noteTexts,
  saveRules,
  startRouterHub,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

it('hands over what it can of a broken phone, an endless name and an unknown list value, with a note', async () => {
  const franchise = await hub.found('bad-input');
  const { hq, branch, fields, intake, region, remotes, branchAccountId } = franchise;
  // A value that somebody has added at head office, and no release has brought to the branch yet.
  const enums = [{ value: 'Новый способ', sort: 1 }];
  const ways = await createCustomField(hq, 'leads', { name: 'Способ оплаты', type: 'select', enums });
  const theirs = await createCustomField(branch, 'leads', { name: 'Способ оплаты', type: 'select', enums });
  const link = {
    key: 'ways',
    referenceFieldId: ways.id,
    branchFieldId: theirs.id,
    type: 'select',
    enums: [],
  };
  FieldMapResponder.maps.get(branchAccountId)!.fields.push(link);
  await saveRules(hub, franchise, { allowedFieldIds: [fields.region.id, ways.id] });
  const brokenPhone = 'позвоню сам, 8-9';
  const contactId = await createContact(hq, {
    name: 'Анна',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: brokenPhone, enum_code: 'WORK' }] }],
  });
  const leadId = await createLead(hq, {
    name: 'Щ'.repeat(10_000),
    ...{ pipeline_id: intake.pipelineId, status_id: intake.newId },
    custom_fields_values: [
      { field_id: fields.region.id, values: [{ value: region }] },
      { field_id: ways.id, values: [{ value: 'Новый способ' }] },
    ],
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
  const errors = [{ code: 'TooLong', path: 'name', detail: 'This value is too long.' }];
  const refusal = { title: 'Bad Request', 'validation-errors': [{ request_id: '0', errors }] };
  await hub.sandbox.control('POST', 'faults', {
    ...{ kind: 'status', status: 400, count: 1, body: refusal, method: 'POST', path: '/api/v4/leads' },
    subdomain: remotes.branch.subdomain,
  });
  await publishLeadChange(hub, franchise, leadId);
  const { branchLeadId, branchContactId, leftOut } = await untilDone(hub, leadId);
  expect(leftOut).toEqual(['Способ оплаты', message('leftOut.name')]);
  const made = await findLead(branch, branchLeadId!);
  expect(made).toMatchObject({ name: 'Щ'.repeat(250) });
  const phone = (await findContact(branch, branchContactId!))?.custom_fields_values[0]?.values[0]?.value;
  expect(phone).toBe(brokenPhone);
  const [note] = await noteTexts(branch, branchLeadId!);
  expect(note).toContain('Не перенесено: Способ оплаты, название целиком');
});
