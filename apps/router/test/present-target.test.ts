import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, deleteStage, findContact, findLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  alarmsOf,
  countHandled,
  deadLettersOf,
  decisionsOf,
  publishLeadChange,
  leadsOf,
  noteTexts,
  receiveLead,
  saveBranch,
  setRegion,
  startRouterHub,
  transferOf,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

async function act(body: object): Promise<void> {
  expect(await hub.sandbox.control('POST', 'actions', body)).toMatchObject({ status: 200 });
}

/** The exchange user leaves the branch account. */
async function removeOwner(franchise: Franchise): Promise<void> {
  const { subdomain, users } = franchise.remotes.branch;
  const heirId = users[0]!.id;
  await act({
    action: 'user.remove',
    subdomain,
    userId: heirId,
    removedUserId: franchise.exchange.userId,
    heirId,
  });
}

describe('a branch whose owner of new leads was removed (A1)', () => {
  it('gets its leads with a stand-in, and a person is told which user is missing', async () => {
    const franchise = await hub.found('gone-owner');
    await removeOwner(franchise);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    const transfer = await untilDone(hub, leadId);
    const made = (await findLead(franchise.branch, transfer.branchLeadId!))!;
    expect(made.responsible_user_id).not.toBe(franchise.exchange.userId);
    expect(JSON.stringify(transfer.leftOut)).toContain(String(franchise.exchange.userId));
    expect((await noteTexts(franchise.branch, made.id)).join('\n')).toContain(
      String(franchise.exchange.userId),
    );
    const [alarm, ...others] = await alarmsOf(hub, 'branch-owner-missing');
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      account_id: franchise.branchAccountId,
      branch_id: transfer.branchId,
      facts: { branch: 'Казань gone-owner', user: String(franchise.exchange.userId) },
    });
    expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);

    await saveBranch(hub, franchise, { exchangeUserId: franchise.remotes.branch.users[0]!.id });
    await eventually(async () => expect(await alarmsOf(hub, 'branch-owner-missing')).toEqual([]));
  });

  it('keeps its owner when one read of them comes back empty', async () => {
    const franchise = await hub.found('unseen-owner');
    const { userId } = franchise.exchange;
    const { subdomain } = franchise.remotes.branch;
    const fault = { kind: 'status', status: 204, body: '', method: 'GET', path: `/api/v4/users/${userId}` };
    const made = await hub.sandbox.control('POST', 'faults', { ...fault, subdomain, count: 1 });
    expect(made.status).toBe(201);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    const { branchLeadId, branchContactId } = await untilDone(hub, leadId);
    const owned = { responsible_user_id: userId };
    expect(await findLead(franchise.branch, branchLeadId!)).toMatchObject(owned);
    expect(await findContact(franchise.branch, branchContactId!)).toMatchObject(owned);
    expect(await alarmsOf(hub, 'branch-owner-missing')).toEqual([]);
  });

  it('gives them to its other user, when that one lives', async () => {
    const franchise = await hub.found('stand-in');
    const standIn = franchise.remotes.branch.users[0]!.id;
    await saveBranch(hub, franchise, { responsibleUserId: standIn });
    await removeOwner(franchise);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    const { branchLeadId } = await untilDone(hub, leadId);
    expect(await findLead(franchise.branch, branchLeadId!)).toMatchObject({ responsible_user_id: standIn });
  });

  it('gets them also where users may not be read: the refusal names the owner', async () => {
    const franchise = await hub.found('hidden-users');
    const { subdomain } = franchise.remotes.branch;
    const fault = {
      kind: 'status',
      status: 403,
      count: null,
      method: 'GET',
      path: '/api/v4/users*',
      subdomain,
    };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    await removeOwner(franchise);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
    expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);
    expect(await alarmsOf(hub, 'branch-owner-missing')).toContainEqual(
      expect.objectContaining({ account_id: franchise.branchAccountId }),
    );
  });
});

/** The transfer has met its trouble and waits for the next try. */
async function untilWaiting(leadId: number): Promise<void> {
  await eventually(async () => {
    const { problem } = (await transferOf(hub, leadId)) ?? {};
    expect(problem).not.toBeNull();
    expect(problem).toBeDefined();
  });
}

describe('a branch whose stage is gone', () => {
  it('makes its leads wait with an alarm; saving the branch sends them on, once', async () => {
    const franchise = await hub.found('gone-stage');
    await saveBranch(hub, franchise, { statusId: 999_999 });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => {
      expect(await alarmsOf(hub, 'branch-target-broken')).toMatchObject([
        { account_id: franchise.branchAccountId, facts: { branch: 'Казань gone-stage' } },
      ]);
    });
    await untilWaiting(leadId);
    expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);
    await saveBranch(hub, franchise, { statusId: franchise.exchange.statusId });
    await untilDone(hub, leadId);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
    expect(await alarmsOf(hub, 'branch-target-broken')).toEqual([]);
  });
});

describe('a transfer that has made nothing in the branch yet', () => {
  it('follows the lead to the branch that a person has chosen meanwhile', async () => {
    const [first, second] = [await hub.found('first-choice'), await hub.found('second-choice')];
    // One head office, two branches: the second one's region is among the values of the first one's list.
    await hub.app.source.query(
      `UPDATE accounts.branch SET regions = '[{"name":"Марс","aliases":[]}]' WHERE account_id = $1`,
      [second.branchAccountId],
    );
    await saveRules(first, first.intake.handedOverId);
    await saveBranch(hub, first, { statusId: 999_999 });
    const leadId = await receiveLead(first, first.region);
    await publishLeadChange(hub, first, leadId);
    await untilWaiting(leadId);
    await setRegion(first, leadId, 'Марс');
    await retry(leadId);
    const { branchId, branchAccountId } = await untilDone(hub, leadId);
    expect(branchAccountId).toBe(second.branchAccountId);
    expect((await decisionsOf(hub, leadId))[0]).toMatchObject({ kind: 'transfer', branchId });
    expect(await leadsOf(first.branch)).toEqual([]);
    expect(await leadsOf(second.branch)).toHaveLength(1);
  });

  it('goes on by corrected rules, at once', async () => {
    const franchise = await hub.found('wrong-rules');
    const { hq, intake } = franchise;
    // A person removes the stage for leads that were handed over.
    await deleteStage(hq, intake.pipelineId, intake.handedOverId);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => {
      expect(await alarmsOf(hub, 'handed-over-stage-refused')).toMatchObject([
        { subject: franchise.hqAccountId, facts: { stage: String(intake.handedOverId) } },
      ]);
    });
    const stage = await createStage(hq, intake.pipelineId, { name: 'Передано', sort: 30 });
    await saveRules(franchise, stage.id);
    await untilDone(hub, leadId);
    expect((await findLead(hq, leadId))!.status_id).toBe(stage.id);
    expect(await alarmsOf(hub, 'handed-over-stage-refused')).toEqual([]);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });

  it('is withdrawn when its branch is paused, and its lead left to a person', async () => {
    const franchise = await hub.found('paused-meanwhile');
    await saveBranch(hub, franchise, { statusId: 999_999 });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilWaiting(leadId);
    await saveBranch(hub, franchise, { state: 'paused', statusId: franchise.exchange.statusId });
    await eventually(async () => {
      expect(await transferOf(hub, leadId)).toMatchObject({ state: 'cancelled' });
      expect((await decisionsOf(hub, leadId))[0]).toMatchObject({ kind: 'manual' });
    });
    expect(await leadsOf(franchise.branch)).toEqual([]);
    await saveBranch(hub, franchise, { state: 'active' });
    await hub.app.ask('router.leads.decide-again', { leadId });
    await untilDone(hub, leadId);
  });
});

describe('a person', () => {
  it('cancels a transfer with a reason; the lead stays with people until they decide again', async () => {
    const franchise = await hub.found('cancelled');
    await saveBranch(hub, franchise, { statusId: 999_999 });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilWaiting(leadId);
    const { id: transferId } = (await transferOf(hub, leadId))!;
    const cancelled = await hub.app.ask('router.transfers.cancel', { transferId, reason: 'не тот город' });
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      cancelReason: { facts: { reason: 'не тот город' } },
    });
    const path = [{ check: 'transfer', found: 'cancelled', value: 'не тот город' }];
    expect((await decisionsOf(hub, leadId))[0]).toMatchObject({ kind: 'manual', reasons: path });
    await saveBranch(hub, franchise, { statusId: franchise.exchange.statusId });
    await publishLeadChange(hub, franchise, leadId, 'update');
    await publishLeadChange(hub, franchise, leadId, 'update');
    await eventually(async () => expect(await countOpenWork(franchise, leadId)).toBe(0));
    expect(await leadsOf(franchise.branch)).toEqual([]);
    await expect(hub.app.ask('router.transfers.retry', { transferId })).rejects.toMatchObject({
      body: { status: 409 },
    });

    await hub.app.ask('router.leads.decide-again', { leadId });
    await untilDone(hub, leadId);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });

  it('cannot cancel what may be in the branch already', async () => {
    const franchise = await hub.found('too-late');
    const fault = {
      kind: 'reset',
      method: 'POST',
      path: '/api/v4/leads',
      subdomain: franchise.remotes.branch.subdomain,
    };
    await hub.sandbox.control('POST', 'faults', fault);
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilWaiting(leadId);
    const { id: transferId } = (await transferOf(hub, leadId))!;
    const refused = { body: { status: 409 } };
    const cancel = { transferId, reason: 'поздно' };
    await expect(hub.app.ask('router.transfers.cancel', cancel)).rejects.toMatchObject(refused);
    await hub.app.source.query(
      `UPDATE router.transfer
          SET step_started_at = step_started_at - interval '1 minute', step_written_at = step_written_at - interval '1 minute'
        WHERE id = $1`,
      [transferId],
    );
    await retry(leadId);
    await untilDone(hub, leadId);
    await expect(hub.app.ask('router.transfers.cancel', cancel)).rejects.toMatchObject(refused);
    await expect(hub.app.ask('router.leads.decide-again', { leadId })).rejects.toMatchObject(refused);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });

  it('retries a transfer that was given up, and it is no dead letter any more', async () => {
    const franchise = await hub.found('given-up');
    const { subdomain } = franchise.remotes.branch;
    const fault = {
      kind: 'status',
      status: 405,
      count: 1,
      method: 'POST',
      path: '/api/v4/contacts',
      subdomain,
    };
    await hub.sandbox.control('POST', 'faults', { ...fault, body: { title: 'Forbidden', status: 403 } });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1));
    await retry(leadId);
    await untilDone(hub, leadId);
    expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);
  });

  it('needs not retry what the next change of the lead brings to its end', async () => {
    const franchise = await hub.found('changed-since');
    const { subdomain } = franchise.remotes.hq;
    const fault = {
      kind: 'status',
      status: 400,
      count: 1,
      method: 'GET',
      path: '/api/v4/leads/3*',
      subdomain,
    };
    await hub.sandbox.control('POST', 'faults', { ...fault, body: { title: 'Bad Request', status: 400 } });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1));
    await publishLeadChange(hub, franchise, leadId, 'update');
    await untilDone(hub, leadId);
    await eventually(async () => expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]));
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });

  it('leaves what a person has asked for to that person, whatever the lead does next', async () => {
    const franchise = await hub.found('asked-before');
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
    await hub.app.source.query(
      `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, state, finished_at)
       SELECT consumer, gen_random_uuid(), key, payload || '{"isAsked": true}', correlation_id, 'dead', now()
       FROM router.inbox WHERE consumer = 'router.lead' AND key LIKE '%:lead:' || $1::text LIMIT 1`,
      [leadId],
    );
    await publishLeadChange(hub, franchise, leadId, 'update');
    await eventually(async () => expect(await countHandled(hub, franchise, leadId)).toBe(2));
    expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1);
  });
});

async function retry(leadId: number): Promise<void> {
  await hub.app.ask('router.transfers.retry', { transferId: (await transferOf(hub, leadId))!.id });
}

async function countOpenWork({ hqAccountId }: Franchise, leadId: number): Promise<number> {
  const rows = await hub.app.source.query<object[]>('SELECT 1 FROM router.inbox_lane WHERE key = $1', [
    `${hqAccountId}:lead:${leadId}`,
  ]);
  return rows.length;
}

async function saveRules(franchise: Franchise, handedOverStatusId: number): Promise<void> {
  const { hqAccountId, intake, fields } = franchise;
  await hub.app.ask('router.rules.save', {
    ...{ hqAccountId, intakePipelineId: intake.pipelineId, handedOverStatusId },
    ...{ regionFieldId: fields.region.id, branchFieldId: null, allowedFieldIds: [fields.region.id] },
  });
}
