import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createContact, createCustomField, createLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  decisionsOf,
  publishLeadChange,
  hurry,
  receiveLead,
  startRouterHub,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
/** Its region field is a text; its branch has Tatarstan. */
let franchise: Franchise;

beforeAll(async () => {
  hub = await startRouterHub();
  const found = await hub.found('words');
  const region = await createCustomField(found.hq, 'leads', { name: 'Город или регион', type: 'text' });
  franchise = { ...found, fields: { ...found.fields, region } };
  await hub.app.changeBranch(found.branchAccountId, { regions: [{ name: 'Татарстан', aliases: [] }] });
  await hub.app.ask('router.rules.save', {
    hqAccountId: found.hqAccountId,
    intakePipelineId: found.intake.pipelineId,
    handedOverStatusId: found.intake.handedOverId,
    ...{ regionFieldId: region.id, cityFieldId: found.fields.comment.id, usesPhoneCode: true },
    ...{ branchFieldId: null, allowedFieldIds: [region.id] },
  });
});
afterAll(() => hub.close());

const lastDecision = (leadId: number) =>
  eventually(async () => {
    const [decision] = await decisionsOf(hub, leadId);
    expect(decision).toBeDefined();
    return decision!;
  });

/** A lead that says nothing, from a client of Kazan with a landline. */
async function receiveCall(): Promise<number> {
  const phone = { field_code: 'PHONE', values: [{ value: '+7 843 292-11-22', enum_code: 'WORK' }] };
  const contactId = await createContact(franchise.hq, { name: 'Анна', custom_fields_values: [phone] });
  const { pipelineId, newId } = franchise.intake;
  return createLead(franchise.hq, {
    ...{ name: 'Звонок', pipeline_id: pipelineId, status_id: newId },
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
}

describe('the region of a lead', () => {
  it('is read from a misspelt town, and the decision says that it was guessed', async () => {
    const leadId = await receiveLead(franchise, 'Набережные Чилны');
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
    const { reasons } = await lastDecision(leadId);
    expect(reasons).toContainEqual({
      ...{ check: 'place', found: 'fuzzy', value: 'Республика Татарстан' },
      text: { key: 'routing.place', facts: { how: 'fuzzy', region: 'Республика Татарстан' } },
    });
  });

  it('waits for a person when it is ambiguous, with all that may be meant', async () => {
    const leadId = await receiveLead(franchise, 'Благовещенск');
    await publishLeadChange(hub, franchise, leadId);
    const candidates = ['Республика Башкортостан', 'Амурская область'];
    const { kind, reasons } = await lastDecision(leadId);
    expect([kind, new Set(reasons.at(-1)?.candidates)]).toEqual(['manual', new Set(candidates)]);
    const { items } = await hub.app.ask('router.waiting', {});
    const text = items.find((item) => item.leadId === leadId)?.text;
    expect(text).toMatchObject({ key: 'waiting.lead-manual', facts: { found: 'ambiguous' } });
    for (const candidate of candidates) expect(text?.facts.regions).toContain(candidate);
  });

  it.each([
    ['answers 204 once', { status: 204, body: '' }],
    ['is refused once', { status: 403 }],
  ])('is read from a landline number, also when the read of the contact %s', async (_name, answer) => {
    const leadId = await receiveCall();
    const { subdomain } = franchise.remotes.hq;
    const fault = {
      kind: 'status',
      method: 'GET',
      subdomain,
      pathRegExp: '^/api/v4/contacts/',
      count: 1,
      ...answer,
    };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    await publishLeadChange(hub, franchise, leadId);
    await hurry(hub, franchise, leadId);
    await untilDone(hub, leadId);
    expect((await decisionsOf(hub, leadId)).map(({ kind }) => kind)).toEqual(['transfer']);
  });

  it('is read from a landline number when the lead says nothing, also when it is judged again', async () => {
    const leadId = await receiveCall();
    await hub.app.changeBranch(franchise.branchAccountId, { state: 'paused' });
    await publishLeadChange(hub, franchise, leadId);
    expect(await lastDecision(leadId)).toMatchObject({ kind: 'manual' });
    await hub.app.changeBranch(franchise.branchAccountId, { state: 'active' });
    await untilDone(hub, leadId);
    expect((await lastDecision(leadId)).reasons).toContainEqual(
      expect.objectContaining({ check: 'place', found: 'phone', value: 'Республика Татарстан' }),
    );
  });

  it("follows HQ's own words, which may not mean what a word means already", async () => {
    const words = [{ word: 'Иннограды', region: 'Республика Татарстан' }];
    const waiting = await receiveLead(franchise, 'Иннограды');
    await publishLeadChange(hub, franchise, waiting);
    expect(await lastDecision(waiting)).toMatchObject({ kind: 'manual' });
    const saved = await hub.app.ask('router.regions.save-words', { words, ifVersion: 0 });
    expect(saved).toMatchObject({ words, version: 1 });
    await untilDone(hub, waiting);
    const leadId = await receiveLead(franchise, 'иннограды');
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);

    const taken = { words: [{ word: 'Казань', region: 'Москва' }], ifVersion: 1 };
    await expect(hub.app.ask('router.regions.save-words', taken)).rejects.toMatchObject({
      body: { status: 400, errors: [{ path: 'words.0.word' }] },
    });
    await expect(hub.app.ask('router.regions.save-words', { words, ifVersion: 0 })).rejects.toMatchObject({
      body: { status: 412 },
    });
    expect(await hub.app.ask('router.regions.words', {})).toMatchObject({ version: 1 });
    expect(await hub.app.ask('router.regions.read', { text: 'Иннограды' })).toMatchObject({ how: 'word' });
  });
});
