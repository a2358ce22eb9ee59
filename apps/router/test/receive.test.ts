import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findContact, findLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  countContacts,
  decisionsOf,
  leadsOf,
  noteTexts,
  publishLeadChange,
  receiveLead,
  startRouterHub,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

const send = (body: object, idempotencyKey: string = randomUUID()) =>
  hub.app.ask('router.leads.receive', { callerId: 'form', idempotencyKey, ...body });
const untilReceived = (receivedId: string, deadlineMs = 60_000) =>
  eventually(async () => {
    const received = await hub.app.ask('router.leads.received', { receivedId });
    expect(received.state).toBe('done');
    return received;
  }, deadlineMs);
/** As if the 45 seconds in which the write may be on its way were over. */
async function letGoOn(receivedId: string): Promise<void> {
  await hub.app.source.query(
    `UPDATE router.received_lead SET step_started_at = step_started_at - interval '1 minute',
       step_written_at = step_written_at - interval '1 minute' WHERE id = $1`,
    [receivedId],
  );
  await hub.app.source.query(
    `UPDATE router.inbox_lane SET run_at = now() WHERE consumer = 'router.receive' AND fence = 0 AND run_at > now()`,
  );
}
/** Rules are about one account at a time: each test founds its own franchise. */
const anna = (franchise: Franchise) => ({
  ...{ name: 'Анна', phone: '8 912 345-67-89', region: franchise.region, comment: 'Перезвоните' },
  source: 'Форма на сайте',
});

describe('a lead that is sent to the hub', () => {
  it('stands in the intake pipeline once, with contact, fields and note, and goes to its branch', async () => {
    const franchise = await hub.found('form');
    const { hq, intake, fields } = franchise;
    const first = await send(anna(franchise), 'key-1');
    expect(first).toMatchObject({ state: 'accepted', leadId: null });
    const [repeat, received] = [await send(anna(franchise), 'key-1'), await untilReceived(first.id)];
    expect(repeat.id).toBe(first.id);
    await untilDone(hub, received.leadId!);
    const lead = (await findLead(hq, received.leadId!))!;
    expect(lead).toMatchObject({ pipeline_id: intake.pipelineId, name: `Заявка №${first.id.slice(0, 8)}` });
    expect(lead.custom_fields_values).toContainEqual(
      expect.objectContaining({
        field_id: fields.region.id,
        values: [expect.objectContaining({ value: franchise.region })],
      }),
    );
    expect((await noteTexts(hq, lead.id))[0]).toMatch(/^Источник: Форма на сайте\nИмя: Анна\nТелефон: 8 912/);
    expect((await findContact(hq, received.contactId!))!.name).toBe('Анна');
    expect(await leadsOf(hq)).toHaveLength(1);
    await expect(send({ name: 'Борис' }, 'key-1')).rejects.toMatchObject({ body: { status: 422 } });
    const rows = await hub.app.source.query<{ body: unknown }[]>(
      'SELECT body FROM router.received_lead WHERE id = $1',
      [first.id],
    );
    expect(rows).toEqual([{ body: null }]);
  });

  it('gets the contact that the client has, also when two come at once', async () => {
    const franchise = await hub.found('same');
    await receiveLead(franchise, null, '+7 912 345-67-89');
    const before = await countContacts(franchise.hq);
    const known = await untilReceived((await send(anna(franchise))).id);
    expect(await countContacts(franchise.hq)).toBe(before);
    const twice = await Promise.all(
      ['+7 905 111-22-33', '8 (905) 111 22 33'].map((phone) => send({ ...anna(franchise), phone })),
    );
    const [one, other] = await Promise.all(twice.map(({ id }) => untilReceived(id)));
    expect(one!.contactId).toBe(other!.contactId);
    expect(one!.contactId).not.toBe(known.contactId);
    expect(one!.leadId).not.toBe(other!.leadId);
    expect(await countContacts(franchise.hq)).toBe(before + 1);
  });

  it('gets the contact of the request before it, also when both had to wait long for head office', async () => {
    const franchise = await hub.found('waited');
    const { subdomain } = franchise.remotes.hq;
    const fault = { kind: 'status', subdomain, count: null };
    const away = { ...fault, status: 503, method: 'POST', path: '/api/v4/contacts' };
    await hub.sandbox.control('POST', 'faults', away);
    const sent = [await send(anna(franchise)), await send(anna(franchise))];
    await eventually(async () => {
      const received = await hub.app.ask('router.leads.received', { receivedId: sent[0]!.id });
      expect(received.problem).not.toBeNull();
    });
    await hub.app.source.query(
      `UPDATE router.received_lead SET received_at = received_at - interval '11 minutes' WHERE id = ANY ($1)`,
      [sent.map(({ id }) => id)],
    );
    await hub.sandbox.control('DELETE', 'faults');
    // The search does not know yet what was just made.
    const blind = { ...fault, status: 204, method: 'GET', path: '/api/v4/contacts?*query=*' };
    await hub.sandbox.control('POST', 'faults', blind);
    // Nor may the first reads by id.
    const unread = { ...fault, status: 204, method: 'GET', path: '/api/v4/contacts/*', count: 2 };
    await hub.sandbox.control('POST', 'faults', unread);
    await letGoOn(sent[0]!.id);
    for (const { id } of sent) await untilReceived(id);
    await hub.sandbox.control('DELETE', 'faults');
    expect(await countContacts(franchise.hq)).toBe(1);
    expect(await leadsOf(franchise.hq)).toHaveLength(2);
  });

  it('stands there with what amoCRM takes; the rest is in the note', async () => {
    const franchise = await hub.found('broken');
    const sent = await send({ name: 'А'.repeat(10_000), phone: 'нет', region: 'Атлантида' });
    const received = await untilReceived(sent.id);
    expect(received.leftOut).toEqual([message('leftOut.sent', { name: 'region', value: 'Атлантида' })]);
    const [note] = await noteTexts(franchise.hq, received.leadId!);
    expect(note).toContain('Регион: Атлантида');
    await expect(send({})).rejects.toMatchObject({ body: { status: 400 } });
    // A person is asked at once, not after the time for which a lead without a region may wait.
    await eventually(async () => {
      const [decision] = await decisionsOf(hub, received.leadId!);
      expect(decision?.kind).toBe('manual');
      const step = { check: 'sent', found: 'no-branch', value: 'Атлантида' };
      expect(decision?.reasons).toContainEqual(expect.objectContaining(step));
    });
  });

  it('stands there with what HQ’s list calls its region', async () => {
    const franchise = await hub.found('spelt');
    const sent = await send({ ...anna(franchise), region: franchise.region.toUpperCase() });
    const received = await untilReceived(sent.id);
    expect(received.leftOut).toEqual([]);
    await untilDone(hub, received.leadId!);
    const lead = (await findLead(franchise.hq, received.leadId!))!;
    expect(JSON.stringify(lead.custom_fields_values)).toContain(`"${franchise.region}"`);
  });
});

describe('what somebody deletes while a request is on its way', () => {
  /** The request comes as far as this call; then its card is deleted, and it goes on. */
  async function deleteBefore(franchise: Franchise, path: string, kind: 'contact' | 'lead') {
    const { subdomain, users } = franchise.remotes.hq;
    const away = { kind: 'status', status: 503, method: 'POST', path, subdomain, count: null };
    await hub.sandbox.control('POST', 'faults', away);
    const { id } = await send(anna(franchise));
    const failed = await eventually(async () => {
      const received = await hub.app.ask('router.leads.received', { receivedId: id });
      expect(received.problem).not.toBeNull();
      return received;
    });
    const card = kind === 'contact' ? { contactId: failed.contactId } : { leadId: failed.leadId };
    const removal = { action: `${kind}.delete`, subdomain, userId: users[0]!.id, ...card };
    expect((await hub.sandbox.control('POST', 'actions', removal)).status).toBe(200);
    await hub.sandbox.control('DELETE', 'faults');
    await letGoOn(id);
    return { failed, received: await untilReceived(id) };
  }

  it('is made again when it is the contact, and needs no note when it is the lead', async () => {
    const franchise = await hub.found('vanished');
    const { failed, received } = await deleteBefore(franchise, '/api/v4/leads', 'contact');
    expect(received.contactId).not.toBe(failed.contactId);
    const lead = (await findLead(franchise.hq, received.leadId!))!;
    expect(lead._embedded.contacts).toEqual([{ id: received.contactId, is_main: true }]);

    const gone = await deleteBefore(franchise, '*/notes', 'lead');
    const rows = await hub.app.source.query<{ body: unknown }[]>(
      'SELECT body FROM router.received_lead WHERE id = $1',
      [gone.received.id],
    );
    expect(rows).toEqual([{ body: null }]);
  });
});

it.each([
  ['the contact', 'POST', '/api/v4/contacts'],
  ['the lead', 'POST', '/api/v4/leads'],
])('makes %s once although the answer is lost', async (what, method, path) => {
  const franchise = await hub.found(`lost-${what === 'the lead' ? 'lead' : 'contact'}`);
  const { subdomain } = franchise.remotes.hq;
  await hub.sandbox.control('POST', 'faults', { kind: 'lost-answer', method, path, subdomain, count: 1 });
  const sent = await send(anna(franchise));
  await eventually(async () => {
    expect((await hub.app.ask('router.leads.received', { receivedId: sent.id })).problem).not.toBeNull();
  });
  await letGoOn(sent.id);
  await untilReceived(sent.id);
  expect(await countContacts(franchise.hq)).toBe(1);
  expect(await leadsOf(franchise.hq)).toHaveLength(1);
});

it.each([
  ['before', 'renamed'],
  ['after', 'handed-over'],
])(
  'makes the lead once although its answer is lost and a robot renames it %s its hand-over',
  async (when, name) => {
    const franchise = await hub.found(name);
    const { subdomain, users } = franchise.remotes.hq;
    const fault = { kind: 'lost-answer', method: 'POST', path: '/api/v4/leads', subdomain, count: 1 };
    await hub.sandbox.control('POST', 'faults', fault);
    const sent = await send(anna(franchise));
    await eventually(async () => {
      expect((await hub.app.ask('router.leads.received', { receivedId: sent.id })).problem).not.toBeNull();
    });
    const [made] = await leadsOf(franchise.hq);
    if (when === 'after') {
      await publishLeadChange(hub, franchise, made!.id);
      await untilDone(hub, made!.id);
    }
    const renaming = {
      action: 'lead.change',
      subdomain,
      userId: users[0]!.id,
      leadId: made!.id,
      name: 'Анна',
    };
    expect((await hub.sandbox.control('POST', 'actions', renaming)).status).toBe(200);
    await letGoOn(sent.id);
    expect((await untilReceived(sent.id)).leadId).toBe(made!.id);
    expect(await leadsOf(franchise.hq)).toHaveLength(1);
  },
);
