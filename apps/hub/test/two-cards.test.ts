import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import { custodyAlarmsConsumer } from '../../router/src/waiting/review-custody.js';
import {
  alarmsOf,
  publishLeadChange,
  receiveLead,
  stayAway,
  transferOf,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  handOver,
  hurryCustody,
  startCustodyHub,
  publishBranchChange,
  untilObserved,
} from './custody-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

/** The alarms are reviewed, as they are every five minutes. */
async function review(hours: number): Promise<void> {
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await bus.startDue(custodyAlarmsConsumer, new Date());
  await bus.startDue(custodyAlarmsConsumer, new Date(Date.now() + hours * 3_600_000));
}

it('two cards of one client, one of which is merged into the other on its way, are listed until the branch closes one deal', async () => {
  const franchise = await hub.found('two-cards');
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
  const { hqAccountId, branchAccountId, remotes, intake } = franchise;
  const phone = '+7 921 000-00-01';
  const kept = await handOver(hub, franchise, phone);
  const { subdomain, clientId } = remotes.hq;
  const busy = { kind: 'status', status: 503, method: 'PATCH', path: '/api/v4/leads*', count: null };
  const { body: fault } = await hub.sandbox.control('POST', 'faults', { ...busy, subdomain, clientId });
  const mergedId = await receiveLead(franchise, franchise.region, phone);
  await publishLeadChange(hub, franchise, mergedId);
  await eventually(async () =>
    expect(await transferOf(hub, mergedId)).toMatchObject({
      state: 'hq-noted',
      problem: { key: 'failures.server-failed' },
    }),
  );
  const { branchLeadId } = (await transferOf(hub, mergedId))!;
  await publishBranchChange(hub, franchise, branchLeadId!);
  await act(hub, subdomain, 'lead.merge', { leadId: kept.leadId, mergedId });
  await publishLeadChange(hub, franchise, mergedId, 'delete');
  await publishLeadChange(hub, franchise, kept.leadId, 'update');
  // As if it had been away for so long that the hub believes it.
  await eventually(async () => {
    const [rows] = await hub.app.source.query<[unknown[], number]>(
      `UPDATE observer.due_card SET due_at = now(), absent_reads = 9, absent_since = now() - interval '3 minutes'
        WHERE account_id = $1 AND entity_id = $2 AND absent_reads > 0 RETURNING 1`,
      [hqAccountId, mergedId],
    );
    expect(rows).toHaveLength(1);
  });
  await publishLeadChange(hub, franchise, mergedId, 'delete');
  const waiting = async () => {
    const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-two'] });
    return items.map(({ leadId, text }) => [leadId, text.facts.found, text.facts.value, text.facts.other]);
  };
  const row = [kept.leadId, 'merged', String(branchLeadId), String(kept.branchLeadId)];
  await eventually(async () => expect(await waiting()).toEqual([row]));

  await hub.sandbox.control('DELETE', `faults/${fault.id}`);
  await eventually(async () => {
    await stayAway(hub);
    await hurryCustody(hub, hqAccountId, mergedId);
    expect((await untilDone(hub, mergedId, 0)).leftOut).toContainEqual(message('leftOut.hq-over'));
  });
  expect(await waiting()).toEqual([row]);
  await review(1);
  await eventually(async () =>
    expect(await alarmsOf(hub, 'lead-in-two')).toMatchObject([{ subject: hqAccountId, facts: { count: 1 } }]),
  );

  await act(hub, remotes.branch.subdomain, 'lead.move', { leadId: branchLeadId, statusId: 143 });
  await publishBranchChange(hub, franchise, branchLeadId!);
  await eventually(async () => expect(await waiting()).toEqual([]));
  await review(2);
  await eventually(async () => expect(await alarmsOf(hub, 'lead-in-two')).toEqual([]));
  await eventually(async () => {
    const { legs } = await hub.app.ask('router.custody.show', {
      accountId: branchAccountId,
      leadId: branchLeadId!,
    });
    expect(legs).toMatchObject([{ endedAs: 'lost' }]);
  });
  expect(await findLead(franchise.hq, kept.leadId)).toMatchObject({ status_id: intake.handedOverId });
});
