import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import {
  leadsOf,
  noteTexts,
  receiveLead,
  sayDuplicateControl,
  startRouterHub,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

const leadCount = 30;

/*
 * The calls of leads that come in at once travel together, and the answers to some of those are lost: each lead looks for
 * what it wrote, as it does after a call of its own.
 */
it('hands over each of many leads once, although answers to calls that they share are lost', async () => {
  const franchise = await hub.found('burst');
  await sayDuplicateControl(hub, franchise, 'absent');
  const { hq, branch, remotes, hqAccountId, region } = franchise;
  const leadIds: number[] = [];
  for (let at = 0; at < leadCount; at++)
    leadIds.push(await receiveLead(franchise, region, `+7 921 500-11-${String(at).padStart(2, '0')}`));
  for (const [side, method, path] of [
    ['branch', 'POST', '/api/v4/leads/complex'],
    ['branch', 'POST', '/api/v4/leads/notes'],
    ['hq', 'POST', '/api/v4/leads/notes'],
    ['hq', 'PATCH', '/api/v4/leads'],
  ] as const) {
    const fault = { kind: 'lost-answer', count: 1, subdomain: remotes[side].subdomain, method, path };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
  }
  // Two of seven places are left in each account, so that calls have to wait.
  await hub.app.source.query(
    `UPDATE accounts.rate_slot SET free_at = now() + interval '10 minutes' WHERE slot <= 5`,
  );
  const changedAt = Math.floor(Date.now() / 1000) - 60;
  const hint = {
    accountId: hqAccountId,
    entity: 'lead',
    action: 'add',
    source: 'webhook',
    changedAt,
  } as const;
  await Promise.all(leadIds.map((entityId) => hub.app.publishChange({ ...hint, entityId })));
  await eventually(async () => {
    const rows = await hub.app.source.query<unknown[]>(
      `SELECT 1 FROM router.transfer WHERE hq_account_id = $1 AND state = 'done'`,
      [hqAccountId],
    );
    expect(rows).toHaveLength(leadCount);
  }, 150_000);
  await hub.app.source.query(`UPDATE accounts.rate_slot SET free_at = now()`);
  const made = await leadsOf(branch);
  expect(made).toHaveLength(leadCount);
  expect(new Set(made.map(({ _embedded }) => _embedded.contacts[0]?.id)).size).toBe(leadCount);
  const notes = new Map<number, number>();
  for (const { id } of made) notes.set(id, (await noteTexts(branch, id)).length);
  for (const id of leadIds) notes.set(id, (await noteTexts(hq, id)).length);
  expect([...notes.values()].filter((count) => count !== 1)).toEqual([]);
  const { body } = await hub.sandbox.control('GET', 'faults');
  expect((body as { hits: number }[]).map(({ hits }) => hits)).toEqual([1, 1, 1, 1]);
});
