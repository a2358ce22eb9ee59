import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JournalView, LeadHistoryView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import type { Json, SandboxAccount } from '../../../demo/sandbox-api.js';
import { startWorld, type Mode, type World } from './world.js';

interface Event {
  type: string;
  entity_id: number;
  created_at: number;
  created_by: number;
}

/** In the everyday run the observer is killed by itself; killed with the whole hub it is in the long one. */
const modes: Mode[] = process.env.LONG_TESTS ? ['one process', 'distributed'] : ['distributed'];

/** Calls at which the observer is killed: the everyday run tries its readings of cards alone. */
const reading = '^/api/v4/leads[?/]';
const calls = process.env.LONG_TESTS
  ? ['^/api/v4/events[?]', '^/api/v4/leads[?]', '^/api/v4/leads/\\d+', '^/api/v4/tasks', reading]
  : [reading];

describe.each(modes)('the journal of an account, %s', (mode) => {
  const observer = mode === 'distributed' ? 'observer' : 'hub';
  let world: World;
  let amo: SandboxAccount;
  let accountId: string;
  let stages: number[];
  let pipelineId: number;
  const leads: number[] = [];
  let random = 7;
  /** The same numbers in each run. */
  const pick = <T>(from: readonly T[]): T => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return from[Math.floor((random / 2_147_483_648) * from.length)]!;
  };
  const act = (action: string, body: Json) =>
    world.sandbox.control<{ leadId: number; taskId: number }>('POST', 'actions', {
      ...{ action, subdomain: 'kazan', userId: pick(amo.users).id },
      ...body,
    });
  const journal = () => world.hub.get<JournalView>(`accounts/${accountId}/journal`);
  const lead = (id: number) => world.hub.get<LeadHistoryView>(`accounts/${accountId}/journal/leads/${id}`);

  beforeAll(async () => {
    world = await startWorld(mode, { POLL_SECONDS: '2', WEBHOOK_HINTS_AT_ONCE: '10000' });
    const users = [{ name: 'Анна' }, { name: 'Борис' }];
    amo = await world.sandbox.control('POST', 'accounts', { subdomain: 'kazan', users });
    const [pipeline] = await world.sandbox.list<{
      id: number;
      _embedded: { statuses: { id: number; type: number }[] };
    }>(amo, '/api/v4/leads/pipelines', 'pipelines');
    pipelineId = pipeline!.id;
    stages = pipeline!._embedded.statuses.filter(({ type }) => type === 0).map(({ id }) => id);
    for (const name of ['Окна', 'Двери', 'Лестница'])
      leads.push((await act('lead.create', { name, pipelineId, statusId: stages[0] })).leadId);
    await act('task.add', { text: 'Позвонить', leadId: leads[0], completeTill: 1_900_000_000 });
    const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
    accountId = (await world.hub.post<{ accountId: string }>('accounts', account)).accountId;
    await world.hub.post(`accounts/${accountId}/connect`, { longLivedToken: amo.longLivedToken });
  });
  afterAll(() => world.close());

  it('is filled when the account is connected, limit by limit', async () => {
    // The first poll may still bring changes to be read.
    await eventually(async () => expect(await journal()).toMatchObject({ reading: 'done', waiting: 0 }));
    const { limits } = await journal();
    expect(limits.map(({ limit, state }) => `${limit} ${state}`)).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10].map((limit) => `${limit} ready`),
    );
    expect((await lead(leads[0]!)).items[0]).toMatchObject({ type: 'lead_added' });
  });

  it('ends up as the account, each event once, with webhooks lost, doubled and out of order and the observer killed', async () => {
    for (const fault of [
      { kind: 'webhook-lost', share: 0.3, seed: 1 },
      { kind: 'webhook-doubled', share: 0.2, seed: 2 },
      { kind: 'webhook-reordered', ms: 300 },
    ])
      await world.sandbox.control('POST', 'faults', { ...fault, count: null });
    await change(40);
    for (const path of calls) await killAt(path);
    await change(20);
    const deleted = leads[1]!;
    await act('lead.delete', { leadId: deleted });
    await world.sandbox.control('POST', 'deliveries/flush', {});
    await eventually(async () => {
      for (const id of leads.filter((one) => one !== deleted))
        expect(await seen(id)).toEqual(await truth(id));
      expect((await lead(deleted)).isGone).toBe(true);
    }, 90_000);
    for (const id of leads) {
      const { items } = await lead(id);
      const changes = items.filter(({ type }) => !type.startsWith('read_'));
      expect(changes.map(({ type, at, authorId }) => `${at} ${type} ${authorId}`).sort()).toEqual(
        await events(id),
      );
    }
  });

  it('knows the owner of each stage entry as it was at that moment', async () => {
    for (const id of leads) {
      let owner: number | null = null;
      for (const { type, ownerId, before } of (await lead(id)).items) {
        if (type === 'entity_responsible_changed') {
          const was = (before as { values: { ownerId?: number }[] } | null)?.values[0]?.ownerId;
          expect(owner === null || was === owner).toBe(true);
          owner = ownerId;
        } else if (type === 'lead_status_changed' || type === 'lead_added') {
          expect(ownerId).not.toBeNull();
          expect(owner === null || ownerId === owner).toBe(true);
          owner = ownerId;
        }
      }
    }
  });

  it('has nothing to repair when it is compared with the account', async () => {
    await eventually(async () => expect((await journal()).waiting).toBe(0));
    await world.hub.post(`accounts/${accountId}/journal/check`);
    await eventually(async () => {
      const { isChecking, checked } = await journal();
      expect(isChecking).toBe(false);
      expect(checked).toMatchObject({ leads: leads.length - 1, repaired: 0, differences: [] });
    });
  });

  /** The observer is killed while it waits for the answer to such a call, and people go on. */
  async function killAt(pathRegExp: string): Promise<void> {
    const held = { kind: 'hold', method: 'GET', subdomain: 'kazan', when: 'before', count: null, pathRegExp };
    const { id } = await world.sandbox.control<{ id: string }>('POST', 'faults', held);
    await eventually(async () => {
      await change(5);
      const fault = await world.sandbox.control<{ holding: unknown[] }>('GET', `faults/${id}`);
      expect(fault.holding.length).toBeGreaterThan(0);
    });
    await world.kill(observer);
    await change(15);
    await world.sandbox.control('DELETE', `faults/${id}`);
    await world.start(observer);
  }

  /** Changes by people and by programs: of stages, owners and prices, new leads, notes and tasks. */
  async function change(count: number): Promise<void> {
    for (let made = 0; made < count; made++) {
      const leadId = pick(leads);
      const responsibleUserId = pick(amo.users).id;
      switch (pick(['move', 'owner', 'price', 'both', 'program', 'new', 'note', 'task'])) {
        case 'move':
          await act('lead.move', { leadId, pipelineId, statusId: pick(stages) });
          break;
        case 'owner':
          await act('lead.change', { leadId, responsibleUserId });
          break;
        case 'price':
          await act('lead.change', { leadId, price: made });
          break;
        case 'both':
          await act('lead.move', { leadId, pipelineId, statusId: pick(stages) });
          await act('lead.change', { leadId, responsibleUserId });
          break;
        case 'program':
          await world.sandbox.call(amo, 'PATCH', `/api/v4/leads/${leadId}`, { price: 1000 + made });
          break;
        case 'new':
          leads.push(
            (await act('lead.create', { name: `Заявка ${made}`, pipelineId, statusId: pick(stages) })).leadId,
          );
          break;
        case 'note':
          await act('note.add', { leadId, text: 'Важно' });
          break;
        default:
          await act('task.add', { text: 'Позвонить', leadId, completeTill: 1_900_000_000 });
      }
    }
  }

  async function seen(id: number) {
    const { pipelineId, statusId, ownerId } = await lead(id);
    return { pipelineId, statusId, ownerId };
  }

  async function truth(id: number) {
    const found = await world.sandbox.call<Record<string, number>>(amo, 'GET', `/api/v4/leads/${id}`);
    return {
      ...{ pipelineId: found.pipeline_id, statusId: found.status_id },
      ownerId: found.responsible_user_id,
    };
  }

  async function events(id: number): Promise<string[]> {
    const path = `/api/v4/events?limit=100&filter[entity]=lead&filter[entity_id]=${id}`;
    const rows = await world.sandbox.list<Event>(amo, path, 'events');
    return rows
      .map((row) => `${new Date(row.created_at * 1000).toISOString()} ${row.type} ${row.created_by}`)
      .sort();
  }
});
