import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleContact, sampleLead } from '../../test/sample-account.js';
import { companyPayload, contactPayload } from './contact-payload.js';

describe('contactPayload and companyPayload', () => {
  const account = sampleAccount();
  const contact = sampleContact(account, 11);
  const company = { ...sampleContact(account, 12), name: 'ООО' };
  account.companies.set(12, company);
  contact.company_id = 12;
  sampleLead(account, 21, { contacts: [{ id: 11, is_main: true }], company_id: 12 });
  sampleLead(account, 22, { contacts: [{ id: 11, is_main: true }], is_deleted: true });

  it('shows the company and the living leads of a contact', () => {
    expect(contactPayload(account, contact, [])).toMatchObject({
      id: 11,
      company_name: 'ООО',
      linked_company_id: 12,
      linked_leads_id: { 21: { ID: 21 } },
      type: 'contact',
    });
  });

  it('tells a company by its type', () => {
    const payload = companyPayload(account, company, []);
    expect(payload).toMatchObject({ id: 12, linked_leads_id: { 21: { ID: 21 } }, type: 'company' });
    expect(payload).not.toHaveProperty('company_name');
  });

  it('names no company that lies in the trash', () => {
    const trashed = sampleAccount();
    trashed.companies.set(12, { ...company, is_deleted: true });
    const payload = contactPayload(trashed, contact, []);
    expect([payload.company_name, payload.linked_company_id]).toEqual([undefined, undefined]);
  });
});
