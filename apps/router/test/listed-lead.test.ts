import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import {
  decisionsOf,
  leadsOf,
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

const closedStatusId = 143;

/*
 * A lead is changed twice in one second, and the list shows it as it was between: some have come into intake, which the list
 * does not say, and some were closed there.
 */
it('is judged and handed over as it stands by its id, whatever a list that lags has shown', async () => {
  const franchise = await hub.found('listed');
  const { hq, branch, remotes, hqAccountId, region, intake } = franchise;
  const [open, closed]: [number[], number[]] = [[], []];
  const rows: object[] = [];
  for (let at = 0; at < 4; at++) {
    for (const ids of [open, closed]) {
      const id = await receiveLead(franchise, region);
      const path = `/api/v4/leads/${id}`;
      const { body } = await hq.call({ method: 'GET', path, query: { with: 'contacts' } });
      const place = ids === open ? { pipeline_id: intake.pipelineId, status_id: closedStatusId } : {};
      rows.push({ ...(body as object), ...place });
      if (ids === closed)
        await patchLead(hq, id, { pipeline_id: intake.pipelineId, status_id: closedStatusId });
      ids.push(id);
    }
  }
  const { subdomain } = remotes.hq;
  const list = { method: 'GET', path: '/api/v4/leads?*filter%5Bid*', subdomain };
  const answer = { kind: 'status', status: 200, body: { _embedded: { leads: rows } } };
  expect((await hub.sandbox.control('POST', 'faults', { ...answer, ...list, count: 1 })).status).toBe(201);
  // Two of seven places are left, so that calls have to wait.
  await hub.app.source.query(
    `UPDATE accounts.rate_slot SET free_at = now() + interval '10 minutes' WHERE slot <= 5`,
  );
  const changedAt = Math.floor(Date.now() / 1000) - 600;
  const hint = {
    accountId: hqAccountId,
    entity: 'lead',
    action: 'update',
    source: 'webhook',
    changedAt,
  } as const;
  await Promise.all([...open, ...closed].map((entityId) => hub.app.publishChange({ ...hint, entityId })));
  for (const id of open) await untilDone(hub, id, 90_000);
  await eventually(async () => {
    for (const id of closed)
      expect((await transferOf(hub, id))?.state ?? (await decisionsOf(hub, id)).at(0)?.kind).toMatch(
        /^cancelled|ignore$/,
      );
  }, 90_000);
  await hub.app.source.query('UPDATE accounts.rate_slot SET free_at = now()');
  expect(await leadsOf(branch)).toHaveLength(open.length);
  const { body } = await hub.sandbox.control('GET', 'faults');
  expect((body as { hits: number }[]).map(({ hits }) => hits)).toEqual([1]);
});

/** As after a standstill: several hints about each lead have come together. */
it('is read in a list also where more hints about it wait, none of which names a later change', async () => {
  const franchise = await hub.found('backlog');
  const { hqAccountId, remotes } = franchise;
  const leadIds: number[] = [];
  // No branch has this region, so that each hint is judged anew.
  for (let at = 0; at < 12; at++) leadIds.push(await receiveLead(franchise, null));
  await hub.app.source.query(
    `UPDATE accounts.rate_slot SET free_at = now() + interval '10 minutes' WHERE slot <= 5`,
  );
  const changedAt = Math.floor(Date.now() / 1000) - 600;
  const about = { accountId: hqAccountId, entity: 'lead', action: 'update', source: 'webhook' } as const;
  const hints = leadIds.flatMap((entityId) => [0, 1, 2].map((later) => ({ entityId, later })));
  await Promise.all(
    hints.map(({ entityId, later }) =>
      hub.app.publishChange({ ...about, entityId, changedAt: changedAt + later }),
    ),
  );
  await eventually(async () => {
    const done = `SELECT FROM router.inbox WHERE consumer = 'router.lead' AND state = 'done' AND key LIKE $1`;
    expect(await hub.app.source.query<object[]>(done, [`${hqAccountId}:%`])).toHaveLength(hints.length);
  }, 90_000);
  await hub.app.source.query('UPDATE accounts.rate_slot SET free_at = now()');
  const { body } = await hub.sandbox.control('GET', `requests?subdomain=${remotes.hq.subdomain}`);
  const reads = (body as { method: string; path: string }[]).filter(
    ({ method, path }) => method === 'GET' && /^\/api\/v4\/leads\/\d+/.test(path),
  );
  // Only those whose slot was free at once.
  expect(reads.length).toBeLessThan(leadIds.length);
});
