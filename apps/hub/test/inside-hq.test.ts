import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPipeline, findLead, listTasks, patchLead, type AmoTask } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE, type CustodyView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { untakenConsumer } from '../../router/src/custody/watch-untaken.js';
import type { Franchise } from '../../router/test/franchise.js';
import {
  publishLeadChange,
  hurry,
  leadsOf,
  receiveLead,
  saveRules,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';
import { countLiving } from './count-living.js';
import { runNow } from './escalation-world.js';
import {
  act,
  addMirrorFields,
  passOn,
  shownAt,
  startCustodyHub,
  publishBranchChange,
  untilHeld,
  untilObserved,
} from './custody-world.js';

/*
 * A branch is a pipeline of the HQ account: it gets the HQ lead itself, and another branch gets it from there.
 */
interface Inside {
  franchise: Franchise;
  /** The branch inside HQ, and the one with an account of its own. */
  branchId: string;
  outerId: string;
  pipelineId: number;
  firstId: number;
  workId: number;
  ownerId: number;
  lead: { leadId: number };
}

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

/** A franchise with a branch inside HQ for the region «Марс», which has its first lead. */
async function moveIn(
  name: string,
  before: (franchise: Franchise) => Promise<void> = async () => {},
): Promise<Inside> {
  const franchise = await hub.found(name);
  const { hq, hqAccountId, branchAccountId, remotes, region } = franchise;
  const pipeline = await createPipeline(hq, {
    ...{ name: 'Филиал в ГО', sort: 30, is_main: false, is_unsorted_on: false },
    _embedded: { statuses: ['Новая', 'В работе'].map((stage, at) => ({ name: stage, sort: (at + 1) * 10 })) },
  });
  const stage = (wanted: string) => pipeline._embedded.statuses.find((one) => one.name === wanted)!.id;
  const [pipelineId, firstId, workId] = [pipeline.id, stage('Новая'), stage('В работе')];
  const ownerId = remotes.hq.users[0]!.id;
  const place = { pipelineId, statusId: firstId, responsibleUserId: ownerId };
  const branchId = await hub.app.addBranch({
    ...{ name: `Марс ${name}`, accountId: hqAccountId, regions: [{ name: 'Марс', aliases: [] }], ...place },
  });
  const [outer] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1',
    [branchAccountId],
  );
  const branches = [branchId, outer!.id].map((id, at) => ({ branchId: id, weight: 100 - 99 * at }));
  const territories = [
    { region: 'Марс', branches },
    { region, branches: [{ branchId: outer!.id, weight: 1 }] },
  ];
  await saveRules(hub, franchise, { rejectTag: 'неНаш', territories });
  await untilObserved(hub, franchise);
  await before(franchise);
  const leadId = await receiveLead(franchise, 'Марс');
  await publishLeadChange(hub, franchise, leadId);
  return { franchise, branchId, outerId: outer!.id, pipelineId, firstId, workId, ownerId, lead: { leadId } };
}

const custodyOf = ({
  franchise: { hqAccountId: accountId },
  lead: { leadId },
}: Inside): Promise<CustodyView> => hub.app.ask('router.custody.show', { accountId, leadId });

/** A person at HQ changes the card, and a webhook says so. */
async function change(
  { franchise, lead: { leadId } }: Inside,
  card: Parameters<typeof patchLead>[2],
): Promise<void> {
  await patchLead(franchise.hq, leadId, card);
  const { hqAccountId: branchAccountId } = franchise;
  await publishBranchChange(hub, { ...franchise, branchAccountId }, leadId);
}

const untilLegs = (inside: Inside, legs: object[]): Promise<CustodyView> =>
  eventually(async () => {
    const view = await custodyOf(inside);
    expect(view.legs).toMatchObject(legs);
    expect(view.legs).toHaveLength(legs.length);
    return view;
  });

async function tasksAt({ hq }: Franchise): Promise<AmoTask[]> {
  const tasks: AmoTask[] = [];
  for await (const page of listTasks(hq)) tasks.push(...page);
  return tasks;
}

it('gets the lead itself: one card, its owner and its task; what becomes of it ends the leg', async () => {
  const inside = await moveIn('in-plain');
  const { franchise, pipelineId, firstId, workId, ownerId } = inside;
  const { hq, branch, hqAccountId } = franchise;
  const { leadId } = inside.lead;
  const transfer = await untilDone(hub, leadId);
  const lead = (await findLead(hq, leadId))!;
  expect(lead).toMatchObject({ pipeline_id: pipelineId, status_id: firstId, responsible_user_id: ownerId });
  const carried = lead.custom_fields_values.find(({ field_code }) => field_code === TRANSFER_FIELD_CODE);
  expect(carried?.values[0]?.value).toBe(transfer.id);
  expect(await leadsOf(hq)).toHaveLength(1);
  expect(await leadsOf(branch)).toHaveLength(0);
  expect(await tasksAt(franchise)).toMatchObject([{ entity_id: leadId, responsible_user_id: ownerId }]);
  const leg = { branchAccountId: hqAccountId, branchLeadId: leadId };
  await untilLegs(inside, [{ ...leg, state: 'in-branch' }]);

  await change(inside, { pipeline_id: pipelineId, status_id: workId });
  await change(inside, { pipeline_id: pipelineId, status_id: 142 });
  await untilLegs(inside, [{ ...leg, state: 'ended', endedAs: 'won' }]);
  await change(inside, { pipeline_id: pipelineId, status_id: workId });
  await untilLegs(inside, [{ ...leg, state: 'in-branch' }]);
  await change(inside, { pipeline_id: pipelineId, status_id: 143 });
  const ended = await untilLegs(inside, [{ ...leg, state: 'ended', endedAs: 'lost' }]);
  expect(ended.isInHand).toBe(false);
  await eventually(async () => expect(await tasksAt(franchise)).toMatchObject([{ is_completed: true }]));
  expect((await findLead(hq, leadId))?.custom_fields_values).toEqual(lead.custom_fields_values);
});

it('rejects it by the tag, so that it goes on to an account, and gets it back from there', async () => {
  const inside = await moveIn('in-reject', addMirrorFields);
  const { franchise, branchId, outerId, pipelineId, firstId } = inside;
  const { hq, branch, intake, remotes } = franchise;
  const { leadId } = inside.lead;
  await untilDone(hub, leadId);
  await untilLegs(inside, [{ branchId, state: 'in-branch' }]);
  const living = countLiving(hub.sandbox.sandbox, [remotes.branch.subdomain]);

  await change(inside, { tags_to_add: [{ name: 'неНаш' }] });
  await untilLegs(inside, [{ endedAs: 'rejected' }, { branchId: outerId, state: 'in-branch' }]);
  await untilDone(hub, leadId);
  const handed = (await findLead(hq, leadId))!;
  expect(handed).toMatchObject({ pipeline_id: intake.pipelineId, status_id: intake.handedOverId });
  expect(handed._embedded.tags).toEqual([]);
  expect(await leadsOf(branch)).toMatchObject([{ status_id: franchise.exchange.statusId }]);
  await publishBranchChange(hub, franchise, (await leadsOf(branch))[0]!.id);
  await eventually(async () => expect((await shownAt(franchise, leadId)).stage).toBeDefined());
  const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-two', 'lead-in-hand'] });
  expect(items.filter((row) => row.leadId === leadId)).toEqual([]);

  await hub.app.ask('router.custody.re-route', { leadId, branchId, reason: 'по просьбе клиента' });
  await untilLegs(inside, [
    {},
    { endedAs: 're-routed' },
    { branchId, branchLeadId: leadId, state: 'in-branch' },
  ]);
  expect(await findLead(hq, leadId)).toMatchObject({ pipeline_id: pipelineId, status_id: firstId });
  expect(await leadsOf(branch)).toMatchObject([{ status_id: 143 }]);
  const { stage: shownStage, result } = await shownAt(franchise, leadId);
  expect([shownStage, result]).toEqual([undefined, undefined]);
  expect(await leadsOf(hq)).toHaveLength(1);
  expect(living.stop()).toBe(1);
});

it('rejects it by moving it back to the intake; without another branch it is in hand at the handed-over stage', async () => {
  const inside = await moveIn('in-back');
  const { franchise } = inside;
  const { hq, intake, branchAccountId } = franchise;
  const { leadId } = inside.lead;
  await hub.app.changeBranch(branchAccountId, { state: 'paused' });
  await untilDone(hub, leadId);
  await untilLegs(inside, [{ state: 'in-branch' }]);
  // Not in the second of the hub's own move.
  await eventually(async () =>
    expect(Math.floor(Date.now() / 1000)).toBeGreaterThan((await findLead(hq, leadId))!.updated_at),
  );
  await change(inside, { pipeline_id: intake.pipelineId, status_id: intake.newId });
  const view = await untilLegs(inside, [{ state: 'ended', endedAs: 'rejected' }]);
  expect(view.isInHand).toBe(true);
  expect(await findLead(hq, leadId)).toMatchObject({ status_id: intake.handedOverId });

  // A person gives it back by moving the card.
  const { branchId, pipelineId, workId } = inside;
  await patchLead(hq, leadId, { pipeline_id: pipelineId, status_id: workId });
  await publishLeadChange(hub, franchise, leadId, 'update');
  await untilLegs(inside, [{ endedAs: 'rejected' }, { branchId, state: 'in-branch' }]);
  expect(await findLead(hq, leadId)).toMatchObject({ pipeline_id: pipelineId, status_id: workId });
  expect((await custodyOf(inside)).isInHand).toBe(false);
});

it('gets a lead that another branch inside head office has not taken, and has a time of its own to take it', async () => {
  let secondId = '';
  const inside = await moveIn('in-turns', async (franchise) => {
    const { hq, hqAccountId: accountId } = franchise;
    const pipeline = await createPipeline(hq, {
      ...{ name: 'Второй в ГО', sort: 40, is_main: false, is_unsorted_on: false },
      _embedded: { statuses: [{ name: 'Новая', sort: 10 }] },
    });
    const place = { pipelineId: pipeline.id, statusId: pipeline._embedded.statuses.at(0)!.id };
    const [first] = await hub.app.source.query<{ id: string }[]>(
      'SELECT id FROM accounts.branch WHERE account_id = $1',
      [accountId],
    );
    secondId = await hub.app.addBranch({ name: 'Второй', accountId, regions: [], ...place });
    const branches = [first!.id, secondId].map((branchId, at) => ({ branchId, weight: 100 - 99 * at }));
    await saveRules(hub, franchise, { takeWithinMinutes: 60, territories: [{ region: 'Марс', branches }] });
  });
  const { branchId, lead } = inside;
  const passTime = async (hours: number) => {
    await untilDone(hub, lead.leadId);
    await hub.app.source.query(
      `UPDATE router.transfer SET changed_at = changed_at - interval '61 minutes' WHERE hq_lead_id = $1 AND ended_at IS NULL`,
      [lead.leadId],
    );
    await runNow({ hub }, untakenConsumer, hours);
  };
  await untilLegs(inside, [{ branchId, state: 'in-branch' }]);
  await passTime(1);
  await untilLegs(inside, [{ endedAs: 'not-taken' }, { branchId: secondId, state: 'in-branch' }]);
  await passTime(2);
  await untilLegs(inside, [{ endedAs: 'not-taken' }, { branchId: secondId, endedAs: 'not-taken' }]);
});

it('is moved once when the answer of the move is lost, and stays where people have put it since', async () => {
  const inside = await moveIn('in-lost', async ({ remotes: { hq } }) => {
    const lost = { kind: 'lost-answer', subdomain: hq.subdomain, method: 'PATCH', path: '/api/v4/leads/*' };
    expect((await hub.sandbox.control('POST', 'faults', { ...lost, count: 1 })).status).toBe(201);
  });
  const { franchise, pipelineId, workId } = inside;
  const { leadId } = inside.lead;
  await eventually(async () => {
    expect(await findLead(franchise.hq, leadId)).toMatchObject({ pipeline_id: pipelineId });
  });
  await patchLead(franchise.hq, leadId, { pipeline_id: pipelineId, status_id: workId });
  await hurry(hub, franchise, leadId);
  await untilDone(hub, leadId);
  expect(await findLead(franchise.hq, leadId)).toMatchObject({ status_id: workId });
  await untilLegs(inside, [{ state: 'in-branch', branchLeadId: leadId }]);
  expect(await tasksAt(franchise)).toHaveLength(1);
});

it('gets a lead that a person has moved to its pipeline before the hub could: in that stage, with the rest', async () => {
  const inside = await moveIn('in-before', async ({ remotes: { hq } }) => {
    const busy = { kind: 'status', status: 429, subdomain: hq.subdomain, method: 'PATCH', count: 1 };
    const body = { title: 'Too Many Requests', status: 429, retry_after: 8 };
    const fault = { ...busy, path: '/api/v4/leads/*', body };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
  });
  const { franchise, pipelineId, workId, ownerId } = inside;
  const { leadId } = inside.lead;
  await eventually(async () => {
    const begun = `SELECT FROM router.transfer WHERE hq_lead_id = $1 AND problem IS NOT NULL`;
    expect(await hub.app.source.query(begun, [leadId])).toHaveLength(1);
  });
  const place = { leadId, pipelineId, statusId: workId };
  const move = { action: 'lead.move', subdomain: franchise.remotes.hq.subdomain, ...place };
  expect((await hub.sandbox.control('POST', 'actions', move)).status).toBeLessThan(300);
  const transfer = await untilDone(hub, leadId);
  const lead = (await findLead(franchise.hq, leadId))!;
  expect(lead).toMatchObject({ status_id: workId, responsible_user_id: ownerId });
  const carried = lead.custom_fields_values.find(({ field_code }) => field_code === TRANSFER_FIELD_CODE);
  expect(carried?.values[0]?.value).toBe(transfer.id);
  await untilLegs(inside, [{ state: 'in-branch', branchLeadId: leadId }]);
  expect(await tasksAt(franchise)).toHaveLength(1);
});

it('keeps what a person does with the card between the hub’s write and its record, by whoever that is made up for', async () => {
  const hold = async (subdomain: string): Promise<string> => {
    const fault = { kind: 'hold', subdomain, method: 'PATCH', path: '/api/v4/leads*' };
    return (await hub.sandbox.control('POST', 'faults', fault)).body.id;
  };
  let moving = '';
  const inside = await moveIn(
    'in-killed',
    async ({
      remotes: {
        hq: { subdomain },
      },
    }) => {
      moving = await hold(subdomain);
    },
  );
  const { franchise, workId, branchId, outerId } = inside;
  const { hq, hqAccountId, branch } = franchise;
  const { subdomain } = franchise.remotes.hq;
  const { leadId } = inside.lead;
  const key = `${hqAccountId}:lead:${leadId}`;
  await untilHeld(hub, moving);
  await act(hub, subdomain, 'lead.move', { leadId, statusId: workId });
  await passOn(hub, 'router.lead', key);
  await untilLegs(inside, [{ branchId, state: 'in-branch' }]);
  expect(await findLead(hq, leadId)).toMatchObject({ status_id: workId });
  await hub.sandbox.control('DELETE', 'faults');

  const leaving = await hold(subdomain);
  await hub.app.ask('router.custody.re-route', { leadId, branchId: outerId, reason: 'по просьбе клиента' });
  await untilHeld(hub, leaving);
  await act(hub, subdomain, 'lead.move', { leadId, statusId: workId, pipelineId: inside.pipelineId });
  await passOn(hub, 'router.custody', key);
  await eventually(async () => {
    const rows = await hub.app.source.query<{ state: string }[]>(
      'SELECT r.state FROM router.re_route r JOIN router.transfer t ON t.id = r.leg_id WHERE t.hq_lead_id = $1 AND r.is_noted',
      [leadId],
    );
    expect(rows).toEqual([{ state: 'kept' }]);
  });
  await hub.sandbox.control('DELETE', 'faults');
  await untilLegs(inside, [{ branchId, state: 'in-branch' }]);
  expect(await findLead(hq, leadId)).toMatchObject({ status_id: workId, pipeline_id: inside.pipelineId });
  expect(await leadsOf(branch)).toHaveLength(0);
});
