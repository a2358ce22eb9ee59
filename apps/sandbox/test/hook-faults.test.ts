import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

const minuteMs = 60_000;

interface Row {
  id: number;
  state: string;
  body: string;
  dueAt: number | null;
  tries: unknown[];
}

describe('hooks under several faults, and hooks that outlive the sandbox', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-hooks-'));
    sandbox = await startTestSandbox({ folder });
    receiver = await startHookReceiver();
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  const rowsOf = async (subdomain: string): Promise<Row[]> =>
    (await sandbox.control('GET', `deliveries?subdomain=${subdomain}`)).body;

  async function subscribed(subdomain: string): Promise<Api> {
    const { api } = await sandbox.account({ subdomain });
    const hook = { destination: `${receiver.url}/${subdomain}`, settings: ['add_lead'] };
    expect((await api('POST', '/api/v4/webhooks', hook)).status).toBe(201);
    return api;
  }

  async function addLead(api: Api): Promise<string> {
    return String((await api('POST', '/api/v4/leads', [{ name: 'Л' }])).body._embedded.leads[0].id);
  }

  const arrived = (subdomain: string): string[] =>
    receiver.received.filter(({ path }) => path === `/${subdomain}`).map(({ body }) => body.leads.add[0].id);

  /** Forty leads under the three faults: which were lost, how often each arrived, and in which order. */
  async function underFaults(subdomain: string) {
    const api = await subscribed(subdomain);
    const faults = [
      { kind: 'webhook-lost', share: 0.3, seed: 5 },
      { kind: 'webhook-doubled', share: 0.1, seed: 6 },
      { kind: 'webhook-reordered', ms: minuteMs },
    ];
    for (const fault of faults) await sandbox.control('POST', 'faults', { ...fault, subdomain, count: null });
    const ids: string[] = [];
    const lost: boolean[] = [];
    for (let count = 0; count < 40; count += 1) {
      const id = await addLead(api);
      const own = await until(async () => {
        const rows = (await rowsOf(subdomain)).filter(({ body }) => body.includes(`=${id}&`));
        return rows.length > 0 && rows.every(({ state }) => state !== 'sending') ? rows : null;
      });
      await until(async () => (await rowsOf(subdomain)).every(({ state }) => state !== 'sending'));
      ids.push(id);
      lost.push(own.some(({ state }) => state === 'lost'));
    }
    await sandbox.control('POST', 'clock', { advanceMs: minuteMs });
    await until(async () =>
      (await rowsOf(subdomain)).every(({ state }) => state === 'lost' || state === 'delivered'),
    );
    await sandbox.control('DELETE', 'faults');
    return { ids, lost, arrived: arrived(subdomain) };
  }

  it('loses, doubles and reorders at once, the same ones for the same seeds', async () => {
    const first = await underFaults('three1');
    const times = first.ids.map((id) => first.arrived.filter((one) => one === id).length);
    expect(times.map((count) => count === 0)).toEqual(first.lost);
    expect(new Set(times)).toEqual(new Set([0, 1, 2]));
    const expected: string[] = [];
    let parked: string | undefined;
    for (const [index, id] of first.ids.entries()) {
      const copies = Array<string>(times[index] ?? 0).fill(id);
      if (copies.length === 0) continue;
      if (parked === undefined) parked = id;
      else {
        const before = Array<string>(times[first.ids.indexOf(parked)] ?? 0).fill(parked);
        expected.push(...copies, ...before);
        parked = undefined;
      }
    }
    expect(first.arrived.slice(0, expected.length)).toEqual(expected);
    const second = await underFaults('three2');
    expect(second.lost).toEqual(first.lost);
    expect(second.ids.map((id) => second.arrived.filter((one) => one === id).length)).toEqual(times);
  });

  it('keeps a late hook late and then lets the next one pass it', async () => {
    const subdomain = 'latethree';
    const api = await subscribed(subdomain);
    await sandbox.control('POST', 'faults', { kind: 'webhook-late', subdomain, ms: minuteMs });
    await sandbox.control('POST', 'faults', { kind: 'webhook-reordered', subdomain, ms: 10 * minuteMs });
    const late = await addLead(api);
    const second = await addLead(api);
    await until(() => arrived(subdomain).length === 1);
    await sandbox.control('POST', 'clock', { advanceMs: minuteMs });
    const third = await addLead(api);
    await until(() => arrived(subdomain).length === 3);
    expect(arrived(subdomain)).toEqual([second, third, late]);
  });

  it('saves retries with their time, held hooks and the hold, and goes on after loading', async () => {
    const subdomain = 'outlives';
    const api = await subscribed(subdomain);
    receiver.answer = () => 500;
    const id = await addLead(api);
    const [row] = await until(async () => {
      const rows = await rowsOf(subdomain);
      return rows[0]?.tries.length === 1 ? rows : null;
    });
    await sandbox.control('POST', 'deliveries/hold', { subdomain });
    const held = await addLead(api);
    const before = await rowsOf(subdomain);
    const file = 'state.json';
    expect((await sandbox.control('POST', 'save', { file })).status).toBe(200);
    await sandbox.control('POST', 'reset');
    expect(await rowsOf(subdomain)).toEqual([]);
    expect((await sandbox.control('POST', 'load', { file })).status).toBe(200);
    expect(await rowsOf(subdomain)).toEqual(before);
    expect(row?.dueAt).not.toBeNull();

    receiver.answer = () => 200;
    await sandbox.control('POST', 'clock', { advanceMs: 5 * minuteMs });
    await until(() => arrived(subdomain).length === 2);
    const later = await addLead(api);
    const states = (await rowsOf(subdomain)).map(({ state }) => state);
    expect(states).toEqual(['delivered', 'held', 'held']);
    expect(new Set((await rowsOf(subdomain)).map((one) => one.id)).size).toBe(3);
    await sandbox.control('POST', 'deliveries/flush', { subdomain });
    expect(arrived(subdomain).slice(0, 2)).toEqual([id, id]);
    expect(arrived(subdomain).slice(2).sort()).toEqual([held, later].sort());
  });

  it('holds all hooks until the hold ends, however many', async () => {
    const subdomain = 'manyheld';
    const { api } = await sandbox.account({ subdomain });
    const [hooks, leads] = [90, 60];
    for (let at = 0; at < hooks; at += 1)
      await api('POST', '/api/v4/webhooks', { destination: `${receiver.url}/${at}`, settings: ['add_lead'] });
    await sandbox.control('POST', 'deliveries/hold', { subdomain });
    for (let made = 0; made < leads; made += 1) await addLead(api);
    const states = (await rowsOf(subdomain)).map(({ state }) => state);
    expect(states).toEqual(Array.from({ length: hooks * leads }, () => 'held'));
  });
});
