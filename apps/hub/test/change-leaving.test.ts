import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomField, findLead, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { leadsOf, publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  addSecondBranch,
  branchAt,
  handOver,
  hurryCustody,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Passed,
  type SecondBranch,
} from './custody-world.js';

/*
 * A lead is to leave for another branch, and its own branch account does not answer for hours. What people say meanwhile
 * counts.
 */
let hub: RouterHub;
beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

interface World extends Passed {
  third: SecondBranch;
  branchFieldId: number;
  /** The account of the branch answers again. */
  answer: () => Promise<void>;
}

async function begin(name: string): Promise<World> {
  const franchise = await hub.found(name);
  const second = await addSecondBranch(hub, franchise, name);
  const third = await addSecondBranch(hub, franchise, `${name}-3`, `Регион ${name}-3`);
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const lead = await handOver(hub, franchise);
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  const { subdomain } = franchise.remotes.branch;
  const path = `/api/v4/leads/${lead.branchLeadId}`;
  const away = { kind: 'status', status: 503, subdomain, method: 'GET', path, count: null };
  const { body: fault } = await hub.sandbox.control('POST', 'faults', away);
  const answer = async () => {
    await hub.sandbox.control('DELETE', `faults/${fault.id}`);
    await eventually(async () => {
      await hurryCustody(hub, franchise.branchAccountId, lead.branchLeadId);
      const left = `SELECT FROM router.inbox WHERE key = $1 AND state = 'waiting'`;
      const key = `${franchise.branchAccountId}:lead:${lead.branchLeadId}`;
      expect(await hub.app.source.query<unknown[]>(left, [key])).toHaveLength(0);
    });
  };
  return { franchise, second, third, lead, branchFieldId: field.id, answer };
}

/** A person changes the HQ lead. */
async function change({ franchise, lead }: Passed, write: Parameters<typeof patchLead>[2]): Promise<void> {
  await hub.sandbox.control('POST', 'clock', { advanceMs: 2_000 });
  await patchLead(franchise.hq, lead.leadId, write);
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
}

const choose = (world: World, name: string) =>
  change(world, { custom_fields_values: [{ field_id: world.branchFieldId, values: [{ value: name }] }] });

const send = ({ lead }: Passed, branchId: string) =>
  hub.app.ask('router.custody.re-route', { leadId: lead.leadId, branchId, reason: 'по просьбе клиента' });

/** For which branches the lead is to leave its own. */
async function wantedBranches({ lead }: Passed): Promise<(string | null)[]> {
  const rows = await hub.app.source.query<{ branch: string | null }[]>(
    `SELECT branch_id AS branch FROM router.re_route WHERE leg_id = $1 AND state = 'asked'`,
    [lead.transferId],
  );
  return rows.map(({ branch }) => branch);
}

const untilWanted = (world: World, branchIds: string[]) =>
  eventually(async () => expect(await wantedBranches(world)).toEqual(branchIds));

async function chooseSecond(world: World): Promise<void> {
  await choose(world, world.second.name);
  await untilWanted(world, [world.second.branchId]);
}

/** How many open leads each of the three branches has. */
async function openLeads({ franchise, second, third }: World): Promise<number[]> {
  const counts: number[] = [];
  for (const amo of [franchise.branch, second.amo, third.amo])
    counts.push((await leadsOf(amo)).filter(({ status_id }) => ![142, 143].includes(status_id)).length);
  return counts;
}

const ownId = async ({ franchise }: Passed): Promise<string> => {
  const [branch] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1',
    [franchise.branchAccountId],
  );
  return branch!.id;
};

describe('a lead that waits to leave its branch', () => {
  it('stays when «Филиал» names its own branch again', async () => {
    const world = await begin('own-again');
    await chooseSecond(world);
    await choose(world, 'Казань own-again');
    await untilWanted(world, []);
    await world.answer();
    expect(await openLeads(world)).toEqual([1, 0, 0]);
    expect(await branchAt(world)).toBe('Казань own-again');
  });

  it('stays when «Филиал» names its own branch again, wherever its place was corrected to', async () => {
    const world = await begin('own-placed');
    const { franchise, lead } = world;
    await chooseSecond(world);
    const values = [{ value: 'Регион own-placed-3' }];
    await change(world, { custom_fields_values: [{ field_id: franchise.fields.region.id, values }] });
    await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
    expect(await wantedBranches(world)).toEqual([world.second.branchId]);
    await choose(world, 'Казань own-placed');
    await untilWanted(world, []);
    await world.answer();
    await change(world, { price: 7 });
    await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
    expect(await openLeads(world)).toEqual([1, 0, 0]);
  });

  it('goes to the branch that «Филиал» names last, and to no other before', async () => {
    const world = await begin('third');
    const { second, third } = world;
    await chooseSecond(world);
    await choose(world, third.name);
    await untilWanted(world, [third.branchId]);
    await world.answer();
    await eventually(async () => expect(await openLeads(world)).toEqual([0, 0, 1]));
    expect(await leadsOf(second.amo)).toEqual([]);
    expect(await branchAt(world)).toBe(third.name);
  });

  it.each(['name', 'place', 'rest'])('stays when head office has closed its own lead (%s)', async (by) => {
    const world = await begin(`closed-at-hq-${by}`);
    const { franchise, second } = world;
    const { intake, fields } = franchise;
    const place = [{ field_id: fields.region.id, values: [{ value: `Регион closed-at-hq-${by}-3` }] }];
    if (by === 'name') await choose(world, second.name);
    else if (by === 'rest') await send(world, second.branchId);
    else await change(world, { custom_fields_values: place });
    await untilWanted(world, [by === 'place' ? world.third.branchId : second.branchId]);
    await change(world, { pipeline_id: intake.pipelineId, status_id: 143 });
    await untilWanted(world, []);
    await world.answer();
    expect(await openLeads(world)).toEqual([1, 0, 0]);
    // What was asked for counts again.
    await change(world, { pipeline_id: intake.pipelineId, status_id: intake.handedOverId });
    await eventually(async () =>
      expect(await openLeads(world)).toEqual(by === 'place' ? [0, 0, 1] : [0, 1, 0]),
    );
  });

  it('stays when head office has closed its own lead and only the journal knows', async () => {
    const world = await begin('closed-unheard');
    const { franchise, lead } = world;
    await chooseSecond(world);
    const { updated_at: changedAt } = (await findLead(franchise.hq, lead.leadId))!;
    await eventually(async () => {
      const [closed] = await hub.app.source.query<[unknown[], number]>(
        `UPDATE journal.lead SET status_id = 143 WHERE account_id = $1 AND lead_id = $2 AND updated_at >= $3
           AND NOT EXISTS (SELECT FROM observer.due_card WHERE account_id = $1) RETURNING 1`,
        [franchise.hqAccountId, lead.leadId, changedAt],
      );
      expect(closed).toHaveLength(1);
    });
    await world.answer();
    expect(await openLeads(world)).toEqual([1, 0, 0]);
  });

  it('follows what is said over REST', async () => {
    const world = await begin('rest-again');
    const { second, third } = world;
    await send(world, second.branchId);
    await expect(send(world, second.branchId)).rejects.toMatchObject({ body: { status: 409 } });
    await send(world, third.branchId);
    expect(await wantedBranches(world)).toEqual([third.branchId]);
    await send(world, await ownId(world));
    await world.answer();
    expect(await openLeads(world)).toEqual([1, 0, 0]);
  });

  it('goes where REST sends it, and not to a branch that was named before and takes leads again', async () => {
    const world = await begin('rest-last');
    const { second, third, lead } = world;
    await hub.app.changeBranch(third.accountId, { state: 'paused' });
    await choose(world, third.name);
    const waitsFor = async () => {
      const rows = await hub.app.source.query<{ branch: string | null }[]>(
        'SELECT wanted_branch_id AS branch FROM router.transfer WHERE id = $1',
        [lead.transferId],
      );
      return rows.map(({ branch }) => branch);
    };
    await eventually(async () => expect(await waitsFor()).toEqual([third.branchId]));
    await send(world, second.branchId);
    await untilWanted(world, [second.branchId]);
    expect(await waitsFor()).toEqual([null]);
    await hub.app.changeBranch(third.accountId, { state: 'active' });
    await publishLeadChange(hub, world.franchise, lead.leadId, 'update');
    await untilQuiet(hub, world.franchise.hqAccountId, lead.leadId);
    await world.answer();
    await eventually(async () => expect(await openLeads(world)).toEqual([0, 1, 0]));
  });

  it('is listed where REST names its own branch and «Филиал» another one still', async () => {
    const world = await begin('rest-own');
    await chooseSecond(world);
    await send(world, await ownId(world));
    await world.answer();
    expect(await openLeads(world)).toEqual([1, 0, 0]);
    const { items } = await hub.app.ask('router.waiting', { accountId: world.franchise.hqAccountId });
    expect(items).toMatchObject([{ cause: 'lead-not-left', leadId: world.lead.leadId }]);
  });
});
