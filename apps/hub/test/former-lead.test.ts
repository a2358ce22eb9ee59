import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCustomField, findLead, patchLead } from '@hub/amocrm';
import type { CustodyView } from '@hub/contracts';
import { Journal } from '@hub/journal';
import { eventually } from '@hub/testing';
import { untakenConsumer } from '../../router/src/custody/watch-untaken.js';
import { noteTexts, publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import { countLiving } from './count-living.js';
import {
  act,
  addMirrorFields,
  addSecondBranch,
  branchAt,
  handOver,
  living,
  poll,
  publishBranchChange,
  shownAt,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Passed,
} from './custody-world.js';
import { runNow } from './escalation-world.js';

/*
 * A lead in hand, whose former branch opens the lead that it had: the trail goes on there, and nobody gets a second one.
 */
let hub: RouterHub;
let given: Omit<Passed, 'lead'> & { fieldId: number };
let world: Passed;

beforeAll(async () => {
  hub = await startCustodyHub();
  const franchise = await hub.found('former');
  await addMirrorFields(franchise);
  const second = await addSecondBranch(hub, franchise, 'former');
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id, rejectTag: 'неНаш', takeWithinMinutes: 60 });
  await untilObserved(hub, franchise);
  given = { franchise, second, fieldId: field.id };
});
afterAll(() => hub.close());

/** A lead in hand, which its branch has rejected; the journal knows that the hub has closed it. */
beforeEach(async () => {
  const { franchise } = given;
  world = { ...given, lead: await handOver(hub, franchise) };
  await patchLead(franchise.branch, world.lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, world.lead.branchLeadId);
  await untilLegs('rejected');
  await publishBranchChange(hub, franchise, world.lead.branchLeadId);
  await untilJournalShows(143);
  await untilQuiet(hub, franchise.branchAccountId, world.lead.branchLeadId);
  expect((await custody()).isInHand).toBe(true);
});

/** Nothing that was published is still to be read. */
const untilJournalShows = (statusId: number) =>
  eventually(async () => {
    const { franchise, lead } = world;
    const seen = await hub.app.app.get(Journal).findLead(franchise.branchAccountId, lead.branchLeadId);
    expect(seen).toMatchObject({ statusId });
    const unread = `SELECT key FROM gateway.outbox WHERE 'observer.hint' = ANY (waiting)
      UNION ALL SELECT key FROM observer.inbox WHERE consumer = 'observer.hint' AND state = 'waiting'
      UNION ALL SELECT entity_id::text FROM observer.due_card`;
    expect(await hub.app.source.query(unread)).toEqual([]);
  });

const custody = (): Promise<CustodyView> =>
  hub.app.ask('router.custody.show', {
    accountId: world.franchise.hqAccountId,
    leadId: world.lead.leadId,
  });
const untilLegs = (...expected: string[]) =>
  eventually(async () => {
    const { legs } = await custody();
    expect(legs.map(({ state, endedAs }) => endedAs ?? state)).toEqual(expected);
  });

/** A manager of the former branch opens its lead again. The journal learns of it where it is `told`. */
async function openAgain(isPublished: boolean): Promise<void> {
  const { franchise, lead } = world;
  const { subdomain } = franchise.remotes.branch;
  const move = { leadId: lead.branchLeadId, statusId: franchise.exchange.statusId };
  await act(hub, subdomain, 'lead.move', move);
  if (isPublished) await publishBranchChange(hub, franchise, lead.branchLeadId);
}

/** The former branch has the lead that it had, and no other exists. */
async function untilFormerHasIt(): Promise<void> {
  const { franchise, second, lead } = world;
  await untilLegs('rejected', 'in-branch');
  const { legs, isInHand } = await custody();
  expect(isInHand).toBe(false);
  expect(legs.map(({ branchLeadId }) => branchLeadId)).toEqual([lead.branchLeadId, lead.branchLeadId]);
  expect((await findLead(franchise.branch, lead.branchLeadId))!.status_id).toBe(franchise.exchange.statusId);
  await poll(hub);
  await eventually(async () =>
    expect(await shownAt(franchise, lead.leadId)).toMatchObject({ result: 'В работе' }),
  );
  expect((await noteTexts(franchise.hq, lead.leadId)).join()).toContain('снова ведёт свою прежнюю сделку');
  expect(await living([second.amo])).toBe(0);
}

const watch = () => {
  const { franchise, second, lead } = world;
  const accounts = [franchise.remotes.branch.subdomain, second.subdomain];
  return { lead, ...countLiving(hub.sandbox.sandbox, accounts) };
};

async function choose(name: string): Promise<void> {
  const { franchise, lead } = world;
  const chosen = { field_id: given.fieldId, values: [{ value: name }] };
  await patchLead(franchise.hq, lead.leadId, { custom_fields_values: [chosen] });
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
}

/** The hub knows that «Филиал» does not show the former branch any more. */
async function chooseNothing(): Promise<void> {
  const { franchise, lead } = world;
  await choose('Никакой');
  await eventually(async () => {
    const known = `SELECT hq_branch_name AS known FROM router.transfer WHERE hq_account_id = $1 AND hq_lead_id = $2
      ORDER BY started_at DESC LIMIT 1`;
    const rows = await hub.app.source.query<object[]>(known, [franchise.hqAccountId, lead.leadId]);
    expect(rows).toEqual([{ known: 'Никакой' }]);
  });
}

/** Nobody has it any more, so that the next test counts its own. */
async function close(): Promise<void> {
  const { franchise, lead } = world;
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
    leadId: lead.branchLeadId,
    statusId: 143,
  });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await untilLegs('rejected', 'lost');
}

describe('a lead in hand goes on with the branch that opens its former lead again', () => {
  it('as soon as that is known, and is not taken away for the rejection that it shows still', async () => {
    await openAgain(true);
    await untilFormerHasIt();
    const listed = async () =>
      (await hub.app.ask('router.waiting', { causes: ['lead-in-hand', 'lead-not-left'] })).items;
    expect(await listed()).toMatchObject([{ cause: 'lead-not-left', leadId: world.lead.leadId }]);
    await patchLead(world.franchise.branch, world.lead.branchLeadId, { tags_to_delete: [{ name: 'неНаш' }] });
    await publishBranchChange(hub, world.franchise, world.lead.branchLeadId);
    await eventually(async () => expect(await listed()).toEqual([]));
    await close();
  });

  it('although nobody has told the hub, and a person has sent it to another branch', async () => {
    await openAgain(false);
    const counter = watch();
    const { second, lead } = world;
    await hub.app.ask('router.custody.re-route', {
      leadId: lead.leadId,
      branchId: second.branchId,
      reason: 'ближе',
    });
    await untilFormerHasIt();
    expect(counter.stop()).toBe(1);
    await close();
  });

  it('and from there to another one that «Филиал» names, although nobody has told the hub', async () => {
    await openAgain(false);
    const counter = watch();
    const { franchise, second, lead } = world;
    await choose(second.name);
    await untilLegs('rejected', 're-routed', 'in-branch');
    expect(counter.stop()).toBe(1);
    const { legs } = await custody();
    expect(legs.map(({ branchName }) => branchName)).toEqual([
      ...['Казань former', 'Казань former', second.name],
    ]);
    expect((await findLead(franchise.branch, lead.branchLeadId))!.status_id).toBe(143);
    expect(await branchAt(world)).toBe(second.name);
    const { branchLeadId: leadId } = legs[2]!;
    await act(hub, second.subdomain, 'lead.move', { leadId, statusId: 143 });
  });

  it('when «Филиал» names that branch anew', async () => {
    await openAgain(false);
    const counter = watch();
    await chooseNothing();
    await choose('Казань former');
    await untilFormerHasIt();
    expect(counter.stop()).toBe(1);
    await close();
  });
});

it('a branch that a person names anew gets the lead in hand again, as a new one where its former is closed', async () => {
  const { franchise, lead } = world;
  await chooseNothing();
  await choose('Казань former');
  await untilLegs('rejected', 'in-branch');
  const { legs } = await custody();
  expect(legs[1]!.branchLeadId).not.toBe(lead.branchLeadId);
  expect(await living([franchise.branch])).toBe(1);
});

it('a branch of the same pipeline takes over what the former one has opened again, although nobody has told the hub', async () => {
  const { franchise, lead } = world;
  const { pipelineId, statusId } = franchise.exchange;
  const about = { name: 'Казань вторая', accountId: franchise.branchAccountId, pipelineId, statusId };
  await hub.app.addBranch(about);
  await openAgain(false);
  await choose(about.name);
  await untilLegs('rejected', 'in-branch');
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  await poll(hub);
  await eventually(async () =>
    expect(await shownAt(franchise, lead.leadId)).toMatchObject({ result: 'В работе' }),
  );
  // It shows the rejection of the former branch still, which is the other one's to check.
  await untilLegs('rejected', 'in-branch');
  const { items } = await hub.app.ask('router.waiting', { causes: ['lead-not-left'] });
  expect(items).toMatchObject([{ leadId: lead.leadId }]);
  const { legs } = await custody();
  expect(legs.map(({ branchLeadId }) => branchLeadId)).toEqual([lead.branchLeadId, lead.branchLeadId]);
});

it('a branch of the same pipeline that takes over what the former one has not taken has a time of its own', async () => {
  const { franchise, lead } = world;
  const { branch, branchAccountId: accountId, exchange } = franchise;
  await hub.app.source.query(`UPDATE router.transfer SET ended_as = 'not-taken' WHERE id = $1`, [
    lead.transferId,
  ]);
  await patchLead(branch, lead.branchLeadId, { tags_to_delete: [{ name: 'неНаш' }] });
  const { pipelineId, statusId } = exchange;
  await hub.app.addBranch({ name: 'Казань третья', accountId, pipelineId, statusId });
  await openAgain(false);
  await choose('Казань третья');
  await untilLegs('not-taken', 'in-branch');
  await poll(hub);
  await untilQuiet(hub, accountId, lead.branchLeadId);
  await hub.app.source.query(
    `UPDATE router.transfer SET changed_at = changed_at - interval '61 minutes' WHERE hq_lead_id = $1 AND ended_at IS NULL`,
    [lead.leadId],
  );
  await runNow({ hub }, untakenConsumer);
  await untilLegs('not-taken', 'not-taken');
});
