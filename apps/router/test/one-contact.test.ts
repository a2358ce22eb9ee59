import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createContact, createLead, type ContactWrite } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { searchTerms } from '../src/transfer/match-contact.js';
import { PurgeContactIntents } from '../src/transfer/purge-contact-intents.js';
import { FieldMapResponder, type Franchise } from './franchise.js';
import {
  countContacts,
  publishLeadChange,
  hurry,
  startRouterHub,
  transferOf,
  untilProblem,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

const written = '+7 912 345-67-89';
const anna = (value: string): ContactWrite => ({
  name: 'Анна',
  custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'MOB' }] }],
});

/** A lead with its contact comes in, and the router is told. */
async function sendIn(franchise: Franchise, phone = written) {
  const { hq, fields, intake, region } = franchise;
  const contactId = await createContact(hq, anna(phone));
  const leadId = await createLead(hq, {
    name: 'Заявка с сайта',
    pipeline_id: intake.pipelineId,
    status_id: intake.newId,
    custom_fields_values: [{ field_id: fields.region.id, values: [{ value: region }] }],
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
  await publishLeadChange(hub, franchise, leadId);
  return leadId;
}

/** The contact of the branch that the lead was handed over with. */
function untilDone(leadId: number, deadlineMs = 60_000): Promise<number | null> {
  return eventually(async () => {
    const [transfer] = await hub.app.source.query<{ state: string; contact: string | null }[]>(
      'SELECT state, branch_contact_id AS contact FROM router.transfer WHERE hq_lead_id = $1',
      [leadId],
    );
    expect(transfer).toMatchObject({ state: 'done' });
    return transfer!.contact === null ? null : Number(transfer!.contact);
  }, deadlineMs);
}

/** The search of the branch knows nothing of what was written lately. */
async function blindSearch({ remotes }: Franchise): Promise<void> {
  const where = { subdomain: remotes.branch.subdomain, method: 'GET', path: '/api/v4/contacts?*query=*' };
  const fault = { kind: 'status', status: 204, count: null, ...where };
  expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
}

/** How often the branch was asked for its newest contacts. */
async function listingsOf({ remotes }: Franchise): Promise<number> {
  const { body } = await hub.sandbox.control('GET', 'requests');
  const calls = body as { subdomain: string; method: string; path: string }[];
  return calls.filter(
    ({ subdomain, method, path }) =>
      subdomain === remotes.branch.subdomain && method === 'GET' && /\/contacts\?.*order/.test(path),
  ).length;
}

/** What a process leaves behind that is killed between the call and its result. */
async function plantIntent({ branchAccountId }: Franchise, ageSeconds: number): Promise<void> {
  const terms = searchTerms({ name: '', phones: [written], emails: [] });
  await hub.app.source.query(
    `INSERT INTO router.contact_intent
     SELECT $1, term, $2, now() - $3 * interval '1 second', NULL FROM unnest($4::text[]) AS term`,
    [branchAccountId, randomUUID(), ageSeconds, terms],
  );
}

describe('two leads of one client', () => {
  it('get one contact although the search does not know it yet, and no list of contacts is read for it', async () => {
    const franchise = await hub.found('lagging');
    await blindSearch(franchise);
    const first = await untilDone(await sendIn(franchise));
    const second = await untilDone(await sendIn(franchise, '8 (912) 345-67-89'));
    expect(second).toBe(first);
    expect(await listingsOf(franchise)).toBe(0);
    expect(await countContacts(franchise.branch)).toBe(1);
    expect(await listingsOf(franchise)).toBe(1);
  });

  it('get one contact although the first read of it comes back empty', async () => {
    const franchise = await hub.found('unseen');
    await blindSearch(franchise);
    const first = await untilDone(await sendIn(franchise));
    const { subdomain } = franchise.remotes.branch;
    const empty = { kind: 'status', status: 204, body: '', method: 'GET', count: 1, subdomain };
    const fault = { ...empty, path: `/api/v4/contacts/${first}` };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    expect(await untilDone(await sendIn(franchise))).toBe(first);
  });

  it('get one contact although the answer to its creation is lost', async () => {
    const franchise = await hub.found('unanswered');
    await blindSearch(franchise);
    const { subdomain } = franchise.remotes.branch;
    const lost = { kind: 'lost-answer', subdomain, method: 'POST', path: '/api/v4/contacts' };
    expect((await hub.sandbox.control('POST', 'faults', lost)).status).toBe(201);
    const sent = [await sendIn(franchise), await sendIn(franchise), await sendIn(franchise)];
    for (const leadId of sent) await untilDone(leadId);
    expect(await countContacts(franchise.branch)).toBe(1);
  });

  it('get one contact although nobody knows what became of the first creation', async () => {
    const franchise = await hub.found('forgotten');
    await blindSearch(franchise);
    const made = await createContact(franchise.branch, anna('89123456789'));
    await plantIntent(franchise, 60);
    expect(await untilDone(await sendIn(franchise))).toBe(made);
    expect(await countContacts(franchise.branch)).toBe(1);
  });

  it('wait while that creation may be on its way', async () => {
    const franchise = await hub.found('awaited');
    await plantIntent(franchise, 41);
    const leadId = await sendIn(franchise);
    await eventually(async () => {
      const [transfer] = await hub.app.source.query<{ key: string | null }[]>(
        `SELECT problem->>'key' AS key FROM router.transfer WHERE hq_lead_id = $1`,
        [leadId],
      );
      expect(transfer?.key).toBe('failures.contact-elsewhere');
    });
    expect(await countContacts(franchise.branch)).toBe(0);
    await untilDone(leadId);
    expect(await countContacts(franchise.branch)).toBe(1);
  });

  it('get two contacts when the first one is gone since', async () => {
    const franchise = await hub.found('gone-since');
    const first = await untilDone(await sendIn(franchise));
    await hub.app.source.query(
      `UPDATE router.contact_intent SET begun_at = now() - interval '1 hour' WHERE account_id = $1`,
      [franchise.branchAccountId],
    );
    const { subdomain, users } = franchise.remotes.branch;
    const removal = { action: 'contact.delete', subdomain, userId: users[0]!.id, contactId: first };
    expect((await hub.sandbox.control('POST', 'actions', removal)).status).toBe(200);
    expect(await untilDone(await sendIn(franchise))).not.toBe(first);
    expect(await countContacts(franchise.branch)).toBe(1);
  });
});

it('a contact that is gone before the lead is made is made again', async () => {
  const franchise = await hub.found('gone-between');
  const { branchAccountId, branch, remotes } = franchise;
  const { subdomain, users } = remotes.branch;
  const map = FieldMapResponder.maps.get(branchAccountId)!;
  FieldMapResponder.maps.set(branchAccountId, { ...map, transferFieldId: null });
  const leadId = await sendIn(franchise);
  await untilProblem(hub, leadId, 'failures.not-synced');
  const { branchContactId: contactId } = (await transferOf(hub, leadId))!;
  const removal = { action: 'contact.delete', subdomain, userId: users[0]!.id, contactId };
  expect((await hub.sandbox.control('POST', 'actions', removal)).status).toBe(200);
  FieldMapResponder.maps.set(branchAccountId, map);
  await hurry(hub, franchise, leadId);
  expect(await untilDone(leadId)).not.toBe(contactId);
  expect(await countContacts(branch)).toBe(1);
});

describe('the record of contacts just made', () => {
  it('is erased after a day', async () => {
    const franchise = await hub.found('a-day-old');
    const kept = () =>
      hub.app.source.query<unknown[]>('SELECT 1 FROM router.contact_intent WHERE account_id = $1', [
        franchise.branchAccountId,
      ]);
    await plantIntent(franchise, 20 * 3600);
    const purging = hub.app.app.get(PurgeContactIntents, { strict: false });
    await purging.purge(new Date());
    expect(await kept()).toHaveLength(1);
    await purging.purge(new Date(Date.now() + 4 * 3_600_000));
    expect(await kept()).toEqual([]);
  });
});

describe('a refusal that passes', () => {
  it.each([
    ['rights', 403, 'branch', 'POST', '/api/v4/leads'],
    ['account', 404, 'branch', 'GET', '/api/v4/contacts'],
    // Ids of leads begin with a 3; the pipelines below the same path are read after each change of the rules.
    ['hq-rights', 403, 'hq', 'GET', '/api/v4/leads/3*'],
  ] as const)('gives no lead up: %s', async (name, status, side, method, path) => {
    const franchise = await hub.found(`passing-${name}`);
    const { subdomain } = franchise.remotes[side];
    const fault = { kind: 'status', status, subdomain, method, path };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    const leadId = await sendIn(franchise);
    const key = `${franchise.hqAccountId}:lead:${leadId}`;
    // A minute passes.
    await eventually(async () => {
      const [rows] = await hub.app.source.query<[unknown[], number]>(
        `UPDATE router.inbox_lane SET run_at = now()
         WHERE key = $1 AND fence = 0 AND run_at > now() AND failures = 1 RETURNING 1`,
        [key],
      );
      expect(rows).toHaveLength(1);
    });
    expect(await untilDone(leadId)).not.toBeNull();
  });
});
