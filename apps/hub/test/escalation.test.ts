import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listLossReasons, patchLead } from '@hub/amocrm';
import { say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { custodyConsumer, escalationCheckConsumer } from '../../router/src/custody/custody-work.js';
import { acceptanceConsumer } from '../../router/src/escalation/watch-acceptance.js';
import { ReviewWaiting } from '../../router/src/waiting/review-waiting.js';
import { alarmsOf, countContacts, saveRules } from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  addSecondBranch,
  handOver,
  hurryCustody,
  passOn,
  shownAt,
  stagesOf,
  startCustodyHub,
  publishBranchChange,
  untilHeld,
  untilObserved,
} from './custody-world.js';
import {
  allow,
  atHq,
  branchLead,
  cardsNamed,
  give,
  hideContact,
  hurryUntil,
  inBranch,
  moveAtHq,
  moveInBranch,
  notesAtHq,
  notesInBranch,
  openEscalation,
  refusalsOf,
  runNow,
  tasksOf,
  trailOf,
  untilEscalated,
  type EscalationWorld,
} from './escalation-world.js';

let world: EscalationWorld;

beforeAll(async () => {
  const hub = await startCustodyHub();
  const franchise = await hub.found('esc');
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
  world = await openEscalation(hub, franchise);
});
afterAll(() => world.hub.close());

/** Holds the moves of leads in an account: their answers, or with `before` the moves themselves. */
async function holdMoves(subdomain: string, when: 'before' | 'after' = 'after'): Promise<string> {
  const fault = { kind: 'hold', subdomain, method: 'PATCH', path: '/api/v4/leads*', when };
  return (await world.hub.sandbox.control('POST', 'faults', fault)).body.id as string;
}

/** The last write of the escalation was begun so long ago that it is over. */
async function ageWrite(branchLeadId: number): Promise<void> {
  await world.hub.app.source.query(
    `UPDATE router.escalation SET step_written_at = step_written_at - interval '1 minute' WHERE branch_lead_id = $1 AND state <> 'ended'`,
    [branchLeadId],
  );
}

describe('a lead that a branch gives to head office', () => {
  it('gets a card there, is accepted, worked and won, and the branch lead with it', async () => {
    const { franchise, hq } = world;
    const leadId = await branchLead(world, { phone: '+7 912 000-00-01', reason: 'Нужна скидка' });
    await give(world, leadId);
    const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
    const card = await atHq(world, cardId);
    expect(card).toMatchObject({ name: 'Заказ +7 912 000-00-01', price: 0, status_id: hq.stages[0] });
    expect(card._embedded).toMatchObject({ tags: [{ name: 'изФилиала' }], contacts: [{ is_main: true }] });
    const comment = card.custom_fields_values.find(
      ({ field_id }) => field_id === franchise.fields.comment.id,
    );
    expect(comment?.values[0]?.value).toBe('Нужна скидка');
    const [note] = await notesAtHq(world, cardId);
    expect(note).toMatch(
      /^Филиал «Казань esc» передал сделку в головной офис. Причина: Нужна скидка\nhttps:/,
    );
    expect((await notesInBranch(world, leadId))[0]).toContain(`№${cardId}`);

    await act(world.hub, franchise.remotes.hq.subdomain, 'note.add', {
      leadId: cardId,
      text: 'Скидку дадим',
    });
    await moveAtHq(world, cardId, hq.stages[1]!);
    await untilEscalated(world, leadId, { state: 'accepted' });
    await eventually(async () =>
      expect((await notesInBranch(world, leadId))[1]).toMatch(/«Принятие HQ».\nСкидку дадим\n\[hub/),
    );
    await moveAtHq(world, cardId, 142);
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'won' });
    expect((await inBranch(world, leadId)).status_id).toBe(142);
    expect(await notesInBranch(world, leadId)).toHaveLength(3);
    expect(say((await trailOf(world, leadId)).text, 'ru')).toMatch(
      /^Сделка филиала: Казань esc \(№\d+\) ⇒ головной офис \(№\d+\), \d+ мин: успешно$/,
    );
    const { items } = await world.hub.app.ask('router.escalations.list', { state: 'ended' });
    expect(items).toMatchObject([{ branchLeadId: leadId, leadId: cardId, endedAs: 'won' }]);
  });

  it('goes back with one task where no reason is given, and to head office when it comes again with one', async () => {
    const { franchise } = world;
    const leadId = await branchLead(world, { phone: '+7 912 000-00-02' });
    await give(world, leadId);
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'no-reason', leadId: null });
    expect(await inBranch(world, leadId)).toMatchObject({ status_id: franchise.exchange.statusId });
    expect(await tasksOf(world, leadId)).toHaveLength(1);
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Спорный договор' }] }];
    await patchLead(franchise.branch, leadId, { custom_fields_values: comment });
    await give(world, leadId);
    await untilEscalated(world, leadId, { state: 'delivered' });
    expect(await tasksOf(world, leadId)).toHaveLength(1);
  });

  it('that came from there returns to its own card, is handed back, given once more and lost', async () => {
    const { hub, franchise, hq } = world;
    const lead = await handOver(hub, franchise);
    const { branchLeadId: leadId } = lead;
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Сложный монтаж' }] }];
    await patchLead(franchise.branch, leadId, { custom_fields_values: comment });
    await give(world, leadId);
    expect(await untilEscalated(world, leadId, { state: 'delivered' })).toBe(lead.leadId);
    expect(await atHq(world, lead.leadId)).toMatchObject({ status_id: hq.stages[0], pipeline_id: hq.id });
    await moveAtHq(world, lead.leadId, hq.stages[3]!);
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'handed-back' });
    expect((await inBranch(world, leadId)).status_id).toBe(franchise.exchange.statusId);
    const { handedOverId, pipelineId } = franchise.intake;
    expect(await atHq(world, lead.leadId)).toMatchObject({
      status_id: handedOverId,
      pipeline_id: pipelineId,
    });

    await give(world, leadId);
    expect(await untilEscalated(world, leadId, { state: 'delivered' })).toBe(lead.leadId);
    const [reason] = await lossReasons();
    await moveAtHq(world, lead.leadId, 143, { lossReasonId: reason!.hq });
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'lost' });
    expect(await inBranch(world, leadId)).toMatchObject({ status_id: 143, loss_reason_id: reason!.branch });
    await publishBranchChange(hub, franchise, leadId);
    await eventually(async () => {
      const { legs, escalations } = await trailOf(world, leadId);
      expect(legs).toMatchObject([{ endedAs: 'lost' }]);
      expect(escalations.map(({ endedAs }) => endedAs)).toEqual(['handed-back', 'lost']);
    });
    expect(await atHq(world, lead.leadId)).toMatchObject({ status_id: 143, pipeline_id: hq.id });
  });

  it('is taken back, closed or lost by the branch itself', async () => {
    const { franchise, hq } = world;
    const [taken, closed] = [
      await branchLead(world, { phone: '+7 912 000-00-04', reason: 'Ошибка' }),
      await branchLead(world, { phone: '+7 912 000-00-05', reason: 'Сами' }),
    ];
    for (const leadId of [taken, closed]) await give(world, leadId);
    const takenCard = await untilEscalated(world, taken, { state: 'delivered' });
    const closedCard = await untilEscalated(world, closed, { state: 'delivered' });
    await moveInBranch(world, taken, franchise.exchange.statusId, franchise.exchange.pipelineId);
    await untilEscalated(world, taken, { state: 'ended', endedAs: 'withdrawn' });
    expect(await atHq(world, takenCard)).toMatchObject({ status_id: 143, pipeline_id: hq.id });
    expect((await notesAtHq(world, takenCard)).at(-1)).toContain('забрал сделку обратно');
    await moveInBranch(world, closed, 142);
    await untilEscalated(world, closed, { state: 'ended', endedAs: 'closed-in-branch' });
    expect(await atHq(world, closedCard)).toMatchObject({ status_id: 142, price: 0 });
  });

  it('of a trail is closed at head office when its branch closes it, and not before', async () => {
    const { hub, franchise } = world;
    const lead = await handOver(hub, franchise);
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Срочно' }] }];
    await patchLead(franchise.branch, lead.branchLeadId, { custom_fields_values: comment });
    await give(world, lead.branchLeadId);
    await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    await moveInBranch(world, lead.branchLeadId, 142);
    await untilEscalated(world, lead.branchLeadId, { endedAs: 'closed-in-branch' });
    await eventually(async () => {
      const { intake } = franchise;
      expect(await atHq(world, lead.leadId)).toMatchObject({
        status_id: 142,
        pipeline_id: intake.pipelineId,
      });
    });
  });

  it('goes to another branch when head office names one, and its card stands handed over again', async () => {
    const { hub, franchise } = world;
    const second = await addSecondBranch(hub, franchise, 'esc');
    const lead = await handOver(hub, franchise);
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Переезд' }] }];
    await patchLead(franchise.branch, lead.branchLeadId, { custom_fields_values: comment });
    await give(world, lead.branchLeadId);
    await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    const wanted = { leadId: lead.leadId, branchId: second.branchId, reason: 'переезд' };
    await hub.app.ask('router.custody.re-route', wanted);
    await eventually(async () => {
      const { legs, escalations } = await trailOf(world, lead.branchLeadId);
      expect(escalations).toMatchObject([{ endedAs: 're-routed' }]);
      expect(legs).toMatchObject([{ endedAs: 're-routed' }, { state: 'in-branch', branchName: second.name }]);
    });
    expect((await atHq(world, lead.leadId)).status_id).toBe(franchise.intake.handedOverId);
    // A branch that is narrowed to its account sees its own part.
    const about = { accountId: franchise.hqAccountId, leadId: lead.leadId, accountIds: [second.accountId] };
    expect(await hub.app.ask('router.custody.show', about)).toMatchObject({ escalations: [], legs: [{}] });

    // The first branch opens its closed lead again: the HQ lead is the other branch's by now.
    await moveInBranch(world, lead.branchLeadId, world.branch.stages[0]!, world.branch.id);
    const made = await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    expect(made).not.toBe(lead.leadId);
    expect((await atHq(world, lead.leadId)).status_id).toBe(franchise.intake.handedOverId);
  });

  it('stays with head office although its leg had ended before, while no other branch has it', async () => {
    const { hub, franchise, hq } = world;
    const lead = await handOver(hub, franchise);
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Всё-таки' }] }];
    await patchLead(franchise.branch, lead.branchLeadId, { custom_fields_values: comment });
    await hub.app.source.query(
      `UPDATE router.transfer SET ended_as = 'rejected', ended_at = now() WHERE hq_lead_id = $1`,
      [lead.leadId],
    );
    await give(world, lead.branchLeadId);
    expect(await untilEscalated(world, lead.branchLeadId, { state: 'delivered' })).toBe(lead.leadId);
    await moveAtHq(world, lead.leadId, hq.stages[1]!);
    await untilEscalated(world, lead.branchLeadId, { state: 'accepted' });
    expect((await trailOf(world, lead.branchLeadId)).escalations).toHaveLength(1);
  });

  it('is not routed to another branch when head office takes its card into the intake', async () => {
    const { hub, franchise } = world;
    const leadId = await branchLead(world, { phone: '+7 912 000-00-09', reason: 'Скидка' });
    await give(world, leadId);
    const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
    await moveAtHq(world, cardId, franchise.intake.newId, { pipelineId: franchise.intake.pipelineId });
    await untilEscalated(world, leadId, { state: 'accepted' });
    await eventually(async () => {
      const { items } = await hub.app.ask('router.waiting', { causes: ['lead-manual'] });
      const item = items.find((row) => row.leadId === cardId);
      expect(item && say(item.text, 'ru')).toContain('её передал в головной офис филиал');
    });
    expect(await refusalsOf(world, cardId)).toEqual(['escalated', 'escalated']);
    expect((await inBranch(world, leadId)).pipeline_id).toBe(world.branch.id);
    await moveInBranch(world, leadId, franchise.exchange.statusId, franchise.exchange.pipelineId);
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'withdrawn' });
    await hub.app.ask('router.leads.ignore', { leadId: cardId, by: 'Ольга', reason: 'Её ведёт филиал' });
  });

  it('is listed with an alarm until head office accepts it, when the agreed time is over', async () => {
    const { hub, hq } = world;
    const leadId = await branchLead(world, { phone: '+7 912 000-00-06', reason: 'Скидка' });
    await give(world, leadId);
    const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
    const age = (minutes: number) =>
      hub.app.source.query(
        `UPDATE router.escalation SET delivered_at = now() - $2 * interval '1 minute' WHERE hq_lead_id = $1`,
        [cardId, minutes],
      );
    await age(61);
    await runNow(world, acceptanceConsumer);
    const waiting = async () => {
      const { items } = await hub.app.ask('router.waiting', { causes: ['escalation-late'] });
      return items.map((row) => row.leadId);
    };
    await eventually(async () => expect(await waiting()).toEqual([cardId]));
    // As if the rules allowed more time now.
    await age(59);
    await runNow(world, acceptanceConsumer, 2);
    await eventually(async () => expect(await waiting()).toEqual([]));
    await age(61);
    await runNow(world, acceptanceConsumer, 3);
    await eventually(async () => expect(await waiting()).toEqual([cardId]));
    await hub.app.app.get(ReviewWaiting).review(new Date());
    expect(await alarmsOf(hub, 'escalation-late')).toHaveLength(1);
    await moveAtHq(world, cardId, hq.stages[1]!);
    await untilEscalated(world, leadId, { state: 'accepted' });
    expect(await waiting()).toEqual([]);
    await hub.app.app.get(ReviewWaiting).review(new Date());
    expect(await alarmsOf(hub, 'escalation-late')).toHaveLength(0);
  });

  it('gets one card, one contact and one note although every answer is lost', async () => {
    const { hub, franchise } = world;
    const leadId = await branchLead(world, { phone: '+7 912 000-00-07', reason: 'Потери' });
    const before = await countContacts(franchise.hq);
    const { subdomain } = franchise.remotes.hq;
    for (const path of ['/api/v4/contacts', '/api/v4/leads', '/api/v4/leads/*/notes'])
      await hub.sandbox.control('POST', 'faults', {
        ...{ kind: 'lost-answer', subdomain, method: 'POST', path, count: 1 },
      });
    const busy = { kind: 'status', status: 503, method: 'GET', path: '/api/v4/leads/*', count: 2 };
    await hub.sandbox.control('POST', 'faults', { ...busy, subdomain: franchise.remotes.branch.subdomain });
    await give(world, leadId);
    const cardId = await hurryUntil(world, leadId, { state: 'delivered' });
    await hub.sandbox.control('DELETE', 'faults');
    expect(await cardsNamed(world, 'Заказ +7 912 000-00-07')).toEqual([cardId]);
    expect((await countContacts(franchise.hq)) - before).toBe(1);
    expect(await notesAtHq(world, cardId)).toHaveLength(1);
    expect(await notesInBranch(world, leadId)).toHaveLength(1);
  });

  it('stays where people have put it between the hub’s move and its record, at head office and in the branch', async () => {
    const { hub, franchise, hq } = world;
    const { hq: office, branch: remote } = franchise.remotes;
    const lead = await handOver(hub, franchise);
    const { branchLeadId: leadId, leadId: cardId } = lead;
    const key = `${franchise.branchAccountId}:lead:${leadId}`;
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Сложный монтаж' }] }];
    await patchLead(franchise.branch, leadId, { custom_fields_values: comment });
    await eventually(async () => expect((await shownAt(franchise, cardId)).stage).toBeDefined());
    const opening = await holdMoves(office.subdomain);
    await give(world, leadId);
    await untilHeld(hub, opening);
    await moveAtHq(world, cardId, hq.stages[1]!);
    await ageWrite(leadId);
    await passOn(hub, custodyConsumer, key);
    await untilEscalated(world, leadId, { state: 'accepted' });
    expect(await atHq(world, cardId)).toMatchObject({ status_id: hq.stages[1] });
    await hub.sandbox.control('DELETE', 'faults');

    const back = await holdMoves(remote.subdomain);
    await moveAtHq(world, cardId, hq.stages[3]!);
    await untilHeld(hub, back);
    const [, next] = await stagesOf(franchise);
    await act(hub, remote.subdomain, 'lead.move', { leadId, statusId: next!.id });
    await ageWrite(leadId);
    await passOn(hub, custodyConsumer, key);
    await untilEscalated(world, leadId, { state: 'ended', endedAs: 'handed-back' });
    await hub.sandbox.control('DELETE', 'faults');
    expect((await inBranch(world, leadId)).status_id).toBe(next!.id);
    expect(await atHq(world, cardId)).toMatchObject({ status_id: franchise.intake.handedOverId });
  });

  it('has not come where people moved it while the hub’s move may be on its way', async () => {
    const { hub, franchise, hq } = world;
    const lead = await handOver(hub, franchise);
    const { branchLeadId: leadId, leadId: cardId } = lead;
    const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Сложный монтаж' }] }];
    await patchLead(franchise.branch, leadId, { custom_fields_values: comment });
    await eventually(async () => expect((await shownAt(franchise, cardId)).stage).toBeDefined());
    const opening = await holdMoves(franchise.remotes.hq.subdomain, 'before');
    await give(world, leadId);
    await untilHeld(hub, opening);
    const move = { leadId: cardId, pipelineId: hq.id, statusId: hq.stages[1]! };
    await act(hub, franchise.remotes.hq.subdomain, 'lead.move', move);
    await passOn(hub, custodyConsumer, `${franchise.branchAccountId}:lead:${leadId}`);
    await eventually(async () => {
      const rows = await hub.app.source.query<unknown[]>(
        `SELECT state, problem ->> 'key' AS problem FROM router.escalation WHERE branch_lead_id = $1`,
        [leadId],
      );
      expect(rows).toEqual([{ state: 'asked', problem: 'failures.earlier-write' }]);
    });
    await hub.sandbox.control('DELETE', 'faults');
    await eventually(async () =>
      expect(await atHq(world, cardId)).toMatchObject({ status_id: hq.stages[0] }),
    );
    await hurryCustody(hub, franchise.branchAccountId, leadId);
    await untilEscalated(world, leadId, { state: 'delivered' });
  });

  it('is found later, where the message came before the rule, and noted in the other card of the client', async () => {
    const { hub, franchise } = world;
    const first = await branchLead(world, { phone: '+7 912 000-00-08', reason: 'Первая' });
    await give(world, first);
    const firstCard = await untilEscalated(world, first, { state: 'delivered' });
    await saveRules(hub, franchise, {});
    const leadId = await branchLead(world, { phone: '8 (912) 000-00-08', reason: 'Вторая' });
    await give(world, leadId);
    await eventually(async () => {
      const [row] = await hub.app.source.query<{ pipeline_id: string }[]>(
        'SELECT pipeline_id FROM journal.lead WHERE account_id = $1 AND lead_id = $2',
        [franchise.branchAccountId, leadId],
      );
      expect(Number(row?.pipeline_id)).toBe(world.branch.id);
    });
    await hideContact(world, first);
    await allow(world);
    await runNow(world, escalationCheckConsumer);
    const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
    await eventually(async () => {
      expect((await notesAtHq(world, cardId)).at(-1)).toContain(`№${firstCard}`);
      expect((await notesAtHq(world, firstCard)).at(-1)).toContain(`№${cardId}`);
    });
    await hub.sandbox.control('DELETE', 'faults');
  });
});

/** The loss reason of one name in both accounts. */
async function lossReasons(): Promise<{ hq: number; branch: number }[]> {
  const { franchise } = world;
  const idOf = async (amo: typeof franchise.hq) =>
    (await listLossReasons(amo)).find(({ name }) => name === 'Дорого')!.id;
  return [{ hq: await idOf(franchise.hq), branch: await idOf(franchise.branch) }];
}
