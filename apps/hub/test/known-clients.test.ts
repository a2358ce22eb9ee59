import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DecisionView, JournalContactView, JournalView, TransferView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import type { Api, NewAccountReply } from '../../sandbox/test/call-sandbox.js';
import { followPlan, makePlan, makeRelease, startPlan } from '../../../demo/jobs.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

const phone = { inBranch: '+7 (921) 555-00-11', atHq: '8 921 555 00 11', digits: '9215550011' };

interface Remote extends NewAccountReply {
  api: Api;
  accountId: string;
  pipelineId: number;
  stageIds: number[];
}

let whole: WholeHub;
let hq: Remote;
let kazan: Remote;
let ufa: Remote;
let regionFieldId: number;
/** Whom only Kazan knows: nobody at head office has ever heard of them. */
let anna: number;
const branchIds: Record<string, string> = {};

async function register(remote: NewAccountReply & { api: Api }, roles: string[]): Promise<Remote> {
  const { subdomain } = remote;
  const account = { subdomain, name: subdomain, roles, timeZone: 'Europe/Moscow', mode: 'apply' };
  const { accountId } = await whole.api.post<{ accountId: string }>('accounts', account);
  await whole.api.post(`accounts/${accountId}/connect`, { longLivedToken: remote.longLivedToken });
  const { body } = await remote.api('GET', '/api/v4/leads/pipelines');
  const [pipeline] = body._embedded.pipelines as {
    id: number;
    _embedded: { statuses: { id: number; type: number }[] };
  }[];
  const stages = pipeline!._embedded.statuses.filter(({ type }) => type === 0);
  return { ...remote, accountId, pipelineId: pipeline!.id, stageIds: stages.map(({ id }) => id) };
}

async function addContact(api: Api, phones: string[]): Promise<number> {
  const values = phones.map((value) => ({ value, enum_code: 'MOB' }));
  const card = { name: 'Анна', custom_fields_values: [{ field_code: 'PHONE', values }] };
  const { body } = await api('POST', '/api/v4/contacts', [card]);
  return body._embedded.contacts[0].id as number;
}

async function addLead(remote: Remote, contactId: number, region?: string): Promise<number> {
  const { body } = await remote.api('POST', '/api/v4/leads', [
    {
      ...{ name: 'Заявка', pipeline_id: remote.pipelineId, status_id: remote.stageIds[0] },
      custom_fields_values:
        region === undefined ? [] : [{ field_id: regionFieldId, values: [{ value: region }] }],
      _embedded: { contacts: [{ id: contactId, is_main: true }] },
    },
  ]);
  return body._embedded.leads[0].id as number;
}

beforeAll(async () => {
  whole = await startWholeHub({ POLL_SECONDS: '3600' });
  const { sandbox, api } = whole;
  const [office, first, second] = [
    await sandbox.account({ subdomain: 'head' }),
    await sandbox.account({ subdomain: 'kazan' }),
    await sandbox.account({ subdomain: 'ufa' }),
  ];
  const enums = ['Татарстан', 'Башкортостан'].map((value, sort) => ({ value, sort }));
  const field = { name: 'Регион', type: 'select', enums };
  const { body } = await office.api('POST', '/api/v4/leads/custom_fields', [field]);
  regionFieldId = body._embedded.custom_fields[0].id as number;
  anna = await addContact(first.api, [phone.inBranch]);
  hq = await register(office, ['reference', 'hq']);
  kazan = await register(first, ['branch']);
  ufa = await register(second, ['branch']);
  await addLead(kazan, anna);
  for (const [name, region, remote] of [
    ['Казань', 'Татарстан', kazan],
    ['Уфа', 'Башкортостан', ufa],
  ] as const) {
    const { accountId, pipelineId, stageIds, users } = remote;
    const regions = [{ name: region, aliases: [] }];
    const branch = {
      name,
      regions,
      accountId,
      pipelineId,
      statusId: stageIds[0],
      responsibleUserId: users[0]!.id,
    };
    branchIds[name] = (await api.post<{ branchId: string }>('branches', branch)).branchId;
  }
  await api.put('routing-rules', {
    ...{ hqAccountId: hq.accountId, intakePipelineId: hq.pipelineId, handedOverStatusId: hq.stageIds[1] },
    ...{ regionFieldId, allowedFieldIds: [regionFieldId] },
  });
  const release = await makeRelease(api, hq.accountId);
  for (const { accountId } of [kazan, ufa]) {
    const plan = await makePlan(api, release.id, accountId);
    await startPlan(api, plan);
    await followPlan(api, plan.id);
  }
});
afterAll(() => whole.close());

const journal = ({ accountId }: Remote) => whole.api.get<JournalView>(`accounts/${accountId}/journal`);
const contact = ({ accountId }: Remote, id: number) =>
  whole.api.get<JournalContactView>(`accounts/${accountId}/journal/contacts/${id}`);
const untilContacts = (remote: Remote, state: JournalView['contacts']) =>
  eventually(async () => expect(await journal(remote)).toMatchObject({ contacts: state }));

async function rulesBody(): Promise<Record<string, unknown>> {
  const rules = await whole.api.get<Record<string, unknown>>('routing-rules');
  return Object.fromEntries(
    Object.entries(rules).filter(([name]) => name !== 'version' && name !== 'savedAt'),
  );
}

const untilDone = (leadId: number) =>
  eventually(async () => {
    const { items } = await whole.api.get<{ items: TransferView[] }>(`transfers?leadId=${leadId}`);
    expect(items[0]).toMatchObject({ state: 'done', problem: null });
    return items[0]!;
  });
const decisionOf = async (leadId: number) =>
  (await whole.api.get<{ items: DecisionView[] }>(`decisions?leadId=${leadId}`)).items[0]!;

async function callsOf({ subdomain }: Remote, after = 0): Promise<{ seq: number; said: string }[]> {
  const { body } = await whole.sandbox.control('GET', `requests?subdomain=${subdomain}&after=${after}`);
  return (body as { seq: number; method: string; path: string }[]).map(({ seq, method, path }) => ({
    seq,
    said: `${method} ${path.replace(/\?.*/, '').replace('/api/v4/', '').replace(/\d+/g, 'N')}`,
  }));
}
const lastCallOf = async (remote: Remote) => (await callsOf(remote)).at(-1)?.seq ?? 0;

/** Reads that do not belong to one lead alone: those of the observer, and lists that are kept for minutes. */
const readForMany = ['GET leads/N', 'GET leads', 'GET leads/custom_fields'];

describe('a client whom only a branch knows', () => {
  it('is read with the contacts of branches, and with none of head office', async () => {
    await untilContacts(kazan, 'ready');
    await untilContacts(ufa, 'ready');
    expect((await journal(hq)).contacts).toBe('off');
    // Of a client of head office the journal has no contact, and the leads that name it.
    const client = await addContact(hq.api, ['+7 921 444-00-11']);
    const leadId = await addLead(hq, client, 'Башкортостан');
    const byLeads = { phones: 0, emails: 0, changedAt: null, isErased: false, leadIds: [leadId] };
    await untilDone(leadId);
    await eventually(async () => expect(await contact(hq, client)).toMatchObject(byLeads));
    await expect(contact(hq, 999)).rejects.toThrow(': 404 ');
    const shown = { phones: 1, emails: 0, isErased: false, isGone: false, leadIds: [expect.any(Number)] };
    await eventually(async () => expect(await contact(kazan, anna)).toMatchObject(shown));
    const kept = await whole.source.query(
      'SELECT to_jsonb(contact) AS row FROM journal.contact UNION ALL SELECT to_jsonb(key) FROM accounts.client_key AS key',
    );
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(phone.digits));
  });

  it('goes to that branch from head office, without a region and at no more calls than a stranger', async () => {
    const stranger = await addLead(hq, await addContact(hq.api, ['+7 921 444-00-22']), 'Башкортостан');
    await untilDone(stranger);
    const callsFor = async (phones: string[], region?: string) => {
      const contactId = await addContact(hq.api, phones);
      const after = await lastCallOf(hq);
      const leadId = await addLead(hq, contactId, region);
      const { branchId } = await untilDone(leadId);
      const said = (await callsOf(hq, after)).map((call) => call.said).slice(1);
      return {
        branchId,
        leadId,
        said: said.filter((call) => !readForMany.includes(call)),
      };
    };
    const unknown = await callsFor(['+7 921 444-00-33'], 'Башкортостан');
    const known = await callsFor([phone.atHq]);
    expect([unknown.branchId, known.branchId]).toEqual([branchIds['Уфа'], branchIds['Казань']]);
    expect(unknown.said).toEqual(['GET contacts/N', 'POST leads/N/notes', 'PATCH leads/N']);
    expect(known.said).toEqual(unknown.said);
    const decision = await decisionOf(known.leadId);
    expect(decision.reasons).toContainEqual(
      expect.objectContaining({ check: 'known-client', found: 'has-client-by-phone', value: 'Казань' }),
    );
    expect(JSON.stringify(decision)).not.toMatch(new RegExp(phone.digits.slice(-7)));
  });

  it('goes there also when the first read of the contact answers 404', async () => {
    const contactId = await addContact(hq.api, [phone.atHq]);
    const absent = { title: 'Not Found', status: 404, detail: 'Contact not found' };
    const fault = { kind: 'status', status: 404, method: 'GET', subdomain: 'head', count: 1, body: absent };
    await whole.sandbox.control('POST', 'faults', { ...fault, path: `/api/v4/contacts/${contactId}` });
    const leadId = await addLead(hq, contactId, 'Башкортостан');
    expect(await untilDone(leadId)).toMatchObject({ branchId: branchIds['Казань'] });
  });

  it('is found when a phone is tried', async () => {
    const found = await whole.api.post<{ branchName: string }>('routing/simulate', { phone: phone.atHq });
    expect(found.branchName).toBe('Казань');
  });
});

describe('contacts that change', () => {
  /** A client of Kazan whose phone changes. */
  let mover: number;
  const changePhone = (id: number, value: string) =>
    kazan.api('PATCH', `/api/v4/contacts/${id}`, {
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'MOB' }] }],
    });
  const branchOf = async (tried: string) =>
    (await whole.api.post<{ branchName: string | null }>('routing/simulate', { phone: tried })).branchName;

  it('are known by what they say now', async () => {
    mover = await addContact(kazan.api, ['+7 921 666-00-44']);
    await addLead(kazan, mover);
    await eventually(async () => expect(await branchOf('+7 921 666-00-44')).toBe('Казань'));
    await changePhone(mover, '+7 921 666-00-55');
    await eventually(async () => expect(await branchOf('+7 921 666-00-55')).toBe('Казань'));
    expect(await branchOf('+7 921 666-00-44')).toBeNull();
  });

  it('are read together, and no other service has work with them', async () => {
    await eventually(async () => expect(await journal(ufa)).toMatchObject({ waiting: 0 }));
    const after = await lastCallOf(ufa);
    const phones = Array.from({ length: 120 }, (_, at) => `+7 921 77${String(at).padStart(3, '0')}-31`);
    const cards = phones.map((value) => ({
      name: 'Клиент',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'MOB' }] }],
    }));
    const keys: string[] = [];
    for (const page of [cards.slice(0, 50), cards.slice(50, 100), cards.slice(100)]) {
      const { body } = await ufa.api('POST', '/api/v4/contacts', page);
      for (const { id } of body._embedded.contacts) keys.push(`${ufa.accountId}:contact:${id}`);
    }
    await eventually(async () => {
      const [row] = await whole.source.query<{ count: number }[]>(
        'SELECT count(*)::int AS count FROM journal.contact WHERE account_id = $1',
        [ufa.accountId],
      );
      expect(row!.count).toBeGreaterThanOrEqual(120);
    });
    const reads = (await callsOf(ufa, after)).filter(({ said }) => said.startsWith('GET contacts'));
    expect(reads.length).toBeLessThanOrEqual(4);
    for (const service of ['router', 'limits', 'sync'])
      expect(
        await whole.source.query(`SELECT consumer, key FROM ${service}.inbox WHERE key = ANY ($1)`, [keys]),
      ).toEqual([]);
    expect(keys).toHaveLength(120);
  });

  it('stay as newer rules hashed them, and wait for the process that has these', async () => {
    const rules = (change: string) =>
      whole.source.query(
        `UPDATE journal.account SET contacts_rules = contacts_rules ${change} WHERE account_id = $1`,
        [kazan.accountId],
      );
    const hashes = async () =>
      whole.source.query(
        'SELECT contact_id, hashes, version FROM journal.contact WHERE account_id = $1 ORDER BY 1',
        [kazan.accountId],
      );
    const before = await hashes();
    await rules('+ 1');
    await changePhone(mover, '+7 921 666-00-66');
    const left = `SELECT FROM observer.due_card WHERE account_id = $1 AND entity = 'contact' AND due_at > now() + interval '20 s'`;
    await eventually(async () => expect(await whole.source.query(left, [kazan.accountId])).toHaveLength(1));
    await whole.api.post(`accounts/${kazan.accountId}/journal/check`);
    await eventually(async () => {
      const { isChecking, checked } = await journal(kazan);
      expect({ isChecking, isDone: checked !== null, contacts: checked?.contacts }).toEqual({
        isChecking: false,
        isDone: true,
        contacts: undefined,
      });
    });
    expect(await hashes()).toEqual(before);
    await rules('- 1');
  });

  it('are not known by hashes of another key or older rules, and are read anew', async () => {
    expect(await branchOf(phone.atHq)).toBe('Казань');
    // As `secrets:forget` leaves it: the hub has a new key; and as a release with other rules finds it.
    for (const other of ['contacts_key = gen_random_uuid()', 'contacts_rules = 1']) {
      await whole.source.query(`UPDATE journal.account SET ${other} WHERE account_id = $1`, [
        kazan.accountId,
      ]);
      expect((await journal(kazan)).contacts).toBe('reading');
      expect(await branchOf(phone.atHq)).toBeNull();
      await whole.api.put('routing-rules', await rulesBody());
      await untilContacts(kazan, 'ready');
      expect(await branchOf(phone.atHq)).toBe('Казань');
    }
  });

  it('are erased for good when a person asks for it', async () => {
    const path = `accounts/${kazan.accountId}/journal/contacts/${anna}`;
    await whole.api.call('DELETE', path);
    expect(await contact(kazan, anna)).toMatchObject({ phones: 0, isErased: true });
    await changePhone(anna, phone.inBranch);
    await whole.api.post(`accounts/${kazan.accountId}/journal/check`);
    await eventually(async () => {
      const { isChecking, checked } = await journal(kazan);
      expect({ isChecking, contacts: checked?.contacts }).toEqual({
        isChecking: false,
        contacts: expect.any(Number),
      });
    });
    expect(await contact(kazan, anna)).toMatchObject({ phones: 0, isErased: true });
  });
});

describe('an account whose contacts are not read', () => {
  it('loses them when the rules do not ask for known clients any more, and gets them back', async () => {
    const body = await rulesBody();
    await whole.api.put('routing-rules', { ...body, repeatClientFirst: false });
    await untilContacts(kazan, 'off');
    const rows = 'SELECT 1 FROM journal.contact WHERE account_id = $1 AND NOT is_erased';
    expect(await whole.source.query(rows, [kazan.accountId])).toEqual([]);
    const fault = { kind: 'status', status: 403, path: '/api/v4/contacts', method: 'GET', count: null };
    await whole.sandbox.control('POST', 'faults', { ...fault, subdomain: 'ufa' });
    await untilContacts(ufa, 'off');
    await whole.api.put('routing-rules', body);
    await untilContacts(kazan, 'ready');
    await untilContacts(ufa, 'forbidden');
  });

  it('is named on the path of a client whom nobody knows, and blocks no lead', async () => {
    const leadId = await addLead(hq, await addContact(hq.api, ['+7 921 888-00-66']), 'Татарстан');
    expect((await untilDone(leadId)).branchId).toBe(branchIds['Казань']);
    expect((await decisionOf(leadId)).reasons).toContainEqual(
      expect.objectContaining({ check: 'known-client', found: 'not-read', value: 'Уфа' }),
    );
  });

  it('is erased with its account', async () => {
    await whole.api.post(`accounts/${kazan.accountId}/off-board`, { reason: 'договор окончен' });
    await eventually(async () =>
      expect(
        await whole.source.query('SELECT 1 FROM journal.contact WHERE account_id = $1', [kazan.accountId]),
      ).toEqual([]),
    );
  });
});
