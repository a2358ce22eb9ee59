import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connectAccounts,
  findBranchIds,
  openBranch,
  saveRules,
  type AccountIds,
} from '../../../demo/connect.js';
import { buildFranchise, type Franchise } from '../../../demo/franchise.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  press,
  sendInLead,
  startPlan,
} from '../../../demo/jobs.js';
import { busiestSecond, type Lead } from '../../../demo/report.js';
import { startWorld, type Mode, type World } from './world.js';

interface LeadCard extends Lead {
  custom_fields_values: { field_name: string; values: { value: string }[] }[] | null;
  _embedded: { tags: { name: string }[]; contacts?: { id: number }[] };
}

describe.each<Mode>(['one process', 'distributed'])('the three jobs, %s', (mode) => {
  let world: World;
  let franchise: Franchise;
  let ids: AccountIds;

  beforeAll(async () => {
    world = await startWorld(mode);
    franchise = await buildFranchise(world.sandbox);
    ids = await connectAccounts(world.hub, franchise);
  });

  afterAll(() => world.close());

  const branch = (subdomain: string) => {
    const found = franchise.branches.find((candidate) => candidate.subdomain === subdomain);
    if (!found) throw new Error(`no branch ${subdomain}`);
    return { ...found, accountId: ids[subdomain]! };
  };
  const leadsOf = (subdomain: string) =>
    world.sandbox.list<LeadCard>(branch(subdomain).account, '/api/v4/leads?with=contacts&limit=250', 'leads');

  it('brings every branch to the reference, and a second plan is empty', async () => {
    const { hub } = world;
    const release = await makeRelease(hub, ids['head-office']!);
    const before = await leadsOf('kazan');
    const plans = [];
    for (const { subdomain } of franchise.branches)
      plans.push(await makePlan(hub, release.id, ids[subdomain]!));
    for (const plan of plans) {
      expect(plan).toMatchObject({ state: 'planned', objections: [], isEmpty: false });
      expect(plan.text).toContain('Продажи — филиал');
      await startPlan(hub, plan);
    }
    for (const plan of plans) {
      const end = await followPlan(hub, plan.id);
      expect(end.callsDone).toBe(end.callsPlanned);
      expect(await makePlan(hub, release.id, plan.accountId)).toMatchObject({ isEmpty: true });
    }
    expect(await leadsOf('kazan')).toEqual(before);
  });

  it('refuses to apply what was not approved as it was shown', async () => {
    const { hub } = world;
    const release = await makeRelease(hub, ids['head-office']!);
    const plan = await makePlan(hub, release.id, ids.spb!);
    await expect(hub.post(`plans/${plan.id}/apply`)).rejects.toThrow(/409/);
    await expect(hub.post(`plans/${plan.id}/approve`, { checksum: 'other' })).rejects.toThrow(/409/);
  });

  it('hands a lead over to the branch of its region, once', async () => {
    const { hub, sandbox } = world;
    const branchIds = await findBranchIds(sandbox, branch('moskva').account);
    await openBranch(hub, ids.moskva!, branch('moskva'), branchIds);
    await saveRules(hub, ids['head-office']!, franchise);
    const request = { name: 'Ольга', phone: '+7 916 111-22-33', region: 'Москва', lead: 'Окна на дачу' };
    const hqLeadId = await sendInLead(sandbox, franchise, request);
    const [transfer] = await awaitTransfers(hub, [hqLeadId]);

    const [made, ...others] = await leadsOf('moskva');
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      id: transfer?.branchLeadId,
      name: 'Окна на дачу',
      pipeline_id: branchIds.pipelineId,
      status_id: branchIds.newStatusId,
      responsible_user_id: branchIds.exchangeUserId,
    });
    expect(made?._embedded.tags.map(({ name }) => name)).toContain('изЦентра');
    const region = made?.custom_fields_values?.find(({ field_name }) => field_name === 'Регион');
    expect(region?.values[0]?.value).toBe('Москва');
    const contact = await sandbox.call<{ name: string }>(
      branch('moskva').account,
      'GET',
      `/api/v4/contacts/${made?._embedded.contacts?.[0]?.id ?? 0}`,
    );
    expect(contact.name).toBe('Ольга');

    const hqLead = await sandbox.call<Lead>(franchise.hq, 'GET', `/api/v4/leads/${hqLeadId}`);
    expect(hqLead.status_id).toBe(franchise.intake.handedOverStatusId);
    const notes = await sandbox.list<{ params: { text?: string } }>(
      franchise.hq,
      `/api/v4/leads/${hqLeadId}/notes`,
      'notes',
    );
    expect(
      notes.filter(({ params }) => params.text?.includes(`/leads/detail/${made?.id ?? 0}`)),
    ).toHaveLength(1);
  });

  it('makes no second lead when hooks are doubled and the lead comes in again', async () => {
    const { hub, sandbox } = world;
    const doubled = { kind: 'webhook-doubled', subdomain: 'head-office', count: null };
    await sandbox.control('POST', 'faults', doubled);
    const request = { name: 'Пётр', phone: '+7 916 999-88-77', region: 'Москва', lead: 'Балкон' };
    const hqLeadId = await sendInLead(sandbox, franchise, request);
    await awaitTransfers(hub, [hqLeadId]);
    const { firstStatusId: statusId, pipelineId } = franchise.intake;
    const back = { action: 'lead.move', subdomain: 'head-office', leadId: hqLeadId, statusId, pipelineId };
    await sandbox.control('POST', 'actions', back);
    // The hooks of the move are behind us once a lead that came in after them has arrived.
    await awaitTransfers(hub, [await sendInLead(sandbox, franchise, { ...request, lead: 'Лоджия' })]);
    await sandbox.control('DELETE', 'faults');

    const names = (await leadsOf('moskva')).map(({ name }) => name).sort();
    expect(names).toEqual(['Балкон', 'Лоджия', 'Окна на дачу']);
    const contacts = await sandbox.list<{ name: string }>(
      branch('moskva').account,
      '/api/v4/contacts',
      'contacts',
    );
    expect(contacts.map(({ name }) => name).sort()).toEqual(['Ольга', 'Пётр']);
  });

  it('grants the oldest lead of the stock, then refuses in words', async () => {
    const { hub } = world;
    const branchIds = await findBranchIds(world.sandbox, branch('moskva').account);
    const [anna, boris] = branchIds.managerIds;
    const oldest = (await leadsOf('moskva')).map(({ id }) => id).sort((a, b) => a - b)[0];
    const first = await press(hub, ids.moskva!, anna!);
    expect(first).toMatchObject({ outcome: 'granted', leadId: oldest, reasons: [] });
    const second = await press(hub, ids.moskva!, anna!);
    expect(second).toMatchObject({ outcome: 'refused', leadId: null });
    expect(second.reasons).toMatchObject([
      { limit: 'interval', value: 0, bound: 15 },
      { limit: 'activeDeals', value: 1, bound: 1 },
    ]);
    expect(second.reasons[1]?.text).toMatch(/1 активная сделка/);

    const one = await press(hub, ids.moskva!, boris!, 'a');
    const two = await press(hub, ids.moskva!, boris!, 'a');
    expect(one).toEqual(two);
    expect(one).toMatchObject({ outcome: 'granted' });
    expect(one.leadId).not.toBe(first.leadId);
    const taken = (await leadsOf('moskva')).filter(({ id }) => id === first.leadId || id === one.leadId);
    expect(
      taken.map(({ responsible_user_id, status_id }) => [responsible_user_id, status_id]).sort(),
    ).toEqual(
      [
        [anna, branchIds.contactStatusId],
        [boris, branchIds.contactStatusId],
      ].sort(),
    );
  });

  it('never made more than seven calls in a second, and met no refusal', async () => {
    for (const { account } of [{ account: franchise.hq }, ...franchise.branches]) {
      const calls = (await world.sandbox.journal(account.subdomain)).filter(
        ({ clientId }) => clientId === account.clientId,
      );
      expect(calls.length).toBeGreaterThan(10);
      expect(busiestSecond(calls.map(({ receivedAt }) => receivedAt))).toBeLessThanOrEqual(7);
      expect(calls.filter(({ status }) => status === null || status >= 400)).toEqual([]);
    }
  });
});
