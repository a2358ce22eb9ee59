import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  createStage,
  deleteStage,
  findContact,
  findLead,
  linkEntities,
  patchLead,
  patchPipeline,
  unlinkEntities,
} from '@hub/amocrm';
import { say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { custodyAlarmsConsumer } from '../../router/src/waiting/review-custody.js';
import { alarmsOf, publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import { custodyConsumer, escalationCheckConsumer } from '../../router/src/custody/custody-work.js';
import { KnownNames } from '../../router/src/custody/known-names.js';
import {
  act,
  addMirrorFields,
  handOver,
  publishBranchChange,
  startCustodyHub,
  untilObserved,
} from './custody-world.js';
import {
  atHq,
  branchLead,
  give,
  inBranch,
  moveAtHq,
  moveInBranch,
  openEscalation,
  runNow,
  sayReason,
  trailOf,
  untilEscalated,
  type EscalationWorld,
} from './escalation-world.js';

let hub: RouterHub;
let world: EscalationWorld;

beforeAll(async () => {
  hub = await startCustodyHub();
  const franchise = await hub.found('not-back');
  await addMirrorFields(franchise);
  world = await openEscalation(hub, franchise);
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

/** amoCRM refuses for good that the branch lead goes back to its stage, until it is called. */
async function refuseReturn(leadId: number): Promise<() => Promise<void>> {
  const { subdomain } = world.franchise.remotes.branch;
  const about = { kind: 'status', status: 400, subdomain, method: 'PATCH', path: `/api/v4/leads/${leadId}*` };
  const { body } = await hub.sandbox.control('POST', 'faults', { ...about, count: null });
  return async () => {
    await hub.sandbox.control('DELETE', `faults/${(body as { id: string }).id}`);
  };
}

async function rowOf(leadId: number): Promise<string | null> {
  const { items } = await hub.app.ask('router.waiting', { causes: ['escalation-not-back'] });
  const texts = items.map(({ text }) => say(text, 'ru'));
  return texts.find((text) => text.includes(`№${leadId} `)) ?? null;
}

it('a lead that head office hands back and that cannot return is in the list with an alarm, until the branch moves it', async () => {
  const leadId = await branchLead(world, { phone: '+7 912 000-01-01', reason: 'Скидка' });
  await give(world, leadId);
  const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
  const allow = await refuseReturn(leadId);
  await moveAtHq(world, cardId, world.hq.stages[3]!);
  await untilEscalated(world, leadId, { state: 'ended', endedAs: 'handed-back' });
  expect((await findLead(world.franchise.branch, leadId))!.pipeline_id).toBe(world.branch.id);
  expect(await rowOf(leadId)).toMatch(/осталась в воронке передачи.*не удалось/);
  await runNow(world, custodyAlarmsConsumer);
  await eventually(async () => expect(await alarmsOf(hub, 'escalation-not-back')).toHaveLength(1));
  await allow();
  const { pipelineId, statusId } = world.franchise.exchange;
  await moveInBranch(world, leadId, statusId, pipelineId);
  await eventually(async () => expect(await rowOf(leadId)).toBeNull());
  await runNow(world, custodyAlarmsConsumer, 2);
  await eventually(async () => expect(await alarmsOf(hub, 'escalation-not-back')).toEqual([]));
});

it('a lead without a reason that cannot return goes to head office as soon as it has one', async () => {
  const leadId = await branchLead(world, { phone: '+7 912 000-01-02' });
  const allow = await refuseReturn(leadId);
  await give(world, leadId);
  await untilEscalated(world, leadId, { state: 'ended', endedAs: 'no-reason' });
  expect(await rowOf(leadId)).toContain('не указана причина');
  await allow();
  const comment = world.franchise.branchFields.comment.id;
  const reason = [{ field_id: comment, values: [{ value: 'Нужна скидка' }] }];
  await hub.sandbox.control('POST', 'clock', { advanceMs: 2_000 });
  await patchLead(world.franchise.branch, leadId, { custom_fields_values: reason });
  await publishBranchChange(hub, world.franchise, leadId);
  await untilEscalated(world, leadId, { state: 'delivered' });
  expect(await rowOf(leadId)).toBeNull();
});

it('a deal whose client is linked after it was given gets its contact at head office', async () => {
  const leadId = await branchLead(world, { phone: '+7 912 000-01-03', reason: 'Скидка' });
  const [contact] = (await inBranch(world, leadId))._embedded.contacts;
  const client = { to_entity_id: contact!.id, to_entity_type: 'contacts' as const };
  await unlinkEntities(world.franchise.branch, 'leads', leadId, [client]);
  await give(world, leadId);
  const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
  expect((await atHq(world, cardId))._embedded.contacts).toEqual([]);
  const named = async () => (await trailOf(world, leadId)).escalations.at(-1)!.leftOut;
  expect(await named()).toMatchObject([{ key: 'leftOut.no-contact' }]);

  await hub.sandbox.control('POST', 'clock', { advanceMs: 2_000 });
  await linkEntities(world.franchise.branch, 'leads', leadId, [client]);
  await publishBranchChange(hub, world.franchise, leadId);
  await eventually(async () => expect(await named()).toEqual([]));
  const [main] = (await atHq(world, cardId))._embedded.contacts;
  expect(main).toMatchObject({ is_main: true });
  const { name } = (await findContact(world.franchise.hq, main!.id))!;
  expect(name).toBe('Пётр');
});

/** A form of the branch's site is in «Неразобранное» of this pipeline, with a reason. */
async function receiveForm(pipelineId: number): Promise<{ uid: string; leadId: number }> {
  const { branch, branchFields } = world.franchise;
  const reason = { field_id: branchFields.comment.id, values: [{ value: 'Нужна скидка' }] };
  const metadata = {
    ...{ form_id: '1', form_name: 'Заявка', form_page: 'https://example.com', form_sent_at: 1_700_000_000 },
    ...{ ip: '127.0.0.1', referer: '' },
  };
  const leads = [{ name: 'Заявка с сайта', custom_fields_values: [reason] }];
  const form = { source_uid: 'form-1', source_name: 'Сайт', pipeline_id: pipelineId, metadata };
  const { body } = await branch.call({
    ...{ method: 'POST', path: '/api/v4/leads/unsorted/forms' },
    body: [{ ...form, _embedded: { leads, contacts: [{ name: 'Анна' }] } }],
  });
  const made = body as { _embedded: { unsorted: { uid: string; _embedded: { leads: { id: number }[] } }[] } };
  const [item] = made._embedded.unsorted;
  return { uid: item!.uid, leadId: item!._embedded.leads[0]!.id };
}

/** The pipeline has «Неразобранное» from now on. */
async function openUnsorted(pipelineId: number): Promise<void> {
  const { branch, branchAccountId } = world.franchise;
  await patchPipeline(branch, pipelineId, { is_unsorted_on: true });
  hub.app.app.get(KnownNames, { strict: false }).forget(branchAccountId);
  await untilObserved(hub, world.franchise);
}

async function accept(uid: string, statusId: number): Promise<void> {
  const { subdomain } = world.franchise.remotes.branch;
  await act(hub, subdomain, 'unsorted.accept', { uid, statusId });
}

/** The hub has looked at the branch lead, and has nothing more to do about it. */
async function untilJudged(leadId: number): Promise<void> {
  const { branchAccountId } = world.franchise;
  await publishBranchChange(hub, world.franchise, leadId);
  await eventually(async () => {
    const rows = await hub.app.source.query<unknown[]>(
      `SELECT DISTINCT state FROM router.inbox WHERE consumer = $1 AND key = $2`,
      [custodyConsumer, `${branchAccountId}:lead:${leadId}`],
    );
    expect(rows).toEqual([{ state: 'done' }]);
  });
}

it('a request in «Неразобранное» of the pipeline for head office is given when a person has accepted it', async () => {
  const { id: pipelineId, stages } = world.branch;
  await openUnsorted(pipelineId);
  const { uid, leadId } = await receiveForm(pipelineId);
  const { status_id: statusId } = await inBranch(world, leadId);
  await untilJudged(leadId);
  await runNow(world, escalationCheckConsumer);
  await untilJudged(leadId);
  const { items } = await hub.app.ask('router.escalations.list', {});
  expect(items.filter(({ branchLeadId }) => branchLeadId === leadId)).toEqual([]);
  expect(await inBranch(world, leadId)).toMatchObject({ pipeline_id: pipelineId, status_id: statusId });
  await accept(uid, stages[0]!);
  await publishBranchChange(hub, world.franchise, leadId);
  await untilEscalated(world, leadId, { state: 'delivered' });
});

it('a lead that head office hands back goes to the target of its branch where no call can put it where it was', async () => {
  const { branch, exchange } = world.franchise;
  await openUnsorted(exchange.pipelineId);
  const { uid, leadId: accepted } = await receiveForm(exchange.pipelineId);
  await untilJudged(accepted);
  await accept(uid, world.branch.stages[0]!);
  await publishBranchChange(hub, world.franchise, accepted);

  const left = await createStage(branch, exchange.pipelineId, { name: 'Замер', sort: 15 });
  const leadId = await branchLead(world, { phone: '+7 912 000-01-04', reason: 'Скидка' });
  await moveInBranch(world, leadId, left.id);
  await give(world, leadId);
  await untilEscalated(world, leadId, { state: 'delivered' });
  await deleteStage(branch, exchange.pipelineId, left.id);

  for (const id of [accepted, leadId]) {
    await moveAtHq(world, await untilEscalated(world, id, { state: 'delivered' }), world.hq.stages[3]!);
    await untilEscalated(world, id, { state: 'ended', endedAs: 'handed-back' });
    const { pipelineId: pipeline_id, statusId: status_id } = exchange;
    expect(await inBranch(world, id)).toMatchObject({ pipeline_id, status_id });
  }
});

it('the card of a trail whose stage was deleted returns to the handed-over stage, or is listed with an alarm', async () => {
  const { franchise } = world;
  const { hq, intake, exchange } = franchise;
  const given = async () => {
    const lead = await handOver(hub, franchise);
    await sayReason(world, lead.branchLeadId);
    await give(world, lead.branchLeadId);
    await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    return lead;
  };
  const takeBack = async (leadId: number) => {
    await moveInBranch(world, leadId, exchange.statusId, exchange.pipelineId);
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'withdrawn' });
  };
  const first = await given();
  const { id: handedOverStatusId } = await createStage(hq, intake.pipelineId, {
    name: 'У филиала',
    sort: 95,
  });
  const escalation = {
    pipelineId: world.hq.id,
    handBackStatusId: world.hq.stages[3],
    acceptWithinMinutes: 60,
  };
  await saveRules(hub, franchise, { escalation, handedOverStatusId });
  await deleteStage(hq, intake.pipelineId, intake.handedOverId);
  await takeBack(first.branchLeadId);
  expect((await atHq(world, first.leadId)).status_id).toBe(handedOverStatusId);

  const second = await given();
  // Left behind by the first one, which stands in it.
  await moveAtHq(world, first.leadId, intake.newId, { pipelineId: intake.pipelineId });
  await deleteStage(hq, intake.pipelineId, handedOverStatusId);
  await takeBack(second.branchLeadId);
  expect((await atHq(world, second.leadId)).pipeline_id).toBe(world.hq.id);
  expect(await alarmsOf(hub, 'handed-over-stage-refused')).toHaveLength(1);
  await publishLeadChange(hub, franchise, second.leadId);
  await eventually(async () =>
    expect(await rowOf(second.branchLeadId)).toMatch(/Карточка №\d+ .*осталась в воронке/),
  );
});
