import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomField, findLead, listPipelines, patchLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import type { CustodyView } from '@hub/contracts';
import { Journal } from '@hub/journal';
import { message, say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { untakenConsumer } from '../../router/src/custody/watch-untaken.js';
import { ReviewWaiting } from '../../router/src/waiting/review-waiting.js';
import {
  act,
  addSecondBranch,
  branchAt,
  handOver,
  hurryCustody,
  living,
  stagesOf,
  startCustodyHub,
  tasksDone,
  publishBranchChange,
  untilHeld,
  untilObserved,
  untilQuiet,
  type Passed,
} from './custody-world.js';
import { countLiving } from './count-living.js';
import { FieldMapResponder } from '../../router/test/franchise.js';
import {
  alarmsOf,
  decisionsOf,
  publishLeadChange,
  leadsOf,
  noteTexts,
  receiveLead,
  saveBranch,
  saveRules,
  untilDone,
  untilProblem,
  type RouterHub,
} from '../../router/test/router-hub.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

/** A lead that the first branch has, and a second branch that could have it. */
async function begin(
  name: string,
  rules = {},
  branch: Parameters<typeof saveBranch>[2] = {},
): Promise<Passed> {
  const franchise = await hub.found(name);
  const second = await addSecondBranch(hub, franchise, name);
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id, ...rules });
  if (Object.keys(branch).length > 0) await saveBranch(hub, franchise, branch);
  await untilObserved(hub, franchise);
  return { franchise, second, lead: await handOver(hub, franchise) };
}

const custody = ({ franchise, lead }: Passed): Promise<CustodyView> =>
  hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId: lead.leadId });
const ask = ({ second, lead }: Passed) =>
  hub.app.ask('router.custody.re-route', {
    leadId: lead.leadId,
    branchId: second.branchId,
    reason: 'по просьбе клиента',
  });
const stillHas = async ({ franchise, lead }: Passed) =>
  (await findLead(franchise.branch, lead.branchLeadId))!;

async function untilSecondHas(world: Passed, why: string): Promise<void> {
  await eventually(async () => {
    const { legs } = await custody(world);
    const states = legs.map(({ state, endedAs }) => `${state} ${endedAs}`);
    expect(states).toEqual([`ended ${why}`, 'in-branch null']);
  });
  expect(await stillHas(world)).toMatchObject({ status_id: 143 });
  expect(await living([world.franchise.branch, world.second.amo])).toBe(1);
  expect(await custody(world)).toMatchObject({ isInHand: false });
}

async function choose({ franchise, lead }: Passed, name: string): Promise<void> {
  const { branchFieldId } = await hub.app.ask('router.rules.show', {});
  const chosen = { field_id: branchFieldId!, values: [{ value: name }] };
  await patchLead(franchise.hq, lead.leadId, { custom_fields_values: [chosen] });
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
}

describe('a lead goes to another branch', () => {
  it('when an operator says so: closed with a note, then handed over, in one line of custody', async () => {
    const world = await begin('asked');
    const { franchise, second, lead } = world;
    const counter = countLiving(hub.sandbox.sandbox, [franchise.remotes.branch.subdomain, second.subdomain]);
    await ask(world);
    await untilSecondHas(world, 're-routed');
    expect(counter.stop()).toBe(1);
    await eventually(async () => {
      const notes = await noteTexts(franchise.branch, lead.branchLeadId);
      expect(notes.at(-1)).toContain('по просьбе клиента');
    });
    expect(await branchAt(world)).toBe(second.name);
    expect((await findLead(franchise.hq, lead.leadId))!.status_id).toBe(franchise.intake.handedOverId);
    const { text } = await custody(world);
    expect(say(text, 'ru')).toMatch(
      /^Сделка №\d+: головной офис → Казань asked \(№\d+\), \d+ мин: передана дальше → Тверь asked \(№\d+\), \d+ мин: в работе$/,
    );
    const { hqAccountId, branchAccountId } = franchise;
    const seenBy = async (accountId: string, leadId: number, accountIds: string[]) =>
      (await hub.app.ask('router.custody.show', { accountId, leadId, accountIds })).legs.map(
        (leg) => leg.branchName,
      );
    expect(await seenBy(branchAccountId, lead.branchLeadId, [branchAccountId])).toEqual(['Казань asked']);
    await expect(seenBy(hqAccountId, lead.leadId, [randomUUID()])).rejects.toThrow(/has handed over nothing/);
    await expect(ask(world)).rejects.toThrow(/has the lead already/);
  });

  it('and leaves no open task with the owner it had', async () => {
    const world = await begin('tasked', {}, { exchangeUserId: null });
    const { franchise } = world;
    expect(await tasksDone(franchise)).toEqual([false]);
    await ask(world);
    await untilSecondHas(world, 're-routed');
    await eventually(async () => expect(await tasksDone(franchise)).toEqual([true]));
  });

  it('when «Филиал» is changed by hand at HQ', async () => {
    const world = await begin('by-hand');
    await choose(world, world.second.name);
    await untilSecondHas(world, 're-routed');
  });

  it('when «Филиал» is changed while the lead is on its way; what is closed then is named', async () => {
    const world = await begin('on-way');
    const { franchise, second } = world;
    const { subdomain } = franchise.remotes.branch;
    const hold = { kind: 'hold', subdomain, method: 'POST', path: '/api/v4/leads*', count: 1 };
    const whileMaking = async (change: (made: Passed) => Promise<unknown>): Promise<Passed> => {
      const { body } = await hub.sandbox.control('POST', 'faults', hold);
      const leadId = await receiveLead(franchise, franchise.region);
      await publishLeadChange(hub, franchise, leadId);
      await untilHeld(hub, body.id);
      const made = { ...world, lead: { ...world.lead, leadId } };
      await change(made);
      await publishLeadChange(hub, franchise, leadId, 'update');
      await hub.sandbox.control('POST', `faults/${body.id}/release`, {});
      await untilDone(hub, leadId);
      return made;
    };
    const close = ({ lead }: Passed) => patchLead(franchise.hq, lead.leadId, { status_id: 143 });
    const closed = await whileMaking(close);
    expect((await custody(closed)).legs[0]!.leftOut).toContainEqual(message('leftOut.hq-over'));
    const moved = await whileMaking((made) => choose(made, second.name));
    await eventually(async () => {
      expect((await custody(moved)).legs.map(({ state }) => state)).toEqual(['ended', 'in-branch']);
    });
    expect(await branchAt(moved)).toBe(second.name);
  });

  it('and stays there when HQ shows the former branch still, because it has taken its lead elsewhere', async () => {
    const world = await begin('elsewhere');
    const { franchise, lead } = world;
    const other = (await listPipelines(franchise.hq)).find(({ id }) => id !== franchise.intake.pipelineId)!;
    const stage = other._embedded.statuses.find(({ id, type }) => type === 0 && id > 143)!;
    await patchLead(franchise.hq, lead.leadId, { pipeline_id: other.id, status_id: stage.id });
    await ask(world);
    await untilSecondHas(world, 're-routed');
    expect(await branchAt(world)).toBe('Казань elsewhere');
    // A name of no branch is remembered by the look that would have taken the former branch for a choice.
    await choose(world, 'Никакой');
    await eventually(async () => {
      const [leg] = await hub.app.source.query<{ branch: string; shown: string; asked: string }[]>(
        `SELECT branch_name AS branch, hq_branch_name AS shown, (SELECT count(*) FROM router.re_route WHERE leg_id = leg.id) AS asked
           FROM router.transfer leg WHERE hq_lead_id = $1 AND hq_account_id = $2 AND ended_at IS NULL`,
        [lead.leadId, franchise.hqAccountId],
      );
      expect(leg).toEqual({ branch: world.second.name, shown: 'Никакой', asked: '0' });
    });
    await choose(world, 'Казань elsewhere');
    await eventually(async () => {
      const { legs } = await custody(world);
      expect(legs.map(({ branchName, endedAs }) => `${branchName} ${endedAs}`)).toEqual([
        'Казань elsewhere re-routed',
        'Тверь elsewhere re-routed',
        'Казань elsewhere null',
      ]);
    });
  });

  it('when the answer to the closing is lost, or it fails, and never has two living leads', async () => {
    const world = await begin('lost');
    const { franchise, second, lead } = world;
    const { subdomain } = franchise.remotes.branch;
    const path = `/api/v4/leads/${lead.branchLeadId}`;
    for (const fault of [
      { kind: 'status', status: 503 },
      { kind: 'lost-answer', nth: 2 },
    ])
      await hub.sandbox.control('POST', 'faults', { ...fault, subdomain, method: 'PATCH', path });
    await hub.sandbox.control('POST', 'faults', {
      ...{ kind: 'lost-answer', subdomain: second.subdomain, method: 'POST', path: '/api/v4/leads*' },
    });
    const counter = countLiving(hub.sandbox.sandbox, [franchise.remotes.branch.subdomain, second.subdomain]);
    await ask(world);
    const isDone = () => custody(world).then(({ legs }) => legs.at(-1)?.branchAccountId === second.accountId);
    await eventually(async () => {
      await hurryCustody(hub, franchise.branchAccountId, lead.branchLeadId);
      expect(await isDone()).toBe(true);
    }, 150_000);
    await untilSecondHas(world, 're-routed');
    expect(counter.stop()).toBe(1);
    expect(await leadsOf(second.amo)).toHaveLength(1);
  });
});

describe('a lead stays where it is', () => {
  /** Somebody does something while the closing is held, before it is done or with its answer on the way. */
  async function whileClosing(
    world: Passed,
    when: 'before' | 'after',
    action: string,
    change: object,
  ): Promise<void> {
    const { franchise, lead } = world;
    const { subdomain } = franchise.remotes.branch;
    const hold = {
      kind: 'hold',
      when,
      subdomain,
      method: 'PATCH',
      path: `/api/v4/leads/${lead.branchLeadId}`,
    };
    const { body } = await hub.sandbox.control('POST', 'faults', hold);
    await ask(world);
    await untilHeld(hub, body.id);
    await act(hub, subdomain, action, { leadId: lead.branchLeadId, ...change });
    await hub.sandbox.control('POST', `faults/${body.id}/release`, {});
    await eventually(async () => {
      const notes = await noteTexts(franchise.branch, lead.branchLeadId);
      expect(notes.at(-1)).toContain('взяли в последний момент');
    });
    expect(await leadsOf(world.second.amo)).toHaveLength(0);
    const { legs, isInHand } = await custody(world);
    expect({ isInHand, legs }).toMatchObject({ isInHand: false, legs: [{ state: 'in-branch' }] });
  }

  it('when somebody takes it at the last moment', async () => {
    const world = await begin('taken');
    const { exchange, remotes } = world.franchise;
    const responsibleUserId = remotes.branch.users[0]!.id;
    await whileClosing(world, 'after', 'lead.change', { responsibleUserId });
    const kept = { status_id: exchange.statusId, responsible_user_id: responsibleUserId };
    expect(await stillHas(world)).toMatchObject(kept);
  });

  it('when somebody moves it right before it is closed, and there', async () => {
    const world = await begin('moved');
    const [, stage] = await stagesOf(world.franchise);
    await whileClosing(world, 'before', 'lead.move', { statusId: stage!.id });
    expect(await stillHas(world)).toMatchObject({ status_id: stage!.id });
  });

  it('when it is joined to the branch’s own deal, until the branch has closed that', async () => {
    const world = await begin('own-deal', { rejectTag: 'неНаш' });
    const { franchise, lead } = world;
    await hub.app.source.query('UPDATE router.transfer SET is_joined = true WHERE id = $1', [
      lead.transferId,
    ]);
    await expect(ask(world)).rejects.toThrow(/is not the hub's alone/);
    await patchLead(franchise.branch, lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await eventually(async () => expect((await custody(world)).legs).toMatchObject([{ state: 'leaving' }]));
    await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
    expect((await custody(world)).legs).toMatchObject([{ state: 'leaving' }]);
    expect((await stillHas(world)).status_id).toBe(franchise.exchange.statusId);
    await patchLead(franchise.branch, lead.branchLeadId, { status_id: 143 });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await eventually(async () =>
      expect(await custody(world)).toMatchObject({ isInHand: true, legs: [{ endedAs: 'rejected' }] }),
    );
    expect((await noteTexts(franchise.branch, lead.branchLeadId)).join()).not.toContain('Хаб закрыл');
    await choose(world, world.second.name);
    await untilSecondHas(world, 'rejected');
  });
});

describe('a lead is in hand', () => {
  it('when its branch rejects it and no other can have it, until a person names one', async () => {
    const world = await begin('rejected', { rejectTag: 'неНаш' });
    await patchLead(world.franchise.branch, world.lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
    await publishBranchChange(hub, world.franchise, world.lead.branchLeadId);
    await eventually(async () => {
      const { legs, isInHand } = await custody(world);
      expect({ isInHand, ended: legs.map(({ endedAs }) => endedAs) }).toEqual({
        isInHand: true,
        ended: ['rejected'],
      });
    });
    expect(await living([world.franchise.branch, world.second.amo])).toBe(0);
    const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-hand'] });
    expect(items).toMatchObject([{ leadId: world.lead.leadId, cause: 'lead-in-hand' }]);
    await hub.app.app.get(ReviewWaiting).review(new Date(Date.now() + 121_000));
    expect(await alarmsOf(hub, 'lead-in-hand')).toHaveLength(1);
    await choose(world, world.second.name);
    await untilSecondHas(world, 'rejected');
    await hub.app.app.get(ReviewWaiting).review(new Date());
    expect(await alarmsOf(hub, 'lead-in-hand')).toHaveLength(0);
  });

  it('when the chosen branch is paused meanwhile, until an operator assigns it', async () => {
    const world = await begin('withdrawn');
    const { franchise, second, lead } = world;
    FieldMapResponder.away.add(second.accountId);
    await ask(world);
    await untilProblem(hub, lead.leadId, 'failures.field-map-away');
    await hub.app.changeBranch(second.accountId, { state: 'paused' });
    await eventually(async () => {
      const { legs, isInHand } = await custody(world);
      expect([isInHand, legs.map(({ endedAs }) => endedAs)]).toEqual([true, ['re-routed']]);
    });
    const [decision] = await decisionsOf(hub, lead.leadId);
    expect(decision).toMatchObject({ kind: 'manual', reasons: [{ check: 'branch', found: 'paused' }] });
    FieldMapResponder.away.delete(second.accountId);
    await hub.app.changeBranch(second.accountId, { state: 'active' });
    const about = { leadId: lead.leadId, branchId: second.branchId, by: 'Ольга' };
    await hub.app.ask('router.leads.assign', about);
    await untilSecondHas(world, 're-routed');
    expect(await branchAt(world)).toBe(second.name);
    expect((await findLead(franchise.hq, lead.leadId))!.status_id).toBe(franchise.intake.handedOverId);
  });

  it('when its branch has deleted it, and comes back, or is closed first, when the branch restores it', async () => {
    const world = await begin('deleted');
    const { franchise, second, lead } = world;
    const { subdomain } = franchise.remotes.branch;
    const leadId = lead.branchLeadId;
    const about = { accountId: franchise.branchAccountId, entity: 'lead' as const, entityId: leadId };
    const until = (endedAs: string | null, isInHand: boolean) =>
      eventually(async () => {
        const shown = await custody(world);
        expect([shown.legs.at(-1)?.endedAs, shown.isInHand]).toEqual([endedAs, isInHand]);
      }, 240_000);
    await eventually(async () => {
      expect(await hub.app.app.get(Journal).findLead(about.accountId, leadId)).not.toBeNull();
    });
    const remove = async () => {
      await act(hub, subdomain, 'lead.delete', { leadId });
      // By the feed: a deletion that only a webhook tells of takes minutes to believe.
      await hub.app.publishChange({ ...about, action: 'delete', source: 'poll' });
      await until('gone', true);
    };
    await remove();
    await act(hub, subdomain, 'lead.restore', { leadId });
    await hub.app.publishChange({ ...about, action: 'restore', source: 'webhook' });
    await until(null, false);
    await remove();
    // Nobody tells the hub.
    await act(hub, subdomain, 'lead.restore', { leadId });
    const counter = countLiving(hub.sandbox.sandbox, [franchise.remotes.branch.subdomain, second.subdomain]);
    await ask(world);
    await untilSecondHas(world, 're-routed');
    expect(counter.stop()).toBe(1);
  }, 900_000);

  it('when nobody took it in the agreed working time, and not before', async () => {
    const world = await begin('untaken', { takeWithinMinutes: 60 });
    const { lead } = world;
    const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
    const age = (minutes: number) =>
      hub.app.source.query(
        `UPDATE router.transfer SET changed_at = now() - $2 * interval '1 minute' WHERE id = $1`,
        [lead.transferId, minutes],
      );
    await age(59);
    await bus.startDue(untakenConsumer, new Date(Date.now() + 3_600_000));
    await eventually(async () => {
      const left = `SELECT FROM router.inbox WHERE consumer = $1 AND state = 'waiting'`;
      expect(await hub.app.source.query(left, [untakenConsumer])).toEqual([]);
    });
    await age(61);
    await bus.startDue(untakenConsumer, new Date(Date.now() + 7_200_000));
    await eventually(async () =>
      expect((await custody(world)).legs[0]).toMatchObject({ endedAs: 'not-taken' }),
    );
    expect(await stillHas(world)).toMatchObject({ status_id: 143 });
    expect(await custody(world)).toMatchObject({ isInHand: true });
  });
});
