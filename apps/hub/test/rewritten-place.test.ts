import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, patchCustomField, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import {
  leadsOf,
  publishLeadChange,
  saveRules,
  setRegion,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  addSecondBranch,
  handOver,
  publishBranchChange,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Passed,
} from './custody-world.js';

/*
 * The place of a lead is rewritten at HQ after a person has chosen its branch.
 */
let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

interface World extends Passed {
  region: string;
  branchFieldId: number;
  cityFieldId: number;
}

/** The first branch has the lead; «Регион» lists the regions of both. */
async function begin(name: string): Promise<World> {
  const franchise = await hub.found(name);
  const region = `Тверь ${name}`;
  const second = await addSecondBranch(hub, franchise, name, region);
  const { id, enums } = franchise.fields.region;
  const known = enums.map(({ id, value, sort }) => ({ id, value, sort }));
  await patchCustomField(franchise.hq, 'leads', id, { enums: [...known, { value: region, sort: 900 }] });
  const { id: branchFieldId } = await createCustomField(franchise.hq, 'leads', {
    name: 'Филиал',
    type: 'text',
  });
  const { id: cityFieldId } = await createCustomField(franchise.hq, 'leads', { name: 'Город', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId, cityFieldId, rejectTag: 'неНаш' });
  await untilObserved(hub, franchise);
  return { franchise, second, region, branchFieldId, cityFieldId, lead: await handOver(hub, franchise) };
}

/** The next change is in a later second than the one that is read. */
async function heed({ franchise, lead }: Passed): Promise<void> {
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
  await hub.sandbox.control('POST', 'clock', { advanceMs: 2_000 });
}

async function fill(world: World, fieldId: number, value: string): Promise<void> {
  const custom_fields_values = [{ field_id: fieldId, values: [{ value }] }];
  await patchLead(world.franchise.hq, world.lead.leadId, { custom_fields_values });
  await heed(world);
}

const legs = async ({ franchise, lead }: Passed) => {
  const about = { accountId: franchise.hqAccountId, leadId: lead.leadId };
  const { legs } = await hub.app.ask('router.custody.show', about);
  return legs.map(({ state, endedAs }) => `${state} ${endedAs}`);
};

it('stays with the branch that a person chose, when the city is filled in beside the region', async () => {
  const world = await begin('filled-city');
  await fill(world, world.branchFieldId, world.second.name);
  const passed = ['ended re-routed', 'in-branch null'];
  await eventually(async () => expect(await legs(world)).toEqual(passed));
  await untilQuiet(hub, world.franchise.hqAccountId, world.lead.leadId);
  for (const city of ['Казань', 'г. Казань, ул. Ленина 5']) await fill(world, world.cityFieldId, city);
  expect(await legs(world)).toEqual(passed);
  expect(await leadsOf(world.second.amo)).toHaveLength(1);
});

it('does not go back to the branch that has rejected it, when its place is corrected', async () => {
  const world = await begin('rejected-place');
  const { franchise, lead, second } = world;
  await patchLead(franchise.branch, lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await eventually(async () => expect(await legs(world)).toEqual(['ended rejected']));
  await fill(world, world.branchFieldId, second.name);
  const passed = ['ended rejected', 'in-branch null'];
  await eventually(async () => expect(await legs(world)).toEqual(passed));
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
  for (const region of [world.region, franchise.region]) {
    await setRegion(franchise, lead.leadId, region);
    await heed(world);
  }
  expect(await legs(world)).toEqual(passed);
});

it('does not go where its region is corrected to, without «Филиал», while it waits for a branch that a person chose', async () => {
  const world = await begin('wish-place');
  const { franchise, lead } = world;
  const { branchAccountId: accountId, exchange, hqAccountId } = franchise;
  const { pipelineId, statusId } = exchange;
  const wantedId = await hub.app.addBranch({ name: 'Казань закрытая', accountId, pipelineId, statusId });
  await hub.app.source.query(`UPDATE accounts.branch SET state = 'paused' WHERE id = $1`, [wantedId]);
  await saveRules(hub, franchise, { branchFieldId: null });
  await hub.app.source.query(
    'UPDATE router.transfer SET wanted_branch_id = $2, wanted_since = now(), choice_read_at = NULL WHERE id = $1',
    [lead.transferId, wantedId],
  );
  await setRegion(franchise, lead.leadId, world.region);
  await heed(world);
  await untilQuiet(hub, hqAccountId, lead.leadId);
  expect(await legs(world)).toEqual(['in-branch null']);
});
