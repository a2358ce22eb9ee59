import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { patchLead } from '@hub/amocrm';
import { closingStatusIds } from '@hub/amocrm/pure';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { LegRepository } from '../../router/src/custody/leg.repository.js';
import { InHandRepository } from '../../router/src/custody/in-hand.repository.js';
import { inHandConsumer } from '../../router/src/custody/retry-in-hand.js';
import { FieldMapResponder } from '../../router/test/franchise.js';
import {
  publishLeadChange,
  hurry,
  leadsOf,
  receiveLead,
  saveRules,
  transferOf,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addSecondBranch,
  handOver,
  keepUnread,
  living,
  startCustodyHub,
  publishBranchChange,
  untilObserved,
  untilQuiet,
} from './custody-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('a lead in hand goes to a branch of its territory as soon as that one takes leads again, without a person', async () => {
  const franchise = await hub.found('in-hand');
  const { region, branch, branchAccountId, hqAccountId } = franchise;
  const second = await addSecondBranch(hub, franchise, 'in-hand', 'Марс');
  await hub.app.changeBranch(second.accountId, { state: 'paused' });
  const [first] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1',
    [branchAccountId],
  );
  const branches = [first!.id, second.branchId].map((branchId) => ({ branchId, weight: 1 }));
  await saveRules(hub, franchise, { rejectTag: 'неНаш', territories: [{ region, branches }] });
  await untilObserved(hub, franchise);
  const lead = await handOver(hub, franchise);

  await patchLead(branch, lead.branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  const custody = () => hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId: lead.leadId });
  await eventually(async () => expect(await custody()).toMatchObject({ isInHand: true }));
  expect(await living([branch, second.amo])).toBe(0);
  const legs = hub.app.app.get(InHandRepository, { strict: false });
  // It is in hand from its closing on, and its leg ends when the second read has shown it closed.
  const inHand = await eventually(async () => {
    const [first] = await legs.listInHand(null, 1);
    expect(first).toMatchObject({ hqLeadId: lead.leadId });
    return first;
  });
  const place = { inHandSince: inHand!.inHandSince!.toISOString(), id: inHand!.id };
  expect(await legs.listInHand(place, 1)).toEqual([]);

  await hub.app.changeBranch(second.accountId, { state: 'active' });
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await bus.startDue(inHandConsumer, new Date());
  await bus.startDue(inHandConsumer, new Date(Date.now() + 300_000));
  await eventually(async () => expect(await leadsOf(second.amo)).toHaveLength(1));
  await eventually(async () => expect(await custody()).toMatchObject({ isInHand: false }));
  expect(await living([branch, second.amo])).toBe(1);
});

it('a lead whose branch lead may exist in an account that is removed is in hand, and its transfer goes on no longer', async () => {
  const franchise = await hub.found('removed');
  const { branchAccountId: accountId, hqAccountId, remotes, region } = franchise;
  const { source } = hub.app;
  const path = '/api/v4/leads*';
  const away = { kind: 'status', status: 503, subdomain: remotes.branch.subdomain, method: 'POST', path };
  await hub.sandbox.control('POST', 'faults', { ...away, count: null });
  const leadId = await receiveLead(franchise, region);
  await publishLeadChange(hub, franchise, leadId);
  await eventually(async () => expect((await transferOf(hub, leadId))?.problem ?? null).not.toBeNull());
  const transferId = (await transferOf(hub, leadId))!.id;
  const cancel = () => hub.app.ask('router.transfers.cancel', { transferId, reason: 'аккаунт отключён' });
  await expect(cancel()).rejects.toMatchObject({ body: { status: 409 } });
  // As if the message about it had come before the write was begun.
  await source.query(`UPDATE accounts.account SET state = 'removed', state_reason = 'r' WHERE id = $1`, [
    accountId,
  ]);
  await hurry(hub, franchise, leadId);
  await eventually(async () => {
    expect(await hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId })).toMatchObject({
      isInHand: true,
      legs: [{ state: 'ended', endedAs: 'gone', branchLeadId: null }],
    });
  });
  const { items } = await hub.app.ask('router.waiting', { causes: ['lead-in-hand'] });
  expect(items).toContainEqual(expect.objectContaining({ leadId }));

  // As if the observer had not read yet that HQ has opened its lead again: it is in hand still.
  await source.query(
    `INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids, created_at, updated_at,
       version, read_at) VALUES ($1, $2, 1, 143, 1, 0, '{}', '{}', 1, 1, 1, now())
     ON CONFLICT (account_id, lead_id) DO UPDATE SET status_id = 143`,
    [hqAccountId, leadId],
  );
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  const isInHand = async () =>
    (await hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId })).isInHand;
  const round = async (afterMs: number) => {
    await bus.startDue(inHandConsumer, new Date(Date.now() + afterMs));
    await eventually(async () => {
      const left = `SELECT FROM router.inbox WHERE consumer = $1 AND state = 'waiting'`;
      expect(await source.query(left, [inHandConsumer])).toEqual([]);
    });
    await untilQuiet(hub, hqAccountId, leadId);
  };
  await round(900_000);
  expect(await isInHand()).toBe(true);
  await patchLead(franchise.hq, leadId, { pipeline_id: franchise.intake.pipelineId, status_id: 143 });
  // A round may go by a copy of the lead that is two seconds old.
  let afterMs = 1_800_000;
  await eventually(async () => {
    await round((afterMs += 900_000));
    expect(await isInHand()).toBe(false);
  });
  await hub.app.app
    .get(LegRepository, { strict: false })
    .putOpenInHand(source.manager, transferId, new Date());
  expect(await isInHand()).toBe(false);
});

it('a lead that its branch deletes is in hand although the journal shows it closed at HQ still', async () => {
  const franchise = await hub.found('deleted');
  const { hqAccountId: accountId, branchAccountId, remotes } = franchise;
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  await publishLeadChange(hub, franchise, leadId, 'update');
  await untilQuiet(hub, branchAccountId, branchLeadId);
  await untilQuiet(hub, accountId, leadId);
  const close = 'UPDATE journal.lead SET status_id = 143 WHERE account_id = $1 AND lead_id = $2 RETURNING 1';
  await eventually(async () =>
    expect((await hub.app.source.query<[unknown[]]>(close, [accountId, leadId]))[0]).toHaveLength(1),
  );
  await act(hub, remotes.branch.subdomain, 'lead.delete', { leadId: branchLeadId });
  await hub.app.publishChange({
    ...{ accountId: branchAccountId, entity: 'lead', entityId: branchLeadId },
    ...{ action: 'delete', source: 'poll' },
  });
  await eventually(async () =>
    expect(await hub.app.ask('router.custody.show', { accountId, leadId })).toMatchObject({
      isInHand: true,
      legs: [{ endedAs: 'gone' }],
    }),
  );
  // Restored without the hub's knowing, it is the card with which another branch of the same place begins.
  await act(hub, remotes.branch.subdomain, 'lead.restore', { leadId: branchLeadId });
  const { pipelineId, statusId } = franchise.exchange;
  const place = { accountId: branchAccountId, pipelineId, statusId };
  const branchId = await hub.app.addBranch({ name: 'Казань снова', regions: [], ...place });
  await hub.app.ask('router.custody.re-route', { leadId, branchId, reason: 'вернули' });
  await eventually(async () =>
    expect((await hub.app.ask('router.custody.show', { accountId, leadId })).legs.at(-1)).toMatchObject({
      ...{ branchId, branchLeadId, state: 'in-branch' },
    }),
  );
  const [kept, ...others] = await leadsOf(franchise.branch);
  expect([kept, others]).toEqual([expect.objectContaining({ id: branchLeadId }), []]);
  expect(closingStatusIds).not.toContain(kept?.status_id);
});

it('a lead that its branch deletes before the observer could read it is in hand until a person wants it decided again', async () => {
  const franchise = await hub.found('unseen');
  const { hqAccountId: accountId, branchAccountId, remotes } = franchise;
  const second = await addSecondBranch(hub, franchise, 'unseen');
  await saveRules(hub, franchise, { fallbackBranchId: second.branchId });
  await untilObserved(hub, franchise);
  const { subdomain } = remotes.branch;
  const letRead = await keepUnread(hub, subdomain);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  await act(hub, subdomain, 'lead.delete', { leadId: branchLeadId });
  await letRead();
  await hub.app.publishChange({
    ...{ accountId: branchAccountId, entity: 'lead', entityId: branchLeadId },
    ...{ action: 'delete', source: 'poll' },
  });
  await eventually(async () =>
    expect(await hub.app.ask('router.custody.show', { accountId, leadId })).toMatchObject({
      isInHand: true,
      legs: [{ endedAs: 'gone' }],
    }),
  );
  const seen = await hub.app.ask('observer.journal.lead', {
    accountId: branchAccountId,
    leadId: branchLeadId,
  });
  expect(seen).toMatchObject({ isGone: true, pipelineId: null, statusId: null, ownerId: null });
  // The rules alone pass no such lead on, but a person may ask for it.
  await hub.app.ask('router.leads.decide-again', { leadId });
  await eventually(async () => expect(await leadsOf(second.amo)).toHaveLength(1));
});

it('a branch whose account comes back has the lead once: it takes over the one that it had before', async () => {
  const franchise = await hub.found('back');
  const { branchAccountId: formerId, hqAccountId, remotes, exchange } = franchise;
  const { source, app } = hub.app;
  const second = await addSecondBranch(hub, franchise, 'back');
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  const custody = () => hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId });
  const untilIn = (accountId: string) =>
    eventually(async () => {
      const last = (await custody()).legs.at(-1);
      expect(last).toMatchObject({ branchAccountId: accountId, state: 'in-branch' });
      return last!;
    });
  const to = (branchId: string) =>
    hub.app.ask('router.custody.re-route', { leadId, branchId, reason: 'по просьбе клиента' });

  // As if duplicate control had joined it to the branch's own deal.
  await source.query('UPDATE router.transfer SET is_joined = true WHERE hq_lead_id = $1', [leadId]);
  await source.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [formerId]);
  await app.get(LegRepository, { strict: false }).forgetAccount(source.manager, formerId, new Date());
  await to(second.branchId);
  await untilIn(second.accountId);

  const accountId = await hub.app.connect(remotes.branch, ['branch']);
  FieldMapResponder.maps.set(accountId, FieldMapResponder.maps.get(formerId)!);
  const place = { pipelineId: exchange.pipelineId, statusId: exchange.statusId };
  const branchId = await hub.app.addBranch({ name: 'Казань снова', accountId, regions: [], ...place });
  await hub.app.announceUsable(accountId);
  await eventually(async () => expect((await custody()).legs[0]!.branchAccountId).toBe(accountId));
  await to(branchId);
  expect(await untilIn(accountId)).toMatchObject({ branchLeadId });
  const back = hub.app.client(accountId);
  expect(await living([back, second.amo])).toBe(1);
  expect(await leadsOf(back)).toHaveLength(1);
  const joined =
    'SELECT is_joined AS "isJoined" FROM router.transfer WHERE hq_lead_id = $1 ORDER BY started_at';
  expect(await source.query(joined, [leadId])).toEqual([true, false, true].map((isJoined) => ({ isJoined })));
  // Nothing was joined now.
  const known = 'SELECT duplicate_control AS control FROM accounts.account WHERE id = $1';
  expect(await source.query(known, [accountId])).not.toEqual([{ control: 'meets' }]);
});
