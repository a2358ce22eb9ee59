import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SweepIntake } from '../src/re-judge/sweep-intake.js';
import {
  receiveLead,
  saveRules,
  startRouterHub,
  transferOf,
  untilQuiet,
  type RouterHub,
} from './router-hub.js';

const dayMs = 86_400_000;
let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

it('a question stays while the contact of its lead cannot be read', async () => {
  const franchise = await hub.found('unread');
  const { hqAccountId, branchAccountId, remotes } = franchise;
  await saveRules(hub, franchise, { usesPhoneCode: true });
  await hub.app.changeBranch(branchAccountId, { regions: [{ name: 'Республика Татарстан', aliases: [] }] });
  await untilQuiet(hub);
  const clock = (now: number) => hub.sandbox.control('POST', 'clock', { now });
  await clock(Date.now() - 4 * dayMs);
  const leadId = await receiveLead(franchise, null, '+7 843 292-11-22');
  await clock(Date.now());
  const sweep = async () => {
    await hub.app.app.get(SweepIntake).sweep();
    await untilQuiet(hub);
    const { items } = await hub.app.ask('router.waiting', { causes: ['re-judge'], accountId: hqAccountId });
    return items.map(({ text }) => text.facts.leads);
  };
  expect(await sweep()).toEqual([1]);
  const { subdomain } = remotes.hq;
  const refused = { kind: 'status', status: 403, subdomain, method: 'GET', path: '/api/v4/contacts/*' };
  const { body } = await hub.sandbox.control('POST', 'faults', { ...refused, count: null });
  expect(await sweep()).toEqual([1]);
  const { body: fault } = await hub.sandbox.control('GET', `faults/${body.id}`);
  expect(fault.hits).toBeGreaterThan(0);
  expect(await transferOf(hub, leadId)).toBeUndefined();
});
