import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { noteTexts, publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  act,
  addSecondBranch,
  branchAt,
  handOver,
  startCustodyHub,
  untilHeld,
  untilObserved,
  untilQuiet,
  type Passed,
} from './custody-world.js';

/*
 * A person's choice of a branch that could not be carried out the first time.
 */
let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

async function begin(name: string): Promise<Passed & { fieldId: number }> {
  const franchise = await hub.found(name);
  const second = await addSecondBranch(hub, franchise, name);
  const { id: fieldId } = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: fieldId });
  await untilObserved(hub, franchise);
  return { franchise, second, fieldId, lead: await handOver(hub, franchise) };
}

const custody = ({ franchise, lead }: Passed) =>
  hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId: lead.leadId });

/** Why the lead is listed as one that has not left. */
async function listed({ lead }: Passed): Promise<unknown[]> {
  const { items } = await hub.app.ask('router.waiting', { causes: ['lead-not-left'] });
  return items.filter(({ leadId }) => leadId === lead.leadId).map(({ text }) => text.facts.found);
}

/** A person writes a name into «Филиал», and a webhook says so. */
async function choose({ franchise, lead, fieldId }: Passed & { fieldId: number }, name: string) {
  const chosen = { field_id: fieldId, values: [{ value: name }] };
  await patchLead(franchise.hq, lead.leadId, { custom_fields_values: [chosen] });
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
}

const untilSecondHas = (world: Passed) =>
  eventually(async () => {
    const { legs } = await custody(world);
    const states = legs.map(({ state, endedAs }) => `${state} ${endedAs}`);
    expect(states).toEqual(['ended re-routed', 'in-branch null']);
  });

/** Something happens while the hub closes the branch lead. */
async function whileClosing(
  { franchise, lead }: Passed,
  leave: () => Promise<unknown>,
  change: () => Promise<unknown>,
): Promise<void> {
  const { subdomain } = franchise.remotes.branch;
  const path = `/api/v4/leads/${lead.branchLeadId}`;
  const hold = { kind: 'hold', when: 'after', subdomain, method: 'PATCH', path };
  const { body } = await hub.sandbox.control('POST', 'faults', hold);
  await leave();
  await untilHeld(hub, body.id);
  await change();
  await hub.sandbox.control('POST', `faults/${body.id}/release`, {});
}

it('a branch that kept the lead loses it when a person takes the choice back and makes it again', async () => {
  const world = await begin('chosen-again');
  const { franchise, second, lead } = world;
  const { subdomain, users } = franchise.remotes.branch;
  const taken = { leadId: lead.branchLeadId, responsibleUserId: users[0]!.id };
  await whileClosing(
    world,
    () => choose(world, second.name),
    () => act(hub, subdomain, 'lead.change', taken),
  );
  await eventually(async () => {
    const notes = await noteTexts(franchise.branch, lead.branchLeadId);
    expect(notes.at(-1)).toContain('взяли в последний момент');
  });
  await eventually(async () => expect(await listed(world)).toEqual(['kept_chosen']));
  await choose(world, 'Казань chosen-again');
  await eventually(async () => expect(await listed(world)).toEqual([]));
  expect((await custody(world)).legs).toMatchObject([{ state: 'in-branch' }]);
  await choose(world, second.name);
  await untilSecondHas(world);
  expect(await branchAt(world)).toBe(second.name);
  expect(await listed(world)).toEqual([]);
});

it('a branch that is paused while its lead leaves another one gets it as soon as it is resumed', async () => {
  const world = await begin('paused-leaving');
  const { second, lead } = world;
  const about = { leadId: lead.leadId, branchId: second.branchId, reason: 'по просьбе клиента' };
  await whileClosing(
    world,
    () => hub.app.ask('router.custody.re-route', about),
    () => hub.app.changeBranch(second.accountId, { state: 'paused' }),
  );
  await eventually(async () =>
    expect(await custody(world)).toMatchObject({ isInHand: true, legs: [{ endedAs: 're-routed' }] }),
  );
  await untilQuiet(hub, world.franchise.hqAccountId, lead.leadId);
  await hub.app.changeBranch(second.accountId, { state: 'active' });
  await untilSecondHas(world);
});
