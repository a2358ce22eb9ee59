import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import {
  hurry,
  publishLeadChange,
  receiveLead,
  saveRules,
  stayAway,
  transferOf,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  handOver,
  hurryCustody,
  publishBranchChange,
  startCustodyHub,
  untilHeld,
  untilObserved,
} from './custody-world.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('a lead that is merged at HQ while it leaves its branch is in hand, by the card that is left', async () => {
  const franchise = await hub.found('merging');
  const { branch, branchAccountId, hqAccountId, remotes } = franchise;
  const { source } = hub.app;
  await saveRules(hub, franchise, { rejectTag: 'неНаш' });
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId, transferId } = await handOver(hub, franchise);
  await patchLead(branch, branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  const at = { subdomain: remotes.branch.subdomain, path: `/api/v4/leads/${branchLeadId}` };
  const fault = async (body: object) => {
    const made = await hub.sandbox.control('POST', 'faults', { ...at, ...body });
    return made.body.id as string;
  };

  // It is closed, and cannot be read again yet.
  const closing = await fault({ kind: 'hold', when: 'after', method: 'PATCH' });
  await publishBranchChange(hub, franchise, branchLeadId);
  await untilHeld(hub, closing);
  const unread = await fault({ kind: 'status', status: 503, method: 'GET', count: null });
  await hub.sandbox.control('POST', `faults/${closing}/release`, {});
  await eventually(async () => {
    const rows = await source.query<object[]>('SELECT state FROM router.re_route WHERE leg_id = $1', [
      transferId,
    ]);
    expect(rows).toEqual([{ state: 'closed' }]);
  });

  // A person merges its card into another one, which takes the transfer over.
  const other = await receiveLead(franchise, null);
  const users = remotes.hq.users[0]!;
  await act(hub, remotes.hq.subdomain, 'lead.merge', { userId: users.id, leadId: other, mergedId: leadId });
  await publishLeadChange(hub, franchise, other, 'update');
  await eventually(async () => {
    const counted = 'SELECT 1 FROM router.absent_card WHERE account_id = $1 AND entity_id = $2';
    expect(await source.query(counted, [hqAccountId, leadId])).toHaveLength(1);
  });
  await stayAway(hub);
  await hurry(hub, franchise, other);
  await eventually(async () => {
    expect(await transferOf(hub, other)).toMatchObject({ id: transferId, state: 'done' });
  });

  await hub.sandbox.control('DELETE', `faults/${unread}`);
  await eventually(async () => {
    await hurryCustody(hub, branchAccountId, branchLeadId);
    const view = await hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId: other });
    expect(view).toMatchObject({ isInHand: true, legs: [{ endedAs: 'rejected' }] });
  });
  const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-hand'] });
  expect(items).toMatchObject([{ leadId: other }]);
});
