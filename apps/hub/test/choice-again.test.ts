import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomField, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { noteTexts, publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  act,
  addSecondBranch,
  branchAt,
  handOver,
  living,
  publishBranchChange,
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

describe('a branch that a person names while it takes no leads, when the lead leaves the branch that has it', () => {
  /** A lead whose «Филиал» names the second branch, which is paused; the rules would give it to a third one. */
  async function beginPaused(name: string) {
    const world = await begin(name);
    const { franchise, second, fieldId: branchFieldId } = world;
    const third = await addSecondBranch(hub, franchise, `${name}-3`, 'Венера');
    const fallbackBranchId = third.branchId;
    await saveRules(hub, franchise, { branchFieldId, fallbackBranchId, rejectTag: 'неНаш' });
    await hub.app.changeBranch(second.accountId, { state: 'paused' });
    return { ...world, third };
  }

  const tag = ({ franchise, lead }: Passed) =>
    patchLead(franchise.branch, lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  const publishChange = ({ franchise, lead }: Passed) =>
    publishBranchChange(hub, franchise, lead.branchLeadId);

  async function chooseSecond(world: Awaited<ReturnType<typeof beginPaused>>) {
    await choose(world, world.second.name);
    await eventually(async () => expect(await listed(world)).toEqual(['takes_none']));
  }

  const untilLegs = (world: Passed, ...expected: string[]) =>
    eventually(async () => {
      const { legs } = await custody(world);
      expect(legs.map(({ branchName, state, endedAs }) => `${branchName} ${endedAs ?? state}`)).toEqual(
        expected,
      );
    });

  /** Nobody gets the lead, whatever is asked about it, before the branch takes leads. */
  async function untilWaits(world: Awaited<ReturnType<typeof beginPaused>>, former: string) {
    const { franchise, lead, third } = world;
    await untilLegs(world, former);
    await publishLeadChange(hub, franchise, lead.leadId, 'update');
    await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
    expect(await custody(world)).toMatchObject({ isInHand: true, legs: [{ state: 'ended' }] });
    expect(await living([third.amo])).toBe(0);
  }

  it('gets it as soon as it takes leads, and the rules choose no other one until then', async () => {
    const world = await beginPaused('paused-rejected');
    const { second } = world;
    await chooseSecond(world);
    await tag(world);
    await publishChange(world);
    await untilWaits(world, 'Казань paused-rejected rejected');
    await hub.app.changeBranch(second.accountId, { state: 'active' });
    await untilLegs(world, 'Казань paused-rejected rejected', `${second.name} in-branch`);
  });

  it('gets it also where it was named in the moment of the closing', async () => {
    const world = await beginPaused('paused-closing');
    const { second } = world;
    await tag(world);
    await whileClosing(
      world,
      () => publishChange(world),
      () => choose(world, second.name),
    );
    await untilWaits(world, 'Казань paused-closing rejected');
    await hub.app.changeBranch(second.accountId, { state: 'active' });
    await untilLegs(world, 'Казань paused-closing rejected', `${second.name} in-branch`);
  });

  it('gets it also where another one was named before, and the closing for that one is under way', async () => {
    const world = await beginPaused('paused-instead');
    const { second, third } = world;
    await whileClosing(
      world,
      () => choose(world, third.name),
      async () => {
        await choose(world, second.name);
        await eventually(async () => expect(await known(world)).toMatchObject({ shown: second.name }));
      },
    );
    await untilWaits(world, 'Казань paused-instead re-routed');
    expect(await branchAt(world)).toBe(second.name);
    await hub.app.changeBranch(second.accountId, { state: 'active' });
    await untilLegs(world, 'Казань paused-instead re-routed', `${second.name} in-branch`);
  });

  it('gets it from the former branch, too, where that has opened its lead again', async () => {
    const world = await beginPaused('paused-opened');
    const { franchise, second, lead } = world;
    await chooseSecond(world);
    await tag(world);
    await publishChange(world);
    await untilWaits(world, 'Казань paused-opened rejected');
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
      leadId: lead.branchLeadId,
      statusId: franchise.exchange.statusId,
    });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await untilLegs(world, 'Казань paused-opened rejected', 'Казань paused-opened in-branch');
    await hub.app.changeBranch(second.accountId, { state: 'active' });
    await untilLegs(
      world,
      ...['Казань paused-opened rejected', 'Казань paused-opened re-routed', `${second.name} in-branch`],
    );
  });

  it('keeps the lead that it has opened again itself, once it takes leads', async () => {
    const world = await begin('own-paused');
    const { franchise, lead, fieldId: branchFieldId } = world;
    const own = 'Казань own-paused';
    await saveRules(hub, franchise, { branchFieldId, rejectTag: 'неНаш' });
    await tag(world);
    await publishChange(world);
    await untilLegs(world, `${own} rejected`);
    await hub.app.changeBranch(franchise.branchAccountId, { state: 'paused' });
    await choose(world, 'Никакой');
    await eventually(async () => expect(await known(world)).toEqual({ shown: 'Никакой', wanted: null }));
    await choose(world, own);
    await eventually(async () =>
      expect(await known(world)).toEqual({ shown: own, wanted: expect.any(String) }),
    );
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
      leadId: lead.branchLeadId,
      statusId: franchise.exchange.statusId,
    });
    await publishChange(world);
    await untilLegs(world, `${own} rejected`, `${own} in-branch`);
    expect(await known(world)).toMatchObject({ wanted: null });
    await hub.app.changeBranch(franchise.branchAccountId, { state: 'active' });
    await publishLeadChange(hub, franchise, lead.leadId, 'update');
    await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
    await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
    await untilLegs(world, `${own} rejected`, `${own} in-branch`);
  });
});

/** What the last leg of the lead knows of «Филиал», and for which branch it waits. */
async function known({ lead }: Passed): Promise<{ shown: string; wanted: string | null } | undefined> {
  const rows = await hub.app.source.query<{ shown: string; wanted: string | null }[]>(
    `SELECT hq_branch_name AS shown, wanted_branch_id AS wanted FROM router.transfer
      WHERE hq_lead_id = $1 ORDER BY started_at DESC LIMIT 1`,
    [lead.leadId],
  );
  return rows[0];
}
