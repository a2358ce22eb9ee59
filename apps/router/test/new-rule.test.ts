/** @own-modules: it adds to a list from which others derive when they are loaded. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import type { ObstacleRule, RoutingRule } from '../src/rule/routing-rule.js';
import { routingRules } from '../src/rule/routing-rules.js';
import type { RouterHub } from './router-hub.js';

/** A rule that nobody has thought of: no leads to a branch whose name is too long. */
const shortNames: ObstacleRule = {
  name: 'long-name',
  words: { 'long-name': 'routing.branch' },
  hinders: ({ name }) => (name.length > 20 ? { found: 'too-long', until: null, waits: 'no' } : null),
};

let hub: RouterHub;
let parts: typeof import('./router-hub.js');
beforeAll(async () => {
  const list = routingRules as RoutingRule[];
  list.splice(
    list.findIndex(({ name }) => name === 'hours'),
    0,
    shortNames,
  );
  parts = await import('./router-hub.js');
  hub = await parts.startRouterHub();
});
afterAll(() => hub.close());

it('decides, and is explained on the path and among the branches that were passed by', async () => {
  const franchise = await hub.found('whose-name-is-long');
  const leadId = await parts.receiveLead(franchise, franchise.region);
  await parts.publishLeadChange(hub, franchise, leadId);
  const { eventually } = await import('@hub/testing');
  const decision = await eventually(async () => {
    const [found] = await parts.decisionsOf(hub, leadId);
    expect(found).toBeDefined();
    return found!;
  });
  const reason = { check: 'long-name', found: 'too-long', value: 'Казань whose-name-is-long' };
  expect(decision).toMatchObject({ kind: 'manual', notTaken: [reason] });
  expect(decision.reasons.at(-1)).toMatchObject(reason);
  expect(say(decision.reasons.at(-1)!.text!, 'ru')).toBe('Филиал «Казань whose-name-is-long»: too_long.');
});

it('goes before what comes behind it', async () => {
  const franchise = await hub.found('short');
  const leadId = await parts.receiveLead(franchise, franchise.region);
  await parts.publishLeadChange(hub, franchise, leadId);
  await parts.untilDone(hub, leadId);
});
