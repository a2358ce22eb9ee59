import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { checkConsumer, escalationCheckConsumer } from '../../router/src/custody/custody-work.js';
import {
  act,
  addMirrorFields,
  addSecondBranch,
  handOver,
  publishBranchChange,
  shownAt,
  stagesOf,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Handed,
  type SecondBranch,
} from './custody-world.js';
import {
  give,
  moveInBranch,
  openEscalation,
  refusedAt,
  runNow,
  sayReason,
  trailOf,
  untilEscalated,
  type EscalationWorld,
} from './escalation-world.js';

/* What an account refuses of custody is kept, tried at a bounded pace, and released when the account takes a call again. */
let world: EscalationWorld;
let second: SecondBranch;
let stages: { id: number; name: string }[];

beforeAll(async () => {
  const hub = await startCustodyHub();
  const franchise = await hub.found('refused');
  await addMirrorFields(franchise);
  second = await addSecondBranch(hub, franchise, 'refused');
  await untilObserved(hub, franchise);
  world = await openEscalation(hub, franchise);
  stages = await stagesOf(franchise);
});
afterEach(() => world.hub.sandbox.control('DELETE', 'faults'));
afterAll(() => world.hub.close());

/** An account forbids the hub to change leads; gives what ends that. */
async function forbidMoves(side: 'hq' | 'branch') {
  const { sandbox } = world.hub;
  const { subdomain, clientId } = world.franchise.remotes[side];
  const fault = { kind: 'status', status: 403, count: null, subdomain, clientId };
  const { body } = await sandbox.control('POST', 'faults', {
    ...{ ...fault, method: 'PATCH', path: '/api/v4/leads*' },
  });
  return () => sandbox.control('DELETE', `faults/${body.id}`);
}

/** A person of the branch moves the lead, and the hub learns of it. */
async function move({ branchLeadId: leadId }: Handed, statusId: number): Promise<void> {
  const { hub, franchise } = world;
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', { leadId, statusId });
  await publishBranchChange(hub, franchise, leadId);
}

interface Refusal {
  at: Date | null;
  since: Date | null;
}

async function refusalOf({ transferId }: Handed): Promise<Refusal> {
  const [row] = await world.hub.app.source.query<Refusal[]>(
    'SELECT refused_at AS at, refused_since AS since FROM router.mirror WHERE leg_id = $1',
    [transferId],
  );
  return row!;
}

it('knows since when head office refuses to show a lead, however often it changes', async () => {
  const { hub, franchise } = world;
  const lead = await handOver(hub, franchise);
  const shown = async () => (await shownAt(franchise, lead.leadId)).stage;
  await eventually(async () => expect(await shown()).toBe(stages[0]!.name));
  const end = await forbidMoves('hq');
  await move(lead, stages[1]!.id);
  const first = await eventually(async () => {
    const refusal = await refusalOf(lead);
    expect(refusal).toEqual({ at: expect.any(Date), since: refusal.at });
    return refusal;
  });
  await move(lead, stages[2]!.id);
  await eventually(async () => {
    const { at, since } = await refusalOf(lead);
    expect(at!.getTime()).toBeGreaterThan(first.at!.getTime());
    expect(since).toEqual(first.since);
  });
  await end();
  await runNow(world, checkConsumer, 1);
  await eventually(async () => {
    expect(await shown()).toBe(stages[2]!.name);
    expect(await refusalOf(lead)).toEqual({ at: null, since: null });
  });
});

it('releases no refused work behind a re-route that the branch has ended by itself', async () => {
  const { hub, franchise } = world;
  const leads = [await handOver(hub, franchise), await handOver(hub, franchise)] as const;
  const end = await forbidMoves('branch');
  const { branchId } = second;
  for (const lead of leads) {
    await hub.app.ask('router.custody.re-route', { leadId: lead.leadId, branchId, reason: 'переезд' });
    await eventually(async () => expect(await refusedAt(world, lead, 're_route')).not.toBeNull());
    await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  }
  const [closed, waiting] = leads;
  const before = await refusedAt(world, waiting, 're_route');
  await move(closed, 143);
  await eventually(async () => expect(await refusedAt(world, closed, 're_route')).toBeNull());
  // The transaction that ends the one releases the others.
  expect(await refusedAt(world, waiting, 're_route')).toEqual(before);
  await end();
  await hub.app.source.query(`UPDATE router.re_route SET asked_at = asked_at - interval '6 minutes'`);
  await runNow(world, checkConsumer, 2);
  for (const { branchLeadId } of leads)
    await eventually(async () => {
      const { legs } = await trailOf(world, branchLeadId);
      expect(legs.map(({ state }) => state)).toEqual(['ended', 'in-branch']);
    });
});

it('releases no refused work behind an escalation that its branch has taken back', async () => {
  const { hub, franchise } = world;
  const leads = [await handOver(hub, franchise), await handOver(hub, franchise)] as const;
  for (const { branchLeadId } of leads) await sayReason(world, branchLeadId);
  const end = await forbidMoves('hq');
  for (const lead of leads) {
    await give(world, lead.branchLeadId);
    await eventually(async () => expect(await refusedAt(world, lead, 'escalation')).not.toBeNull());
    await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  }
  const [taken, waiting] = leads;
  const before = await refusedAt(world, waiting, 'escalation');
  const { pipelineId, statusId } = franchise.exchange;
  await moveInBranch(world, taken.branchLeadId, statusId, pipelineId);
  await eventually(async () => expect(await refusedAt(world, taken, 'escalation')).toBeNull());
  await untilQuiet(hub, franchise.branchAccountId, taken.branchLeadId);
  expect(await refusedAt(world, waiting, 'escalation')).toEqual(before);
  await end();
  await runNow(world, escalationCheckConsumer, 3);
  await untilEscalated(world, waiting.branchLeadId, { state: 'delivered' });
});
