import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLead, findLead, mainContactOf } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { Journal } from '@hub/journal';
import { eventually } from '@hub/testing';
import type { Franchise } from '../../router/test/franchise.js';
import { leadsOf, noteTexts, publishLeadChange, type RouterHub } from '../../router/test/router-hub.js';
import { checkConsumer } from '../../router/src/custody/custody-work.js';
import { believeGone } from './believe-gone.js';
import {
  act,
  addMirrorFields,
  handOver,
  keepUnread,
  poll,
  publishBranchChange,
  shownAt,
  stagesOf,
  startCustodyHub,
  untilHeld,
  untilObserved,
  untilQuiet,
} from './custody-world.js';
import {
  atHq,
  branchLead,
  give,
  hurryUntil,
  inBranch,
  moveAtHq,
  notesAtHq,
  openEscalation,
  sayReason,
  trailOf,
  untilEscalated,
  type EscalationWorld,
} from './escalation-world.js';

let hub: RouterHub;
let franchise: Franchise;

beforeAll(async () => {
  hub = await startCustodyHub();
  franchise = await hub.found('in-branch-merge');
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

/** A telephony notes a call in the HQ lead, of which the feed tells the hub. */
async function noteCall(leadId: number): Promise<void> {
  const params = {
    uniq: 'a',
    duration: 65,
    source: 'АТС',
    link: 'https://ats.example/1.mp3',
    phone: '+79121230067',
  };
  await franchise.hq.call({
    ...{ method: 'POST', path: `/api/v4/leads/${leadId}/notes` },
    body: [{ note_type: 'call_in', params }],
  });
}

/** The branch lead has notes of so many calls, and no more are to come. */
async function untilNoted(branchLeadId: number, count: number): Promise<void> {
  const waiting = `SELECT FROM router.inbox WHERE consumer = 'router.call' AND state = 'waiting'`;
  await eventually(async () => {
    await poll(hub);
    const texts = await noteTexts(franchise.branch, branchLeadId);
    expect(texts.filter((text) => text.includes('звонок'))).toHaveLength(count);
    expect(await hub.app.source.query<unknown[]>(waiting)).toEqual([]);
  });
}

/** A manager merges the routed lead into the client's own deal; its fields go along, or its notes alone. */
it.each(['keep', 'drop'])(
  'a lead that its branch merges into a deal of its own goes on there (%s)',
  async (values) => {
    const { branch, branchAccountId: accountId, exchange, hqAccountId, remotes } = franchise;
    const { subdomain } = remotes.branch;
    await hub.sandbox.control('PATCH', `accounts/${subdomain}`, { features: { merge_values: values } });
    const { leadId, branchLeadId } = await handOver(hub, franchise);
    await noteCall(leadId);
    await untilNoted(branchLeadId, 1);
    const contactId = mainContactOf((await findLead(branch, branchLeadId))!)!;
    const [, stage] = await stagesOf(franchise);
    const own = await createLead(branch, {
      name: 'Собственная сделка',
      pipeline_id: exchange.pipelineId,
      status_id: stage!.id,
      price: 500,
      _embedded: { contacts: [{ id: contactId, is_main: true }] },
    });
    await publishBranchChange(hub, franchise, own);
    const journal = hub.app.app.get(Journal);
    await eventually(async () => {
      for (const id of [own, branchLeadId]) expect(await journal.findLead(accountId, id)).not.toBeNull();
    });
    await act(hub, subdomain, 'lead.merge', {
      userId: remotes.branch.users[0]!.id,
      leadId: own,
      mergedId: branchLeadId,
    });
    const gone = { accountId, entity: 'lead' as const, entityId: branchLeadId, action: 'delete' as const };
    await hub.app.publishChange({ ...gone, source: 'poll' });
    await publishBranchChange(hub, franchise, own);

    const custody = () => hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId });
    await eventually(async () => {
      expect(await custody()).toMatchObject({
        isInHand: false,
        legs: [{ branchLeadId: own, state: 'in-branch', endedAs: null }],
      });
    });
    await eventually(async () => {
      const { stage: shown, price } = await shownAt(franchise, leadId);
      expect([shown, String(price)]).toEqual([stage!.name, '500']);
    });
    const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-hand'] });
    expect(items).toEqual([]);

    // The notes of former calls came along; only a new one is added.
    await noteCall(leadId);
    await untilNoted(own, 2);

    // It is the branch's own deal: the hub shows what becomes of it.
    await act(hub, subdomain, 'lead.move', { leadId: own, statusId: 142 });
    await publishBranchChange(hub, franchise, own);
    await eventually(async () => expect((await custody()).legs).toMatchObject([{ endedAs: 'won' }]));
  },
);

it('a lead that its branch merges before the observer could read it goes on in the deal that is left', async () => {
  const { branch, branchAccountId: accountId, exchange, hqAccountId, remotes } = franchise;
  const { subdomain, users } = remotes.branch;
  await hub.sandbox.control('PATCH', `accounts/${subdomain}`, { features: { merge_values: 'drop' } });
  const letRead = await keepUnread(hub, subdomain);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  const contactId = mainContactOf((await findLead(branch, branchLeadId))!)!;
  const own = await createLead(branch, {
    name: 'Собственная сделка',
    pipeline_id: exchange.pipelineId,
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
  await act(hub, subdomain, 'lead.merge', { userId: users[0]!.id, leadId: own, mergedId: branchLeadId });
  await letRead();
  const gone = { accountId, entity: 'lead' as const, entityId: branchLeadId, action: 'delete' as const };
  await hub.app.publishChange({ ...gone, source: 'poll' });
  await eventually(async () =>
    expect(await hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId })).toMatchObject({
      isInHand: false,
      legs: [{ branchLeadId: own, state: 'in-branch', endedAs: null }],
    }),
  );
});

describe('a lead that its branch merges into one that head office has a card of already', () => {
  const custody = (leadId: number) =>
    hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId });
  const inTwo = async () => {
    const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-two'] });
    return items.map(({ leadId, text: { facts } }) => [leadId, facts.found, facts.value, facts.other]);
  };

  /** The check of every five minutes. */
  let checkAt = Date.now();
  async function checkMirrors(): Promise<void> {
    const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
    checkAt += 3_600_000;
    await bus.startDue(checkConsumer, new Date());
    await bus.startDue(checkConsumer, new Date(checkAt));
  }

  it('counts once: its other card is listed, and closes behind the one that a person gives up', async () => {
    const phone = '+7 912 000-06-01';
    const kept = await handOver(hub, franchise, phone);
    const { leadId, branchLeadId } = await handOver(hub, franchise, phone);
    const { subdomain, users } = franchise.remotes.branch;
    const deal = kept.branchLeadId;
    const merged = { userId: users[0]!.id, leadId: deal, mergedId: branchLeadId };
    await act(hub, subdomain, 'lead.merge', merged);
    const gone = { accountId: franchise.branchAccountId, entity: 'lead' as const, entityId: branchLeadId };
    await hub.app.publishChange({ ...gone, action: 'delete', source: 'poll' });
    await publishBranchChange(hub, franchise, deal);
    await eventually(async () =>
      expect(await custody(leadId)).toMatchObject({ legs: [{ branchLeadId: deal, state: 'in-branch' }] }),
    );
    const row = [leadId, 'one_deal', String(deal), String(kept.leadId)];
    await eventually(async () => expect(await inTwo()).toEqual([row]));

    await act(hub, subdomain, 'lead.move', { leadId: deal, statusId: 142 });
    await publishBranchChange(hub, franchise, deal);
    for (const own of [kept.leadId, leadId])
      await eventually(async () => expect((await custody(own)).legs).toMatchObject([{ endedAs: 'won' }]));
    const { handedOverId } = franchise.intake;
    const stages = async () => [
      (await shownAt(franchise, kept.leadId)).statusId,
      (await shownAt(franchise, leadId)).statusId,
    ];
    expect(await stages()).toEqual([142, handedOverId]);
    expect(await inTwo()).toEqual([row]);

    // The check does not take it for one that is to be closed, as long as the other one counts.
    await checkMirrors();
    await untilQuiet(hub, franchise.branchAccountId, deal);
    expect(await stages()).toEqual([142, handedOverId]);
    await act(hub, franchise.remotes.hq.subdomain, 'lead.move', { leadId: kept.leadId, statusId: 143 });
    await publishLeadChange(hub, franchise, kept.leadId, 'update');
    await eventually(async () => expect(await inTwo()).toEqual([]));
    await eventually(async () => {
      await checkMirrors();
      expect(await stages()).toEqual([143, 142]);
    });
  });
});

describe('a deal that a branch has given to head office and merges into another', () => {
  let world: EscalationWorld;
  let phones = 0;

  beforeAll(async () => {
    world = await openEscalation(hub, franchise);
    await hub.sandbox.control('PATCH', `accounts/${franchise.remotes.branch.subdomain}`, {
      features: { merge_values: 'drop' },
    });
  });

  /** A lead of head office or the branch's own, given to head office; with the card there. */
  async function given(from: 'head office' | 'the branch'): Promise<{ leadId: number; cardId: number }> {
    phones += 1;
    const phone = `+7 912 000-05-0${phones}`;
    const isOwn = from === 'the branch';
    const leadId = isOwn
      ? await branchLead(world, { phone, reason: 'Скидка' })
      : (await handOver(hub, franchise, phone)).branchLeadId;
    if (!isOwn) await sayReason(world, leadId);
    await give(world, leadId);
    return { leadId, cardId: await untilEscalated(world, leadId, { state: 'delivered' }) };
  }

  /** Another deal of the same client, with a reason to give it to head office. */
  async function otherOf(leadId: number): Promise<number> {
    const { branch, exchange } = franchise;
    const contactId = mainContactOf((await findLead(branch, leadId))!)!;
    const other = await createLead(branch, {
      ...{ name: `Вторая сделка ${leadId}`, pipeline_id: exchange.pipelineId },
      status_id: exchange.statusId,
      _embedded: { contacts: [{ id: contactId, is_main: true }] },
    });
    await sayReason(world, other);
    return other;
  }

  async function merge(mergedId: number, leadId: number): Promise<void> {
    const { subdomain, users } = franchise.remotes.branch;
    await act(hub, subdomain, 'lead.merge', { userId: users[0]!.id, leadId, mergedId });
  }

  /** The hub hears that a lead is gone, and reads it again at once. */
  async function sayGone(leadId: number): Promise<void> {
    const gone = { accountId: franchise.branchAccountId, entity: 'lead' as const, entityId: leadId };
    await hub.app.publishChange({ ...gone, action: 'delete', source: 'poll' });
    await eventually(async () => {
      await believeGone({ service: hub.app }, gone.accountId);
      expect((await hub.app.app.get(Journal).findLead(gone.accountId, leadId))?.goneAt).not.toBeNull();
    });
  }

  /** The open cards of head office in the pipeline of what branches give. */
  async function openCards(): Promise<Set<number>> {
    const leads = await leadsOf(franchise.hq);
    const open = leads.filter((lead) => lead.pipeline_id === world.hq.id && lead.status_id !== 143);
    return new Set(open.map(({ id }) => id));
  }

  it.each(['head office', 'the branch'] as const)(
    'keeps its one card where the deal that is left is given as well (a lead of %s)',
    async (from) => {
      const before = await openCards();
      const { leadId, cardId } = await given(from);
      const other = await otherOf(leadId);
      await merge(leadId, other);
      await give(world, other);
      await eventually(async () =>
        expect((await trailOf(world, other)).escalations.length).toBeGreaterThan(0),
      );
      await sayGone(leadId);
      expect(await hurryUntil(world, other, { state: 'delivered' })).toBe(cardId);
      expect(await openCards()).toEqual(new Set([...before, cardId]));
      await moveAtHq(world, cardId, 142);
      await hurryUntil(world, other, { state: 'ended', endedAs: 'won' });
      expect((await inBranch(world, other)).status_id).toBe(142);
    },
  );

  it('leaves head office where the deal that is left is not given', async () => {
    const { leadId, cardId } = await given('head office');
    const other = await otherOf(leadId);
    await publishBranchChange(hub, franchise, other);
    await merge(leadId, other);
    await sayGone(leadId);
    await hurryUntil(world, other, { state: 'ended', endedAs: 'withdrawn' });
    expect(await atHq(world, cardId)).toMatchObject({ pipeline_id: franchise.intake.pipelineId });
  });

  it('leaves its card for that of the deal that is left, where head office has both', async () => {
    const before = await openCards();
    const { leadId, cardId } = await given('the branch');
    const other = await otherOf(leadId);
    await give(world, other);
    const kept = await untilEscalated(world, other, { state: 'delivered' });
    await merge(leadId, other);
    await sayGone(leadId);
    await hurryUntil(world, leadId, { state: 'ended', endedAs: 'withdrawn' });
    expect((await notesAtHq(world, cardId)).at(-1)).toContain(`№${other}`);
    expect(await openCards()).toEqual(new Set([...before, kept]));
  });

  it('is recorded behind its leg, in the order in which a merge locks the two', async () => {
    phones += 1;
    const { branchLeadId, leadId } = await handOver(hub, franchise, `+7 912 000-05-0${phones}`);
    await sayReason(world, branchLeadId);
    await eventually(async () => expect((await shownAt(franchise, leadId)).stage).toBeDefined());
    const { subdomain } = franchise.remotes.hq;
    const hold = { kind: 'hold', subdomain, method: 'PATCH', path: '/api/v4/leads*', when: 'after' };
    const { body: fault } = await hub.sandbox.control('POST', 'faults', hold);
    await give(world, branchLeadId);
    await untilHeld(hub, fault.id);
    await hub.app.source.transaction(async (tx) => {
      await tx.query('SELECT FROM router.transfer WHERE branch_lead_id = $1 FOR UPDATE', [branchLeadId]);
      await hub.sandbox.control('DELETE', 'faults');
      await eventually(async () => {
        const waiting = `SELECT FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`;
        expect(await tx.query<unknown[]>(waiting)).not.toEqual([]);
      });
      const free = 'SELECT FROM router.escalation WHERE branch_lead_id = $1 FOR UPDATE NOWAIT';
      expect(await tx.query<unknown[]>(free, [branchLeadId])).toHaveLength(1);
    });
    await untilEscalated(world, branchLeadId, { state: 'delivered' });
  });
});
