import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  createCompany,
  createContact,
  createLead,
  findContact,
  findLead,
  linkEntities,
  listNewestCompanies,
  type AmoCompany,
} from '@hub/amocrm';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  publishLeadChange,
  noteTexts,
  receiveLead,
  startRouterHub,
  transferOf,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

const phone = { field_code: 'PHONE', values: [{ value: '+7 843 200-10-20', enum_code: 'WORK' }] };
const site = { field_code: 'WEB', values: [{ value: 'https://romashka.ru' }] };

/** A lead of this company, handed over. */
async function deliver(franchise: Franchise, companyId: number, clientPhone?: string) {
  const leadId = await receiveLead(franchise, franchise.region, clientPhone);
  await linkEntities(franchise.hq, 'leads', leadId, [
    { to_entity_id: companyId, to_entity_type: 'companies' },
  ]);
  await publishLeadChange(hub, franchise, leadId);
  return untilDone(hub, leadId);
}

async function companiesOf({ branch }: Franchise): Promise<AmoCompany[]> {
  const companies: AmoCompany[] = [];
  for await (const page of listNewestCompanies(branch)) companies.push(...page);
  return companies;
}

it('comes along with what has the same code everywhere, linked to lead and contact', async () => {
  const franchise = await hub.found('firm-new');
  const companyId = await createCompany(franchise.hq, {
    name: 'ООО «Ромашка»',
    custom_fields_values: [phone, site, { field_code: 'ADDRESS', values: [{ value: 'Казань' }] }],
  });
  const { branchLeadId, branchContactId, leftOut } = await deliver(franchise, companyId);
  const [company, ...others] = await companiesOf(franchise);
  expect(others).toEqual([]);
  expect(company).toMatchObject({ name: 'ООО «Ромашка»', responsible_user_id: franchise.exchange.userId });
  expect(company!.custom_fields_values.map(({ field_code }) => field_code)).toEqual(['PHONE', 'WEB']);
  const linked = [{ id: company!.id }];
  expect((await findLead(franchise.branch, branchLeadId!))?._embedded.companies).toMatchObject(linked);
  expect((await findContact(franchise.branch, branchContactId!))?._embedded.companies).toMatchObject(linked);
  expect(leftOut).toEqual([message('leftOut.company-field', { name: 'Адрес' })]);
  const [note] = await noteTexts(franchise.branch, branchLeadId!);
  expect(note).toContain('Не перенесено: поле компании «Адрес»');
});

it('comes along, and to the contact too, although a read of either comes back empty', async () => {
  const franchise = await hub.found('firm-unseen');
  const { hq, branch, remotes } = franchise;
  const clientPhone = '+7 921 700-11-33';
  const contactId = await createContact(branch, {
    name: 'Анна',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: clientPhone, enum_code: 'MOB' }] }],
  });
  const companyId = await createCompany(hq, { name: 'Ромашка' });
  const empty = { kind: 'status', status: 204, body: '', method: 'GET', count: 1 };
  const unseen = { hq: `/api/v4/companies/${companyId}`, branch: `/api/v4/contacts/${contactId}` };
  for (const side of ['hq', 'branch'] as const) {
    const fault = { ...empty, subdomain: remotes[side].subdomain, path: unseen[side] };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
  }
  const { branchLeadId, leftOut } = await deliver(franchise, companyId, clientPhone);
  expect(leftOut).toEqual([]);
  const [company] = await companiesOf(franchise);
  const linked = [{ id: company!.id }];
  expect((await findLead(branch, branchLeadId!))?._embedded.companies).toMatchObject(linked);
  expect((await findContact(branch, contactId))?._embedded.companies).toMatchObject(linked);
});

it('is the one that the branch has already; a contact with another company keeps that one', async () => {
  const franchise = await hub.found('firm-known');
  const { hq, branch } = franchise;
  const known = await createCompany(branch, { name: 'Ромашка', custom_fields_values: [phone] });
  const clientPhone = '+7 921 700-11-22';
  const contactId = await createContact(branch, {
    name: 'Анна',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: clientPhone, enum_code: 'MOB' }] }],
  });
  const own = await createCompany(branch, { name: 'Лютик' });
  await linkEntities(branch, 'contacts', contactId, [{ to_entity_id: own, to_entity_type: 'companies' }]);
  const companyId = await createCompany(hq, { name: 'Ромашка', custom_fields_values: [phone] });
  const { branchLeadId, branchContactId } = await deliver(franchise, companyId, clientPhone);
  expect(branchContactId).toBe(contactId);
  expect(await companiesOf(franchise)).toHaveLength(2);
  expect((await findLead(branch, branchLeadId!))?._embedded.companies).toMatchObject([{ id: known }]);
  expect((await findContact(branch, contactId))?._embedded.companies).toMatchObject([{ id: own }]);
});

it('is made once when the answer is lost, and left behind where amoCRM refuses it', async () => {
  const franchise = await hub.found('firm-lost');
  const { subdomain } = franchise.remotes.branch;
  const onPost = { subdomain, method: 'POST', path: '/api/v4/companies', count: 1 };
  await hub.sandbox.control('POST', 'faults', { kind: 'lost-answer', ...onPost });
  await deliver(franchise, await createCompany(franchise.hq, { name: 'ООО «Ромашка»' }));
  expect(await companiesOf(franchise)).toHaveLength(1);

  await hub.sandbox.control('POST', 'faults', { kind: 'status', status: 403, ...onPost });
  const { leftOut } = await deliver(franchise, await createCompany(franchise.hq, { name: 'Лютик' }));
  expect(leftOut).toEqual([message('leftOut.company')]);
  expect(await companiesOf(franchise)).toHaveLength(1);
});

it('is named when it is linked after the lead was handed over', async () => {
  const franchise = await hub.found('firm-late');
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  expect(await untilDone(hub, leadId)).toMatchObject({ leftOut: [] });
  const companyId = await createCompany(franchise.hq, { name: 'Ромашка' });
  await linkEntities(franchise.hq, 'leads', leadId, [
    { to_entity_id: companyId, to_entity_type: 'companies' },
  ]);
  await publishLeadChange(hub, franchise, leadId, 'update');
  await eventually(async () =>
    expect(await transferOf(hub, leadId)).toMatchObject({
      state: 'done',
      leftOut: [message('leftOut.company')],
    }),
  );
});

it('does not follow to a lead that has none', async () => {
  const franchise = await hub.found('firm-none');
  const leadId = await createLead(franchise.hq, {
    ...{ name: 'Заявка', pipeline_id: franchise.intake.pipelineId, status_id: franchise.intake.newId },
    custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value: franchise.region }] }],
  });
  await publishLeadChange(hub, franchise, leadId);
  expect(await untilDone(hub, leadId)).toMatchObject({ state: 'done' });
  expect(await companiesOf(franchise)).toEqual([]);
});
