import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findLead, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import {
  checkConsumer,
  custodyConsumer,
  escalationCheckConsumer,
} from '../../router/src/custody/custody-work.js';
import { custodyAlarmsConsumer } from '../../router/src/waiting/review-custody.js';
import {
  alarmsOf,
  leadsOf,
  publishLeadChange,
  receiveLead,
  transferOf,
} from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  addSecondBranch,
  handOver,
  shownAt,
  stagesOf,
  startCustodyHub,
  publishBranchChange,
  untilHeld,
  untilObserved,
  untilQuiet,
  type Handed,
  type SecondBranch,
} from './custody-world.js';
import {
  deadLetters,
  give,
  inBranch,
  keyOf,
  moveAtHq,
  openEscalation,
  refusedAt,
  runNow,
  sayReason,
  trailOf,
  untilEscalated,
  type EscalationWorld,
} from './escalation-world.js';

/*
 * Work of custody fails while amoCRM refuses calls, and waits for its next try. When the cause is gone it goes on with
 * the next check, whatever pause it was given, and nothing of it stays given up.
 */
let world: EscalationWorld;
let second: SecondBranch;
let stages: { id: number; name: string }[];

beforeAll(async () => {
  const hub = await startCustodyHub();
  const franchise = await hub.found('again');
  await addMirrorFields(franchise);
  second = await addSecondBranch(hub, franchise, 'again');
  await untilObserved(hub, franchise);
  world = await openEscalation(hub, franchise);
  stages = await stagesOf(franchise);
});
afterAll(() => world.hub.close());

/** amoCRM forbids these calls of the hub to an account; gives what ends that. */
async function forbid(side: 'hq' | 'branch', call: { method: string; path: string; status?: number }) {
  const { sandbox } = world.hub;
  const { subdomain, clientId } = world.franchise.remotes[side];
  const fault = { kind: 'status', status: 403, count: null, subdomain, clientId, ...call };
  const { body } = await sandbox.control('POST', 'faults', fault);
  return () => sandbox.control('DELETE', `faults/${body.id}`);
}

let checks = 0;

/** A check is due, as it is every five minutes. */
async function check(consumer: string): Promise<void> {
  checks += 1;
  await runNow(world, consumer, checks);
}

const moves = { method: 'PATCH', path: '/api/v4/leads*' };

/** amoCRM has refused an act about the branch lead; its job is done, so that nothing waits behind it. */
async function untilPutOff(lead: Handed, table: 'escalation' | 're_route' = 'escalation'): Promise<void> {
  const { hub, franchise } = world;
  await eventually(async () => expect(await refusedAt(world, lead, table)).not.toBeNull());
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
}

/** Head office has refused to show what the branch lead is. */
const untilRefused = ({ transferId }: Handed): Promise<void> =>
  eventually(async () => {
    const rows: unknown[] = await world.hub.app.source.query(
      `SELECT FROM router.mirror WHERE leg_id = $1 AND left_out @> '[{"key":"custody.refused"}]'`,
      [transferId],
    );
    expect(rows).toHaveLength(1);
  });

async function giveHanded(): Promise<Handed> {
  const lead = await handOver(world.hub, world.franchise);
  await sayReason(world, lead.branchLeadId);
  return lead;
}

describe('work of custody that failed', () => {
  it('brings a lead to head office whose card could not be moved', async () => {
    const lead = await giveHanded();
    const end = await forbid('hq', moves);
    await give(world, lead.branchLeadId);
    await untilPutOff(lead);
    await end();
    await check(escalationCheckConsumer);
    expect(await untilEscalated(world, lead.branchLeadId, { state: 'delivered' })).toBe(lead.leadId);
  });

  it('hands a lead back that could not be moved, and is listed until then', async () => {
    const { hub, franchise, hq } = world;
    const lead = await giveHanded();
    await give(world, lead.branchLeadId);
    await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    const end = await forbid('branch', moves);
    await moveAtHq(world, lead.leadId, hq.stages[3]!);
    await untilPutOff(lead);
    expect((await trailOf(world, lead.branchLeadId)).escalations).toMatchObject([{ state: 'ending' }]);
    await hub.app.source.query(
      `UPDATE router.escalation SET changed_at = changed_at - interval '6 minutes' WHERE branch_lead_id = $1`,
      [lead.branchLeadId],
    );
    const causes = ['escalation-stuck' as const];
    const { items } = await hub.app.ask('router.waiting', { causes });
    expect(items).toMatchObject([{ cause: 'escalation-stuck', leadId: lead.leadId }]);
    await end();
    await check(escalationCheckConsumer);
    await untilEscalated(world, lead.branchLeadId, { state: 'ended', endedAs: 'handed-back' });
    expect(await inBranch(world, lead.branchLeadId)).toMatchObject({
      status_id: franchise.exchange.statusId,
    });
  });

  it('is listed while head office has handed back what the hub cannot look at', async () => {
    const { hub } = world;
    const lead = await giveHanded();
    await give(world, lead.branchLeadId);
    await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    await hub.app.source.query(
      `UPDATE router.escalation SET problem = '{"key":"failures.unexpected","facts":{"error":"?"}}', seen_card = 0 WHERE branch_lead_id = $1`,
      [lead.branchLeadId],
    );
    await hub.app.source.query(
      `UPDATE journal.lead SET updated_at = updated_at - 600 WHERE lead_id = ANY ($1) AND account_id = ANY ($2)`,
      [
        [lead.leadId, lead.branchLeadId],
        [world.franchise.hqAccountId, world.franchise.branchAccountId],
      ],
    );
    const causes = ['escalation-stuck' as const];
    const { items } = await hub.app.ask('router.waiting', { causes });
    expect(items).toMatchObject([{ leadId: lead.leadId }]);
  });

  it('shows a branch lead that head office did not let the hub show, which holds up nothing else', async () => {
    const { hub, franchise } = world;
    const lead = await handOver(hub, franchise);
    const shown = () => shownAt(franchise, lead.leadId);
    await eventually(async () => expect(await shown()).toMatchObject({ stage: stages[0]!.name }));
    const end = await forbid('hq', moves);
    const move = { leadId: lead.branchLeadId, statusId: stages[1]!.id };
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', move);
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await untilRefused(lead);
    await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
    await end();
    await eventually(async () => {
      await check(checkConsumer);
      expect(await shown()).toMatchObject({ stage: stages[1]!.name });
    });
  });

  it('is listed, with an alarm, while head office answers 500, and goes on by itself', async () => {
    const { hub, franchise } = world;
    const lead = await handOver(hub, franchise);
    const shown = () => shownAt(franchise, lead.leadId);
    await eventually(async () => expect(await shown()).toMatchObject({ stage: stages[0]!.name }));
    const end = await forbid('hq', { ...moves, status: 500 });
    const move = { leadId: lead.branchLeadId, statusId: stages[1]!.id };
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', move);
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    // Nobody waits five minutes here.
    await eventually(async () => {
      const [rows] = await hub.app.source.query<[unknown[], number]>(
        `UPDATE router.inbox SET retried_since = retried_since - interval '6 minutes'
          WHERE consumer = $1 AND key = $2 AND retried_since > now() - interval '5 minutes' RETURNING 1`,
        [custodyConsumer, keyOf(world, lead)],
      );
      expect(rows).toHaveLength(1);
    });
    const listed = async () => (await hub.app.ask('router.waiting', { causes: ['mirror-stuck'] })).items;
    expect(await listed()).toMatchObject([
      {
        cause: 'mirror-stuck',
        leadId: lead.leadId,
        text: { facts: { problem: { key: expect.any(String) } } },
      },
    ]);
    await check(custodyAlarmsConsumer);
    await eventually(async () =>
      expect(await alarmsOf(hub, 'mirror-stuck')).toMatchObject([{ facts: { count: 1 } }]),
    );
    await end();
    await eventually(async () => {
      await check(checkConsumer);
      expect(await shown()).toMatchObject({ stage: stages[1]!.name });
    });
    expect(await listed()).toEqual([]);
    await check(custodyAlarmsConsumer);
    await eventually(async () => expect(await alarmsOf(hub, 'mirror-stuck')).toEqual([]));
  });

  it('closes the HQ lead that could not be closed when its branch won', async () => {
    const { hub, franchise } = world;
    const lead = await handOver(hub, franchise);
    const status = async () => (await findLead(franchise.hq, lead.leadId))?.status_id;
    const end = await forbid('hq', moves);
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
      leadId: lead.branchLeadId,
      statusId: 142,
    });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await eventually(async () => {
      const { legs } = await trailOf(world, lead.branchLeadId);
      expect(legs).toMatchObject([{ endedAs: 'won' }]);
    });
    await untilRefused(lead);
    expect(await status()).not.toBe(142);
    await end();
    await eventually(async () => {
      await check(checkConsumer);
      expect(await status()).toBe(142);
    });
  });

  it('lists leads that a branch does not let the hub close, tries one of them, and goes on when it is allowed', async () => {
    const { hub, franchise } = world;
    const leads = [
      await handOver(hub, franchise),
      await handOver(hub, franchise),
      await handOver(hub, franchise),
    ];
    const end = await forbid('branch', moves);
    const { branchId } = second;
    for (const lead of leads) {
      await hub.app.ask('router.custody.re-route', { leadId: lead.leadId, branchId, reason: 'переезд' });
      await untilPutOff(lead, 're_route');
    }
    await hub.app.source.query(`UPDATE router.re_route SET asked_at = asked_at - interval '6 minutes'`);
    const causes = ['lead-not-left' as const];
    const { items } = await hub.app.ask('router.waiting', { causes });
    expect(items.map(({ leadId }) => leadId).sort()).toEqual(leads.map(({ leadId }) => leadId).sort());
    for (const { text } of items) expect(text.facts).toMatchObject({ refused: 'yes' });
    const triedAt = async () =>
      Promise.all(leads.map(async (lead) => (await refusedAt(world, lead, 're_route'))!.getTime()));
    const before = await triedAt();
    await check(checkConsumer);
    await eventually(async () => {
      const after = await triedAt();
      expect(after.filter((at, n) => at !== before[n])).toHaveLength(1);
      expect(after[0]).not.toBe(before[0]);
    });
    await untilQuiet(hub, franchise.branchAccountId, leads[0]!.branchLeadId);
    await end();
    await check(checkConsumer);
    for (const lead of leads) {
      await eventually(async () => {
        const { legs } = await trailOf(world, lead.branchLeadId);
        expect(legs.map(({ state, endedAs }) => `${state} ${endedAs}`)).toEqual([
          'ended re-routed',
          'in-branch null',
        ]);
      });
      expect(await deadLetters(world, lead)).toBe(0);
    }
  });

  it('shows at head office what a branch does with a lead that the hub cannot hand back', async () => {
    const { hub, franchise, hq } = world;
    const lead = await giveHanded();
    await give(world, lead.branchLeadId);
    await untilEscalated(world, lead.branchLeadId, { state: 'delivered' });
    const end = await forbid('branch', moves);
    await moveAtHq(world, lead.leadId, hq.stages[3]!);
    await untilPutOff(lead);
    const { subdomain } = franchise.remotes.branch;
    await act(hub, subdomain, 'lead.change', { leadId: lead.branchLeadId, price: 777.5 });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await eventually(async () => expect(String((await shownAt(franchise, lead.leadId)).price)).toBe('777.5'));
    await end();
    await check(escalationCheckConsumer);
    await untilEscalated(world, lead.branchLeadId, { state: 'ended', endedAs: 'handed-back' });
  });
});

describe('a lead is looked at without waiting for the check', () => {
  it('when its branch gave it to head office before its transfer was done', async () => {
    const { hub, franchise, branch } = world;
    const { subdomain } = franchise.remotes.hq;
    const fault = { kind: 'hold', subdomain, ...moves, when: 'before' };
    const { body } = await hub.sandbox.control('POST', 'faults', fault);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilHeld(hub, body.id);
    const { branchLeadId } = (await transferOf(hub, leadId))!;
    await sayReason(world, branchLeadId!);
    await give(world, branchLeadId!);
    await eventually(async () => {
      const rows: unknown[] = await hub.app.source.query(
        `SELECT FROM journal.lead JOIN router.inbox ON payload ->> 'entityId' = lead_id::text AND state = 'done'
          WHERE account_id = $1 AND lead_id = $2 AND pipeline_id = $3 AND consumer = $4 AND payload ->> 'version' = version::text`,
        [franchise.branchAccountId, branchLeadId, branch.id, custodyConsumer],
      );
      expect(rows).toHaveLength(1);
    });
    await hub.sandbox.control('DELETE', `faults/${body.id}`);
    expect(await untilEscalated(world, branchLeadId!, { state: 'delivered' })).toBe(leadId);
  });

  it('when its branch gave it to head office before the hub knew its id', async () => {
    const { hub, franchise, branch } = world;
    const { subdomain } = franchise.remotes.branch;
    const making = { method: 'POST', path: '/api/v4/leads*' };
    const fault = { kind: 'hold', subdomain, ...making, when: 'after' };
    const { body } = await hub.sandbox.control('POST', 'faults', fault);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilHeld(hub, body.id);
    const branchLeadId = Math.max(...(await leadsOf(franchise.branch)).map(({ id }) => id));
    await sayReason(world, branchLeadId);
    await give(world, branchLeadId);
    await publishBranchChange(hub, franchise, branchLeadId);
    await eventually(async () => {
      const rows: unknown[] = await hub.app.source.query(
        `SELECT FROM journal.lead JOIN router.inbox ON payload ->> 'entityId' = lead_id::text AND state = 'done'
          WHERE account_id = $1 AND lead_id = $2 AND pipeline_id = $3 AND consumer = $4 AND payload ->> 'version' = version::text`,
        [franchise.branchAccountId, branchLeadId, branch.id, custodyConsumer],
      );
      expect(rows).toHaveLength(1);
    });
    await hub.sandbox.control('DELETE', `faults/${body.id}`);
    expect(await untilEscalated(world, branchLeadId, { state: 'delivered' })).toBe(leadId);
  });

  it('when the process ended between the end of the transfer and the look', async () => {
    const { hub, franchise } = world;
    const lead = await handOver(hub, franchise);
    const shown = () => shownAt(franchise, lead.leadId);
    await eventually(async () => expect(await shown()).toMatchObject({ stage: stages[0]!.name }));
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
      leadId: lead.branchLeadId,
      statusId: stages[1]!.id,
    });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
    await eventually(async () => expect(await shown()).toMatchObject({ stage: stages[1]!.name }));
    await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
    await hub.app.source.query(
      'UPDATE router.mirror SET seen_version = 0, written = NULL, mirrored_at = NULL WHERE leg_id = $1',
      [lead.transferId],
    );
    await publishLeadChange(hub, franchise, lead.leadId);
    await eventually(async () => {
      const rows: unknown[] = await hub.app.source.query(
        'SELECT FROM router.mirror WHERE leg_id = $1 AND mirrored_at IS NOT NULL',
        [lead.transferId],
      );
      expect(rows).toHaveLength(1);
    });
  });

  it('when an account can be used again', async () => {
    const { hub, franchise } = world;
    const lead = await handOver(hub, franchise);
    const shown = () => shownAt(franchise, lead.leadId);
    await eventually(async () => expect(await shown()).toMatchObject({ stage: stages[0]!.name }));
    await patchLead(franchise.hq, lead.leadId, {
      custom_fields_values: [{ field_code: 'HUB_BRANCH_STAGE', values: [{ value: 'прежний' }] }],
    });
    await hub.app.source.query(
      'UPDATE router.mirror SET seen_version = seen_version - 1, written = NULL WHERE leg_id = $1',
      [lead.transferId],
    );
    await hub.app.announceUsable(franchise.branchAccountId);
    await eventually(async () => expect(await shown()).toMatchObject({ stage: stages[0]!.name }));
  });
});
