import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { ReviewWaiting } from '../src/waiting/review-waiting.js';
import { alarmsOf, startRouterHub, type RouterHub } from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

it('lists a lead that was sent over REST while head office does not take it, with its age and an alarm', async () => {
  const franchise = await hub.found('unmade');
  const { hqAccountId, remotes, region } = franchise;
  const { subdomain } = remotes.hq;
  await hub.sandbox.control('POST', 'faults', {
    kind: 'status',
    status: 503,
    method: 'POST',
    subdomain,
    count: null,
  });
  const { id } = await hub.app.ask('router.leads.receive', {
    ...{ callerId: 'form', idempotencyKey: 'unmade', name: 'Анна', phone: '8 912 345-67-80', region },
  });
  const received = () => hub.app.ask('router.leads.received', { receivedId: id });
  await eventually(async () => expect((await received()).problem).not.toBeNull());
  const rows = async () => (await hub.app.ask('router.waiting', { causes: ['lead-not-made'] })).items;
  const alarms = async () => {
    await hub.app.app.get(ReviewWaiting).review(new Date());
    return alarmsOf(hub, 'lead-not-made');
  };
  expect(await rows()).toEqual([]);
  expect(await alarms()).toEqual([]);

  await hub.app.source.query(
    `UPDATE router.received_lead SET received_at = received_at - interval '3 minutes' WHERE id = $1`,
    [id],
  );
  const [row] = await rows();
  expect(row).toMatchObject({ id, accountId: hqAccountId, leadId: null });
  expect(say(row!.text, 'ru')).toContain('принята через API, но её ещё нет в amoCRM головного офиса');
  expect(await alarms()).toMatchObject([{ subject: hqAccountId, facts: { count: 1 } }]);

  await hub.sandbox.control('DELETE', 'faults');
  await hub.app.source.query(
    `UPDATE router.received_lead SET step_started_at = step_started_at - interval '1 minute',
       step_written_at = step_written_at - interval '1 minute' WHERE id = $1`,
    [id],
  );
  await eventually(async () => {
    await hub.app.source.query(
      `UPDATE router.inbox_lane SET run_at = now() WHERE consumer = 'router.receive' AND fence = 0 AND run_at > now()`,
    );
    expect((await received()).state).toBe('done');
  });
  expect(await rows()).toEqual([]);
  expect(await alarms()).toEqual([]);
});
