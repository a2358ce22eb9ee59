import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, createStage, findLead, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from '../../router/test/franchise.js';
import {
  decisionsOf,
  leadsOf,
  publishLeadChange,
  receiveLead,
  saveRules,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addSecondBranch,
  handOver,
  living,
  publishBranchChange,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Handed,
  type SecondBranch,
} from './custody-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

interface Found {
  franchise: Franchise;
  second: SecondBranch;
}

async function found(name: string, rules = {}): Promise<Found> {
  const franchise = await hub.found(name);
  const second = await addSecondBranch(hub, franchise, name);
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id, ...rules });
  await untilObserved(hub, franchise);
  return { franchise, second };
}

/** The causes for which the lead is in the list of what waits. */
const rowsOf = async (leadId: number) => {
  const { items } = await hub.app.ask('router.waiting', {});
  return items.filter((row) => row.leadId === leadId).map(({ cause }) => cause);
};
const untilListed = (leadId: number, cause: string) =>
  eventually(async () => expect(await rowsOf(leadId)).toEqual([cause]));

async function choose({ franchise, second }: Found, leadId: number): Promise<void> {
  const { branchFieldId } = await hub.app.ask('router.rules.show', {});
  const chosen = { field_id: branchFieldId!, values: [{ value: second.name }] };
  await patchLead(franchise.hq, leadId, { custom_fields_values: [chosen] });
  await publishLeadChange(hub, franchise, leadId, 'update');
}

/** HQ moves its lead, and a webhook says so. */
async function move({ franchise }: Found, leadId: number, statusId: number): Promise<void> {
  await patchLead(franchise.hq, leadId, { pipeline_id: franchise.intake.pipelineId, status_id: statusId });
  await publishLeadChange(hub, franchise, leadId, 'update');
}

/** Until the journal has the HQ lead as it is. */
async function untilRead({ hq, hqAccountId }: Franchise, leadId: number): Promise<void> {
  const { updated_at: updatedAt } = (await findLead(hq, leadId))!;
  const read = 'SELECT FROM journal.lead WHERE account_id = $1 AND lead_id = $2 AND updated_at = $3';
  await eventually(async () =>
    expect(await hub.app.source.query(read, [hqAccountId, leadId, updatedAt])).toHaveLength(1),
  );
}

const custody = ({ franchise }: Found, leadId: number) =>
  hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId });

async function untilSecondHas(world: Found, leads = 1): Promise<void> {
  await eventually(async () => expect(await leadsOf(world.second.amo)).toHaveLength(leads));
  expect(await living([world.franchise.branch])).toBe(0);
}

/** The branch loses its lead, and HQ's shows it. */
async function lose({ franchise }: Found, { leadId, branchLeadId }: Handed): Promise<void> {
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', { leadId: branchLeadId, statusId: 143 });
  await publishBranchChange(hub, franchise, branchLeadId);
  await eventually(async () =>
    expect((await custody({ franchise } as Found, leadId)).legs).toMatchObject([{ endedAs: 'lost' }]),
  );
  await untilQuiet(hub, franchise.branchAccountId, branchLeadId);
}

it('a lead that was dragged into the handed-over stage is in the list until a person names a branch', async () => {
  const world = await found('dragged');
  const { franchise, second } = world;
  const { hq, intake, hqAccountId } = franchise;
  const leads = [await receiveLead(franchise, null), await receiveLead(franchise, null)];
  for (const leadId of leads) {
    await move(world, leadId, intake.handedOverId);
    await untilListed(leadId, 'lead-manual');
  }
  const [chosen, assigned] = leads as [number, number];
  await choose(world, chosen);
  await hub.app.ask('router.leads.assign', { leadId: assigned, branchId: second.branchId, by: 'Ольга' });
  for (const leadId of leads) {
    const { id } = await untilDone(hub, leadId);
    await untilQuiet(hub, hqAccountId, leadId);
    expect(await rowsOf(leadId)).toEqual([]);
    const lead = (await findLead(hq, leadId))!;
    const shown = lead.custom_fields_values.flatMap(({ values }) => values.map(({ value }) => value));
    expect(shown).toEqual(expect.arrayContaining([second.name, id]));
  }
  await untilSecondHas(world, 2);
});

it('a lead in hand that HQ closes and opens again in the handed-over stage is in hand again', async () => {
  const world = await found('opened', { rejectTag: 'неНаш' });
  const { franchise } = world;
  const lead = await handOver(hub, franchise);
  const isInHand = (expected: boolean) =>
    eventually(async () => expect(await custody(world, lead.leadId)).toMatchObject({ isInHand: expected }));
  await patchLead(franchise.branch, lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await isInHand(true);
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  await move(world, lead.leadId, 143);
  await isInHand(false);
  await move(world, lead.leadId, franchise.intake.handedOverId);
  await isInHand(true);
  await untilListed(lead.leadId, 'lead-in-hand');
  const about = { leadId: lead.leadId, branchId: world.second.branchId };
  await hub.app.ask('router.leads.assign', { ...about, by: 'Ольга' });
  await untilSecondHas(world);
  await isInHand(false);
});

it.each([
  ['the handed-over stage', false],
  ['that of the rules by which it was handed over', true],
])('a lead that its branch has lost is in hand when HQ opens it again in %s', async (_stage, isFormer) => {
  const world = await found(isFormer ? 'lost-former' : 'lost');
  const { hq, intake } = world.franchise;
  const lead = await handOver(hub, world.franchise);
  await lose(world, lead);
  expect((await findLead(hq, lead.leadId))!.status_id).toBe(143);
  if (isFormer) {
    const { id } = await createStage(hq, intake.pipelineId, { name: 'У филиала', sort: 30 });
    const { branchFieldId } = await hub.app.ask('router.rules.show', {});
    await saveRules(hub, world.franchise, { branchFieldId, handedOverStatusId: id });
  }
  await move(world, lead.leadId, intake.handedOverId);
  await untilListed(lead.leadId, 'lead-in-hand');
  await choose(world, lead.leadId);
  await untilSecondHas(world);
  expect(await rowsOf(lead.leadId)).toEqual([]);
});

it('a lost lead that the rules leave open at HQ waits for nobody, and goes to the branch that a person names', async () => {
  const world = await found('left-open', { closesHqLead: false });
  const lead = await handOver(hub, world.franchise);
  await lose(world, lead);
  await publishLeadChange(hub, world.franchise, lead.leadId, 'update');
  await eventually(async () =>
    expect((await decisionsOf(hub, lead.leadId))[0]).toMatchObject({ kind: 'ignore' }),
  );
  await untilQuiet(hub, world.franchise.hqAccountId, lead.leadId);
  expect(await rowsOf(lead.leadId)).toEqual([]);
  await choose(world, lead.leadId);
  await untilSecondHas(world);
});

it('a lead that HQ has moved within its intake is not handed over again when its branch has won it', async () => {
  const world = await found('moved-within');
  const { franchise, second } = world;
  const lead = await handOver(hub, franchise);
  // What the journal shows of the minute of the hand-over may be from before it.
  await hub.sandbox.control('POST', 'clock', { advanceMs: 90_000 });
  await move(world, lead.leadId, franchise.intake.newId);
  await untilRead(franchise, lead.leadId);
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
    leadId: lead.branchLeadId,
    statusId: 142,
  });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await eventually(async () =>
    expect((await custody(world, lead.leadId)).legs).toMatchObject([{ endedAs: 'won' }]),
  );
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  await untilListed(lead.leadId, 'lead-manual');
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
  expect(await leadsOf(franchise.branch)).toHaveLength(1);
  await choose(world, lead.leadId);
  await eventually(async () => expect(await leadsOf(second.amo)).toHaveLength(1));
  expect(await leadsOf(franchise.branch)).toHaveLength(1);
});

it('a lead that its branch has won is not handed over again because rules name another handed-over stage', async () => {
  const world = await found('other-stage', { closesHqLead: false });
  const { franchise } = world;
  const lead = await handOver(hub, franchise);
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
    leadId: lead.branchLeadId,
    statusId: 142,
  });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await eventually(async () =>
    expect((await custody(world, lead.leadId)).legs).toMatchObject([{ endedAs: 'won' }]),
  );
  const { hq, intake } = franchise;
  const { id } = await createStage(hq, intake.pipelineId, { name: 'У филиала', sort: 30 });
  const { branchFieldId } = await hub.app.ask('router.rules.show', {});
  await saveRules(hub, franchise, { branchFieldId, closesHqLead: false, handedOverStatusId: id });
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  await eventually(async () =>
    expect((await decisionsOf(hub, lead.leadId))[0]).toMatchObject({ kind: 'ignore' }),
  );
  expect(await leadsOf(franchise.branch)).toHaveLength(1);
  await choose(world, lead.leadId);
  await eventually(async () => expect(await leadsOf(world.second.amo)).toHaveLength(1));
});
