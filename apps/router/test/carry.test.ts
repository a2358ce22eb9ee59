import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createCompany,
  createContact,
  createCustomField,
  createLead,
  deleteCustomField,
  findContact,
  findLead,
  linkEntities,
  listCustomFields,
  listNewestContacts,
  listNotes,
  patchLead,
  type AmoLead,
  type LeadWrite,
} from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import { FieldMapResponder, type Franchise } from './franchise.js';
import {
  countContacts,
  countHandled,
  publishLeadChange,
  hurry,
  saveRules,
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

async function receive({ hq, fields, intake, region }: Franchise, lead: Partial<LeadWrite>): Promise<number> {
  return createLead(hq, {
    name: 'Заявка',
    pipeline_id: intake.pipelineId,
    status_id: intake.newId,
    ...lead,
    custom_fields_values: [
      { field_id: fields.region.id, values: [{ value: region }] },
      ...(lead.custom_fields_values ?? []),
    ],
  });
}

async function contactWith({ hq }: Franchise, name: string, phone: string): Promise<number> {
  return createContact(hq, {
    name,
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }],
  });
}

async function deliver(franchise: Franchise, leadId: number) {
  await publishLeadChange(hub, franchise, leadId);
  return untilDone(hub, leadId);
}

async function branchLead(franchise: Franchise, branchLeadId: number | null): Promise<AmoLead> {
  return (await findLead(franchise.branch, branchLeadId!))!;
}

/** Does what a person does in the web interface of that account. */
async function byHand(subdomain: string, action: string, body: object): Promise<void> {
  const answer = await hub.sandbox.control('POST', 'actions', { action, subdomain, ...body });
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
}

describe('a value that the branch account cannot take', () => {
  it('is left out and named: a date before 1970', async () => {
    const franchise = await hub.found('before-1970');
    const { hq, branch, fields, branchFields } = franchise;
    const birthday = await createCustomField(hq, 'leads', { name: 'День рождения', type: 'birthday' });
    const there = await createCustomField(branch, 'leads', { name: 'День рождения', type: 'birthday' });
    await allow(franchise, { from: birthday.id, to: there.id, type: 'birthday' });
    const leadId = await receive(franchise, {
      custom_fields_values: [{ field_id: fields.comment.id, values: [{ value: 'Перезвоните' }] }],
    });
    await byHand(franchise.remotes.hq.subdomain, 'field.fill', {
      leadId,
      fieldId: birthday.id,
      value: '1955-05-05',
    });
    const transfer = await deliver(franchise, leadId);
    expect(transfer.leftOut).toContain('День рождения');
    const made = await branchLead(franchise, transfer.branchLeadId);
    expect(made.custom_fields_values.map(({ field_id }) => field_id)).toContain(branchFields.comment.id);
  });

  it('is left out and named when amoCRM refuses it', async () => {
    const franchise = await hub.found('refused');
    const { fields, branchFields, remotes } = franchise;
    const field = `/api/v4/leads/custom_fields/${branchFields.comment.id}`;
    // Since the last look of sync a person has removed the field in the branch.
    const branchApi = { host: `${remotes.branch.subdomain}.amocrm.ru`, token: remotes.branch.accessToken };
    expect((await hub.sandbox.call('DELETE', field, branchApi)).status).toBe(204);
    const leadId = await receive(franchise, {
      custom_fields_values: [{ field_id: fields.comment.id, values: [{ value: 'Перезвоните' }] }],
    });
    const transfer = await deliver(franchise, leadId);
    expect(transfer.leftOut).toContain('Комментарий');
    const made = await branchLead(franchise, transfer.branchLeadId);
    const values = made.custom_fields_values.map(({ field_id }) => field_id);
    expect(values).toEqual(expect.arrayContaining([branchFields.region.id, branchFields.transfer.id]));
  });

  it('is left out and named: the owner of the branch was removed', async () => {
    const franchise = await hub.found('owner');
    const [heir] = franchise.remotes.branch.users;
    await byHand(franchise.remotes.branch.subdomain, 'user.remove', {
      removedUserId: franchise.exchange.userId,
      heirId: heir!.id,
    });
    const leadId = await receive(franchise, {});
    const transfer = await deliver(franchise, leadId);
    const user = String(franchise.exchange.userId);
    expect(transfer.leftOut).toContainEqual(message('leftOut.owner-gone', { user }));
    expect(await branchLead(franchise, transfer.branchLeadId)).toMatchObject({ name: 'Заявка' });
  });
});

describe('what does not cross', () => {
  it('is named on the transfer and in the note of the branch lead', async () => {
    const franchise = await hub.found('stays');
    const { hq } = franchise;
    const companyId = await createCompany(hq, { name: 'ООО' });
    const main = await createContact(hq, {
      name: 'Анна',
      custom_fields_values: [{ field_code: 'POSITION', values: [{ value: 'Директор' }] }],
    });
    const second = await contactWith(franchise, 'Пётр', '+7 916 222-33-45');
    const leadId = await receive(franchise, {
      _embedded: {
        tags: [{ name: 'реклама' }],
        contacts: [{ id: main, is_main: true }, { id: second }],
        companies: [{ id: companyId }],
      },
    });
    const transfer = await deliver(franchise, leadId);
    expect(transfer.leftOut).toEqual(
      expect.arrayContaining([
        message('leftOut.contacts', { count: 1 }),
        message('leftOut.tags', { count: 1 }),
        message('leftOut.contact-field', { name: 'Должность' }),
      ]),
    );
    const [note] = await listNotes(franchise.branch, 'leads', transfer.branchLeadId!);
    const { text } = note!.params as { text: string };
    expect(text).toContain('Не перенесено: поле контакта «Должность», ещё 1 контакт, 1 тег');
  });
});

describe('a price with kopecks', () => {
  it('arrives with them', async () => {
    const franchise = await hub.found('kopecks');
    const leadId = await receive(franchise, { price: 1999.9 });
    const transfer = await deliver(franchise, leadId);
    const made = await branchLead(franchise, transfer.branchLeadId);
    expect(made.price_with_minor_units).toBe(1999.9);
  });
});

describe('people', () => {
  it('with a placeholder for a phone are not one person', async () => {
    const franchise = await hub.found('placeholder');
    for (const [name, phone] of [
      ['Иван Первый', '+7 (000) 000-00-00'],
      ['Пётр Второй', '+7 000 000 00 00'],
    ] as const) {
      const contact = await contactWith(franchise, name, phone);
      await deliver(franchise, await receive(franchise, { _embedded: { contacts: [{ id: contact }] } }));
    }
    const names: string[] = [];
    for await (const page of listNewestContacts(franchise.branch))
      names.push(...page.map(({ name }) => name));
    expect(names.sort()).toEqual(['Иван Первый', 'Пётр Второй']);
  });

  it('are found by a number with an extension, and by the second number of a value', async () => {
    const franchise = await hub.found('extension');
    const known = await createContact(franchise.branch, {
      name: 'Анна Петровна',
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '8 (916) 222-33-44', enum_code: 'WORK' }] },
      ],
    });
    for (const phone of [
      '+7 (916) 222-33-44 доб. 105',
      '+7 916 222-33-44 #404',
      '8 903 555-66-77, 8 916 222-33-44',
      '+7 916 222-33-44 (Ватсап 24/7)',
    ]) {
      const contact = await contactWith(franchise, 'Анна', phone);
      const leadId = await receive(franchise, { _embedded: { contacts: [{ id: contact }] } });
      expect(await deliver(franchise, leadId)).toMatchObject({ branchContactId: known });
    }
  });
});

describe('the HQ lead', () => {
  it('gets «Филиал» and the transfer id with the PATCH that hands it over', async () => {
    const franchise = await hub.found('filled');
    const { hq } = franchise;
    const enums = [{ value: 'Казань filled', sort: 1 }];
    const branchField = await createCustomField(hq, 'leads', { name: 'Филиал', type: 'select', enums });
    await saveRules(hub, franchise, { branchFieldId: branchField.id });
    const leadId = await receive(franchise, {});
    const transfer = await deliver(franchise, leadId);
    const { custom_fields_values: values } = (await findLead(hq, leadId))!;
    const valueOf = (id: number) => values.find(({ field_id }) => field_id === id)?.values[0]?.value;
    expect(valueOf(branchField.id)).toBe('Казань filled');
    const carried = values.find(({ field_code }) => field_code === TRANSFER_FIELD_CODE);
    expect(carried?.values[0]?.value).toBe(transfer.id);
  });

  it('is handed over without them where the account has no such field or value, and the transfer says so', async () => {
    const franchise = await hub.found('unfilled');
    const enums = [{ value: 'Другой', sort: 1 }];
    const branchField = await createCustomField(franchise.hq, 'leads', {
      name: 'Филиал',
      type: 'select',
      enums,
    });
    // The hub adds no value to a list of an account that it only looks at.
    await hub.app.source.query(`UPDATE accounts.account SET mode = 'observe' WHERE id = $1`, [
      franchise.hqAccountId,
    ]);
    await saveRules(hub, franchise, { branchFieldId: branchField.id });
    const fields = await listCustomFields(franchise.hq, 'leads');
    const transferField = fields.find(({ code }) => code === TRANSFER_FIELD_CODE)!;
    await deleteCustomField(franchise.hq, 'leads', transferField.id);
    const transfer = await deliver(franchise, await receive(franchise, {}));
    expect(transfer.leftOut).toEqual(
      expect.arrayContaining([message('leftOut.transfer-id'), message('leftOut.branch')]),
    );
  });
});

describe('a contact that is linked a moment after its lead was handed over', () => {
  /** The site makes the lead, then the contact, then links them. */
  async function linkLate(franchise: Franchise, leadId: number, phone: string): Promise<void> {
    const contact = await contactWith(franchise, 'Анна', phone);
    await linkEntities(franchise.hq, 'leads', leadId, [
      { to_entity_id: contact, to_entity_type: 'contacts' },
    ]);
  }

  const untilCarried = (leadId: number, deadlineMs?: number) =>
    eventually(async () => {
      const transfer = await transferOf(hub, leadId);
      expect(transfer).toMatchObject({ state: 'done', leftOut: [] });
      return transfer!;
    }, deadlineMs);

  it('follows, and a second hook changes nothing', async () => {
    const franchise = await hub.found('linked-late');
    const leadId = await receive(franchise, {});
    const before = await deliver(franchise, leadId);
    expect(before).toMatchObject({ branchContactId: null, leftOut: [message('leftOut.no-contact')] });
    await linkLate(franchise, leadId, '+7 916 444-00-01');
    await publishLeadChange(hub, franchise, leadId, 'update');
    const { branchContactId, changedAt } = await untilCarried(leadId);
    const made = await branchLead(franchise, before.branchLeadId);
    expect(made._embedded.contacts).toEqual([{ id: branchContactId, is_main: true }]);
    const contact = (await findContact(franchise.branch, branchContactId!))!;
    expect(contact.custom_fields_values[0]?.values[0]?.value).toBe('+7 916 444-00-01');
    await publishLeadChange(hub, franchise, leadId, 'update');
    // With the work that has carried the contact.
    await eventually(async () => expect(await countHandled(hub, franchise, leadId)).toBe(4));
    expect(await transferOf(hub, leadId)).toMatchObject({ state: 'done', changedAt });
    expect(await countContacts(franchise.branch)).toBe(1);
  });

  it.each([
    ['contact', '/api/v4/contacts'],
    ['link', '/api/v4/leads/*/link'],
  ])(
    'follows once although the answer to its %s is lost, also to a lead that is closed',
    async (what, path) => {
      const franchise = await hub.found(`late-${what}`);
      const leadId = await receive(franchise, {});
      const { branchLeadId } = await deliver(franchise, leadId);
      const { pipelineId } = franchise.exchange;
      await patchLead(franchise.branch, branchLeadId!, { pipeline_id: pipelineId, status_id: 143 });
      await linkLate(franchise, leadId, '+7 916 444-00-02');
      const { subdomain } = franchise.remotes.branch;
      await hub.sandbox.control('POST', 'faults', { kind: 'lost-answer', subdomain, method: 'POST', path });
      await publishLeadChange(hub, franchise, leadId, 'update');
      await publishLeadChange(hub, franchise, leadId, 'update');
      const { branchContactId } = await untilCarried(leadId);
      const made = await branchLead(franchise, branchLeadId);
      expect(made.status_id).toBe(143);
      expect(made._embedded.contacts).toEqual([{ id: branchContactId, is_main: true }]);
      expect(await countContacts(franchise.branch)).toBe(1);
    },
  );

  it('names no contact any more that is gone in the branch and at HQ', async () => {
    const franchise = await hub.found('late-gone');
    const leadId = await receive(franchise, {});
    await deliver(franchise, leadId);
    await hub.app.source.query(
      `UPDATE router.transfer SET late_contact = 'contact-late', branch_contact_id = 999 WHERE hq_lead_id = $1`,
      [leadId],
    );
    await publishLeadChange(hub, franchise, leadId, 'update');
    await eventually(async () =>
      expect(await transferOf(hub, leadId)).toMatchObject({ state: 'done', branchContactId: null }),
    );
  });

  it('makes nothing in a branch that has deleted the lead, and the transfer says so', async () => {
    const franchise = await hub.found('late-deleted');
    const leadId = await receive(franchise, {});
    const { branchLeadId } = await deliver(franchise, leadId);
    const { subdomain, users } = franchise.remotes.branch;
    await byHand(subdomain, 'lead.delete', { userId: users[0]!.id, leadId: branchLeadId });
    await linkLate(franchise, leadId, '+7 916 444-00-03');
    await publishLeadChange(hub, franchise, leadId, 'update');
    await untilProblem(hub, leadId, 'failures.card-unread');
    await stayAway(hub);
    await hurry(hub, franchise, leadId);
    await eventually(async () => {
      const leftOut = [message('leftOut.contact-late')];
      expect(await transferOf(hub, leadId)).toMatchObject({ state: 'done', branchContactId: null, leftOut });
    });
    expect(await countContacts(franchise.branch)).toBe(0);
  });
});

async function allow(
  franchise: Franchise,
  { from, to, type }: { from: number; to: number; type: string },
): Promise<void> {
  const map = FieldMapResponder.maps.get(franchise.branchAccountId)!;
  map.fields.push({ key: `leads/${type}`, referenceFieldId: from, branchFieldId: to, type, enums: [] });
  const { region, comment } = franchise.fields;
  await saveRules(hub, franchise, { allowedFieldIds: [region.id, comment.id, from] });
}
