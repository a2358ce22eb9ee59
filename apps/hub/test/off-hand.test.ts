import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCustomField, listPipelines, patchLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import type { CustodyView } from '@hub/contracts';
import { say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { inHandConsumer } from '../../router/src/custody/retry-in-hand.js';
import { countHandled, publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  addSecondBranch,
  handOver,
  living,
  publishBranchChange,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Passed,
} from './custody-world.js';

/*
 * A lead in hand that people of head office have decided about: no rule gives it to a branch, and people can send it on.
 */
let hub: RouterHub;
let given: Omit<Passed, 'lead'> & { fieldId: number };
let world: Passed;
let rounds = 0;

beforeAll(async () => {
  hub = await startCustodyHub();
  const franchise = await hub.found('off-hand');
  const second = await addSecondBranch(hub, franchise, 'off-hand');
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  const [first] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1',
    [franchise.branchAccountId],
  );
  // The second branch can get a lead of the territory, as soon as it is open.
  const branches = [
    { branchId: first!.id, weight: 1_000 },
    { branchId: second.branchId, weight: 1 },
  ];
  const territories = [{ region: franchise.region, branches }];
  await saveRules(hub, franchise, { branchFieldId: field.id, rejectTag: 'неНаш', territories });
  await untilObserved(hub, franchise);
  given = { franchise, second, fieldId: field.id };
});
afterAll(() => hub.close());

/** A lead in hand, which its branch has rejected while no other could have it. */
beforeEach(async () => {
  const { franchise, second } = given;
  await hub.app.changeBranch(second.accountId, { state: 'paused' });
  world = { ...given, lead: await handOver(hub, franchise) };
  await patchLead(franchise.branch, world.lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, world.lead.branchLeadId);
  await eventually(async () =>
    expect(await custody()).toMatchObject({ isInHand: true, legs: [{ endedAs: 'rejected' }] }),
  );
  await untilQuiet(hub, franchise.branchAccountId, world.lead.branchLeadId);
});

const custody = (): Promise<CustodyView> =>
  hub.app.ask('router.custody.show', {
    accountId: world.franchise.hqAccountId,
    leadId: world.lead.leadId,
  });
const listed = async () =>
  (await hub.app.ask('router.waiting', { causes: ['lead-in-hand'] })).items.map(({ leadId }) => leadId);

/** The branch that could have it is open, and a round of leads in hand has come and gone. */
async function openSecond(): Promise<void> {
  await hub.app.changeBranch(world.second.accountId, { state: 'active' });
  await round();
}

/** A round of leads in hand comes and goes. */
async function round(): Promise<void> {
  const { franchise, lead } = world;
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  rounds += 1;
  await bus.startDue(inHandConsumer, new Date(Date.now() + rounds * 300_000));
  await eventually(async () => {
    const left = `SELECT FROM router.inbox WHERE consumer = $1 AND state = 'waiting'`;
    expect(await hub.app.source.query(left, [inHandConsumer])).toEqual([]);
  });
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
}

const untilSecondHasIt = (): Promise<void> =>
  eventually(async () => {
    const { legs, isInHand } = await custody();
    expect(legs.map(({ endedAs, state }) => endedAs ?? state)).toEqual(['rejected', 'in-branch']);
    expect(isInHand).toBe(false);
  });

describe('a lead in hand that an operator ignores', () => {
  const reason = 'клиент передумал';
  const ignore = () => hub.app.ask('router.leads.ignore', { leadId: world.lead.leadId, by: 'Ольга', reason });

  beforeEach(async () => {
    expect(await ignore()).toMatchObject({ kind: 'ignore' });
  });

  it('is in no list and goes to no branch; its trail says why, but not to the branch', async () => {
    expect(await listed()).not.toContain(world.lead.leadId);
    const before = await living([world.second.amo]);
    await openSecond();
    expect(await living([world.second.amo])).toBe(before);
    const { isInHand, offHand, text } = await custody();
    expect(isInHand).toBe(false);
    expect(offHand && say(offHand, 'ru')).toBe(`оставлена оператором (Ольга): ${reason}`);
    expect(say(text, 'ru')).toMatch(/филиал отказался → оставлена оператором \(Ольга\): клиент передумал$/);
    const { branchAccountId: accountId } = world.franchise;
    const about = { accountId, leadId: world.lead.branchLeadId, accountIds: [accountId] };
    expect(await hub.app.ask('router.custody.show', about)).toMatchObject({ offHand: null });
    expect(await ignore()).toMatchObject({ kind: 'ignore' });
  });

  it('is read in its former branch by a round when the journal shows it open there', async () => {
    const { franchise, lead } = world;
    const before = await countHandled(hub, franchise, lead.leadId);
    const seen = 'UPDATE journal.lead SET status_id = $3 WHERE account_id = $1 AND lead_id = $2';
    const { branchAccountId, exchange } = franchise;
    await hub.app.source.query(seen, [branchAccountId, lead.branchLeadId, exchange.statusId]);
    await round();
    expect(await countHandled(hub, franchise, lead.leadId)).toBeGreaterThan(before);
    // There it is closed still.
    expect((await custody()).legs).toHaveLength(1);
  });

  it('is in hand again when it is to be decided again', async () => {
    const { leadId } = world.lead;
    await hub.app.ask('router.leads.decide-again', { leadId });
    await eventually(async () => expect(await custody()).toMatchObject({ isInHand: true, offHand: null }));
    expect(await listed()).toContain(leadId);
    await openSecond();
    await untilSecondHasIt();
  });

  it.each(['assigned', 'sent on'] as const)('can be %s', async (how) => {
    const { lead, second } = world;
    await openSecond();
    const about = { leadId: lead.leadId, branchId: second.branchId };
    if (how === 'assigned') await hub.app.ask('router.leads.assign', { ...about, by: 'Ольга' });
    else await hub.app.ask('router.custody.re-route', { ...about, reason: 'передумал ещё раз' });
    await untilSecondHasIt();
  });
});

describe('a lead in hand that head office works on itself', () => {
  /** A person of head office moves it. */
  const moveTo = async (pipelineId: number, statusId: number) => {
    const { franchise, lead } = world;
    await patchLead(franchise.hq, lead.leadId, { pipeline_id: pipelineId, status_id: statusId });
    await publishLeadChange(hub, franchise, lead.leadId, 'update');
  };

  it('is off the list and goes to no branch, until it is back in the intake', async () => {
    const { franchise, lead, second } = world;
    const other = (await listPipelines(franchise.hq)).find(({ id }) => id !== franchise.intake.pipelineId)!;
    const stage = other._embedded.statuses.find(({ id, type }) => type === 0 && id > 143)!;
    await moveTo(other.id, stage.id);
    await eventually(async () => expect((await custody()).isInHand).toBe(false));
    const before = await living([second.amo]);
    await openSecond();
    expect(await living([second.amo])).toBe(before);
    expect(await listed()).not.toContain(lead.leadId);
    expect(say((await custody()).text, 'ru')).toMatch(/филиал отказался → головной офис ведёт её сам$/);

    await moveTo(franchise.intake.pipelineId, franchise.intake.handedOverId);
    await untilSecondHasIt();
    expect(await custody()).toMatchObject({ offHand: null });
  });

  it('can be sent to a branch by «Филиал»', async () => {
    const { franchise, lead, second } = world;
    const other = (await listPipelines(franchise.hq)).find(({ id }) => id !== franchise.intake.pipelineId)!;
    const stage = other._embedded.statuses.find(({ id, type }) => type === 0 && id > 143)!;
    await moveTo(other.id, stage.id);
    await eventually(async () => expect((await custody()).isInHand).toBe(false));
    await openSecond();
    const chosen = { field_id: given.fieldId, values: [{ value: second.name }] };
    await patchLead(franchise.hq, lead.leadId, { custom_fields_values: [chosen] });
    await publishLeadChange(hub, franchise, lead.leadId, 'update');
    await untilSecondHasIt();
  });
});
