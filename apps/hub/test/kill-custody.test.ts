import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CustodyView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { connectAccounts, findBranchIds, openBranch, type AccountIds } from '../../../demo/connect.js';
import { give } from '../../../demo/escalation.js';
import {
  buildFranchise,
  type BranchName,
  type Franchise,
  type SandboxPipeline,
} from '../../../demo/franchise.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  sendInLead,
  startPlan,
} from '../../../demo/jobs.js';
import type { Json, SandboxAccount } from '../../../demo/sandbox-api.js';
import { startWorld, type World } from './world.js';

/*
 * The router is killed from outside between a PATCH of a lead and its record, where the lead has one card only: a branch
 * inside HQ gets it or gives it up, and HQ hands an escalated deal back. `before`: the PATCH changes the lead after the
 * router is gone; `after`: it has changed it already.
 */
const branchNames: BranchName[] = ['Абакан', 'Брянск', 'Волгоград', 'Грозный'].map((region, at) => ({
  subdomain: `branch-${at + 1}`,
  name: `Филиал «${region}»`,
  region,
}));
/** This branch is a pipeline of the HQ account. */
const inside = branchNames[3]!;
const leaseMs = 30_000;
/** A begun write is not repeated for so long. */
const longestWriteMs = 45_000;

interface Held {
  id: string;
  holding: unknown[];
}
interface Lead {
  id: number;
  name: string;
  pipeline_id: number;
  status_id: number;
}

let world: World;
let franchise: Franchise;
let ids: AccountIds;
let insideId: string;
let pipeline: SandboxPipeline;
let handBackStatusId: number;

beforeAll(async () => {
  world = await startWorld('distributed');
  franchise = await buildFranchise(world.sandbox, branchNames);
  ids = await connectAccounts(world.hub, franchise);
  const hqId = ids['head-office']!;
  const release = await makeRelease(world.hub, hqId);
  for (const branch of outerBranches()) {
    const plan = await makePlan(world.hub, release.id, ids[branch.subdomain]!);
    await startPlan(world.hub, plan);
    await followPlan(world.hub, plan.id);
  }
  const { intake, regionField, escalation } = franchise;
  const hqPipelines = await world.sandbox.list<SandboxPipeline>(
    franchise.hq,
    '/api/v4/leads/pipelines',
    'pipelines',
  );
  handBackStatusId = hqPipelines
    .find(({ id }) => id === escalation.pipelineId)!
    ._embedded.statuses.find(({ name }) => name === 'Завершение')!.id;
  await world.hub.put('routing-rules', {
    hqAccountId: hqId,
    intakePipelineId: intake.pipelineId,
    handedOverStatusId: intake.handedOverStatusId,
    regionFieldId: regionField.id,
    allowedFieldIds: [regionField.id],
    escalation: { pipelineId: escalation.pipelineId, handBackStatusId },
  });
  for (const branch of outerBranches()) {
    const branchIds = await findBranchIds(world.sandbox, branch.account);
    await openBranch(world.hub, ids[branch.subdomain]!, branch, branchIds);
  }
  pipeline = await makePipeline(franchise.hq);
  const place = { pipelineId: pipeline.id, statusId: firstStage(pipeline) };
  const made = {
    name: inside.name,
    regions: [{ name: inside.region, aliases: [] }],
    accountId: hqId,
    ...place,
  };
  insideId = (await world.hub.post<{ branchId: string }>('branches', made)).branchId;
}, 300_000);
afterAll(() => world.close());

const outerBranches = () => franchise.branches.filter(({ subdomain }) => subdomain !== inside.subdomain);

async function makePipeline(hq: SandboxAccount): Promise<SandboxPipeline> {
  const statuses = ['Новая', 'В работе'].map((name, at) => ({ name, sort: (at + 1) * 10 }));
  const made = await world.sandbox.call<{ _embedded: { pipelines: SandboxPipeline[] } }>(
    ...[hq, 'POST', '/api/v4/leads/pipelines'],
    [{ name: inside.name, sort: 60, is_main: false, is_unsorted_on: false, _embedded: { statuses } }],
  );
  return made._embedded.pipelines[0]!;
}

const firstStage = ({ _embedded: { statuses } }: SandboxPipeline) =>
  statuses.find(({ id, type }) => id > 143 && type === 0)!.id;

const hold = (fault: Json) =>
  world.sandbox.control<Held>('POST', 'faults', {
    kind: 'hold',
    method: 'PATCH',
    path: '/api/v4/leads*',
    ...fault,
  });
const holdAtHq = (when: string) => hold({ subdomain: 'head-office', clientId: franchise.hq.clientId, when });

/** The router dies while these calls are held, and starts anew. */
async function killWhileHeld(holds: readonly Held[]): Promise<void> {
  await eventually(async () => {
    const standing = await world.sandbox.control<Held[]>('GET', 'faults');
    const held = standing.filter(({ holding }) => holding.length > 0).map(({ id }) => id);
    expect(held.sort()).toEqual(holds.map(({ id }) => id).sort());
  }, 120_000);
  await world.kill('router');
  await world.sandbox.control('DELETE', 'faults');
  await world.start('router');
}

let clients = 0;

/** A lead of a new client: routing sends one whom a branch knows there. */
function sendIn(name: string, { region }: BranchName): Promise<number> {
  const phone = `+7 900 000-00-${String(++clients).padStart(2, '0')}`;
  return sendInLead(world.sandbox, franchise, { name: 'Клиент', phone, region, lead: name });
}

async function leadOf(account: SandboxAccount, id: number): Promise<Lead> {
  return world.sandbox.call<Lead>(account, 'GET', `/api/v4/leads/${id}`);
}

/** All leads of that name, open or closed, in all accounts. */
async function everywhere(name: string): Promise<Lead[]> {
  const found: Lead[] = [];
  for (const account of [franchise.hq, ...franchise.branches.map((branch) => branch.account)])
    found.push(...(await world.sandbox.list<Lead>(account, '/api/v4/leads?limit=250', 'leads')));
  return found.filter((lead) => lead.name === name);
}

const custodyOf = (accountId: string, leadId: number) =>
  world.hub.get<CustodyView>(`leads/${accountId}/${leadId}/custody`);

async function untilLegs(leadId: number, legs: string[]): Promise<void> {
  await eventually(async () => {
    const view = await custodyOf(ids['head-office']!, leadId);
    expect([view.isInHand, ...view.legs.map(({ endedAs, state }) => endedAs ?? state)]).toEqual([
      false,
      ...legs,
    ]);
  }, 5 * leaseMs);
}

it.each(['before', 'after'])(
  'moves the one card when the router is killed %s the move into a branch inside HQ, and out of it',
  async (when) => {
    const { hub } = world;
    const name = `Заказ с переездом, ${when}`;
    const comes = await holdAtHq(when);
    const leadId = await sendIn(name, inside);
    await killWhileHeld([comes]);
    await awaitTransfers(hub, [leadId], 3 * leaseMs + longestWriteMs);
    await untilLegs(leadId, ['in-branch']);
    expect(await everywhere(name)).toMatchObject([
      { id: leadId, pipeline_id: pipeline.id, status_id: firstStage(pipeline) },
    ]);

    const leaves = await holdAtHq(when);
    const { items: branches } = await hub.get<{ items: { branchId: string; name: string }[] }>('branches');
    const next = outerBranches()[0]!;
    const branchId = branches.find((branch) => branch.name === next.name)!.branchId;
    expect(branchId).not.toBe(insideId);
    await hub.post(`leads/${leadId}/re-route`, { branchId, reason: 'переезд' });
    await killWhileHeld([leaves]);
    await untilLegs(leadId, ['re-routed', 'in-branch']);
    const { handedOverStatusId } = franchise.intake;
    const found = await everywhere(name);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ id: leadId, status_id: handedOverStatusId });
    expect(await world.sandbox.list(next.account, '/api/v4/leads', 'leads')).toContainEqual(
      expect.objectContaining({ name }),
    );
  },
  12 * leaseMs,
);

it.each([
  ['branch', 'before'],
  ['branch', 'after'],
  ['head-office', 'before'],
  ['head-office', 'after'],
])(
  'hands an escalated deal back once when the router is killed while it moves the lead of %s, %s the move',
  async (side, when) => {
    const { sandbox, hub } = world;
    const branch = outerBranches()[1]!;
    const name = `Заказ для ГО, ${side}, ${when}`;
    const hqLeadId = await sendIn(name, branch);
    await awaitTransfers(hub, [hqLeadId], 2 * leaseMs);
    const [own] = (await sandbox.list<Lead>(branch.account, '/api/v4/leads?limit=250', 'leads')).filter(
      (lead) => lead.name === name,
    );
    await give({ hub, sandbox, franchise, ids }, branch, { leadId: own!.id, reason: 'скидка' });
    const trail = () => custodyOf(ids[branch.subdomain]!, own!.id);
    await eventually(async () => expect((await trail()).escalations).toMatchObject([{ state: 'delivered' }]));

    const isHq = side === 'head-office';
    const held = await (isHq
      ? holdAtHq(when)
      : hold({ subdomain: branch.subdomain, clientId: branch.account.clientId, when }));
    const back = { action: 'lead.move', subdomain: 'head-office', leadId: hqLeadId };
    const { pipelineId } = franchise.escalation;
    await sandbox.control('POST', 'actions', { ...back, pipelineId, statusId: handBackStatusId });
    await killWhileHeld([held]);
    await eventually(
      async () =>
        expect((await trail()).escalations).toMatchObject([{ state: 'ended', endedAs: 'handed-back' }]),
      5 * leaseMs,
    );
    expect(await leadOf(branch.account, own!.id)).toMatchObject({
      pipeline_id: own!.pipeline_id,
      status_id: own!.status_id,
    });
    const { handedOverStatusId } = franchise.intake;
    expect(await leadOf(franchise.hq, hqLeadId)).toMatchObject({ status_id: handedOverStatusId });
    expect(await everywhere(name)).toHaveLength(2);
    const notes = await sandbox.list(branch.account, `/api/v4/leads/${own!.id}/notes`, 'notes');
    const marks = notes.flatMap((note) => /\[hub [^\]]+\]/.exec(JSON.stringify(note)) ?? []);
    expect(marks).toEqual([...new Set(marks)]);
  },
  12 * leaseMs,
);
