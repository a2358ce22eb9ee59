import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TransferPage } from '@hub/contracts';
import { eventually } from '@hub/testing';
import {
  connectAccounts,
  findBranchIds,
  openBranch,
  saveRules,
  type AccountIds,
} from '../../../demo/connect.js';
import { buildFranchise, type BranchSetup, type Franchise } from '../../../demo/franchise.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  sendInLead,
  startPlan,
} from '../../../demo/jobs.js';
import type { Json } from '../../../demo/sandbox-api.js';
import { startWorld, type Mode, type World } from './world.js';

/** How often a degraded account is probed here. */
const pollSeconds = 3;
/** The retries that wait for an account are due after 15 or 60 minutes: what comes sooner was woken. */
const soonMs = pollSeconds * 1000 + 30_000;

interface AccountView {
  state: string;
  stateReason: string;
}

/** The everyday run saves the start of five processes: who is woken is the same code in both modes. */
const modes: Mode[] = process.env.LONG_TESTS ? ['one process', 'distributed'] : ['one process'];

describe.each(modes)('work that waits for an account, %s', (mode) => {
  let world: World;
  let franchise: Franchise;
  let ids: AccountIds;
  let branch: BranchSetup;
  let account: string;
  let sent = 0;

  beforeAll(async () => {
    world = await startWorld(mode, { POLL_SECONDS: String(pollSeconds) });
    franchise = await buildFranchise(world.sandbox);
    ids = await connectAccounts(world.hub, franchise);
    branch = franchise.branches.find(({ subdomain }) => subdomain === 'moskva')!;
    account = `accounts/${ids.moskva}`;
    const release = await makeRelease(world.hub, ids['head-office']!);
    const plan = await makePlan(world.hub, release.id, ids.moskva!);
    await startPlan(world.hub, plan);
    await followPlan(world.hub, plan.id);
    await openBranch(world.hub, ids.moskva!, branch, await findBranchIds(world.sandbox, branch.account));
    await saveRules(world.hub, ids['head-office']!, franchise);
  });

  beforeEach(() => untilState('connected'));

  afterAll(() => world.close());

  const view = () => world.hub.get<AccountView>(account);
  const untilState = (state: string) => eventually(async () => expect(await view()).toMatchObject({ state }));
  const fault = (body: Json) =>
    world.sandbox.control<{ id: string }>('POST', 'faults', { subdomain: 'moskva', ...body });
  const mend = ({ id }: { id: string }) => world.sandbox.control('DELETE', `faults/${id}`);

  function sendIn(): Promise<number> {
    sent += 1;
    const request = { name: `Клиент ${sent}`, phone: `+7 916 111-00-0${sent}`, region: 'Москва' };
    return sendInLead(world.sandbox, franchise, { ...request, lead: `Окна ${sent}` });
  }

  /** A lead whose transfer has met the account's trouble, so that its next try is far away. Throws when it met none. */
  async function sendInWhileTroubled(): Promise<number> {
    const leadId = await sendIn();
    const { problem } = await eventually(async () => {
      const { items } = await world.hub.get<TransferPage>('transfers');
      const transfer = items.find(({ hqLeadId }) => hqLeadId === leadId);
      if (!transfer || (transfer.problem === null && transfer.state !== 'done'))
        throw new Error('on its way');
      return transfer;
    });
    expect(problem).toEqual(expect.any(String));
    return leadId;
  }

  it('goes on by itself after a bill is paid, the oldest lead first', async () => {
    const unpaid = await fault({ kind: 'account-unpaid' });
    const first = await sendInWhileTroubled();
    await untilState('degraded');
    await mend(unpaid);
    await untilState('connected');
    const { items } = await world.hub.get<{ items: object[] }>('alarms');
    expect(items).toEqual([]);
    const second = await sendIn();
    const [one, two] = await Promise.all([
      awaitTransfers(world.hub, [first], soonMs),
      awaitTransfers(world.hub, [second], soonMs),
    ]);
    expect(one[0]!.branchLeadId).toBeLessThan(two[0]!.branchLeadId!);
  });

  it('goes on when a block is ended', async () => {
    const block = await fault({ kind: 'status', status: 403, html: true, count: null });
    const leadId = await sendInWhileTroubled();
    await mend(block);
    await world.hub.post(`${account}/unblock`);
    await awaitTransfers(world.hub, [leadId], soonMs);
  });

  it('goes on when the account is connected anew', async () => {
    const refused = await fault({ kind: 'status', status: 401, count: null });
    const leadId = await sendInWhileTroubled();
    await untilState('reconnect');
    await mend(refused);
    await world.hub.post(`${account}/connect`, { longLivedToken: branch.account.longLivedToken });
    await awaitTransfers(world.hub, [leadId], soonMs);
  });

  it('goes on when the account is resumed', async () => {
    await world.hub.post(`${account}/suspend`, { reason: 'a check' });
    // For a few seconds a process goes by what it read of the account before.
    const leadId = await eventually(sendInWhileTroubled);
    await world.hub.post(`${account}/resume`);
    await awaitTransfers(world.hub, [leadId], soonMs);
  });
});
