import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CustodyView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import {
  connectAccounts,
  findBranchIds,
  openBranch,
  saveRules,
  type AccountIds,
} from '../../../demo/connect.js';
import { giveNew } from '../../../demo/escalation.js';
import { buildFranchise, type BranchName, type Franchise } from '../../../demo/franchise.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  sendInLead,
  startPlan,
} from '../../../demo/jobs.js';
import type { Json } from '../../../demo/sandbox-api.js';
import { startWorld, type World } from './world.js';

/*
 * The router is killed from outside while the sandbox holds an answer of each call by which a lead leaves its branch and comes
 * to the next one. Living leads are counted all the time.
 */
const branchNames: BranchName[] = ['Абакан', 'Брянск', 'Волгоград', 'Грозный', 'Дербент'].map(
  (region, at) => ({
    subdomain: `branch-${at + 1}`,
    name: `Филиал «${region}»`,
    region,
  }),
);
const leaseMs = 30_000;
/** All leads go to the last branch. */
const [next] = branchNames.slice(-1);
const sources = branchNames.slice(0, -1);

interface Held {
  id: string;
  holding: unknown[];
}
interface Lead {
  name: string;
  status_id: number;
}

let world: World;
let franchise: Franchise;
let ids: AccountIds;

beforeAll(async () => {
  world = await startWorld('distributed');
  franchise = await buildFranchise(world.sandbox, branchNames);
  ids = await connectAccounts(world.hub, franchise);
  const release = await makeRelease(world.hub, ids['head-office']!);
  for (const { subdomain } of branchNames) {
    const plan = await makePlan(world.hub, release.id, ids[subdomain]!);
    await startPlan(world.hub, plan);
    await followPlan(world.hub, plan.id);
  }
  await saveRules(world.hub, ids['head-office']!, franchise);
  for (const branch of franchise.branches)
    await openBranch(
      world.hub,
      ids[branch.subdomain]!,
      branch,
      await findBranchIds(world.sandbox, branch.account),
    );
}, 300_000);
afterAll(() => world.close());

const hold = (fault: Json) => world.sandbox.control<Held>('POST', 'faults', { kind: 'hold', ...fault });

/** The living leads of that name, in all branches; the branch they come to is asked first, so that none counts twice. */
async function living(name: string): Promise<string[]> {
  const found: string[] = [];
  for (const { account, subdomain } of [...franchise.branches].reverse()) {
    const leads = await world.sandbox.list<Lead>(account, '/api/v4/leads', 'leads');
    const own = leads.filter((lead) => lead.name === name && ![142, 143].includes(lead.status_id));
    found.push(...own.map(() => subdomain));
  }
  return found;
}

it(
  'has one living lead at most, and one at the end, when the router is killed at each call of a re-route',
  async () => {
    const { hub, sandbox } = world;
    const leads: { id: number; name: string }[] = [];
    for (const [at, { region }] of sources.entries()) {
      const name = `Заказ, ${region}`;
      const client = { name: `Клиент, ${region}`, phone: `+7 900 000-00-0${at}`, region, lead: name };
      leads.push({ name, id: await sendInLead(sandbox, franchise, client) });
    }
    await awaitTransfers(
      hub,
      leads.map(({ id }) => id),
    );
    const { items: branches } = await hub.get<{ items: { branchId: string; name: string }[] }>('branches');
    const branchId = branches.find(({ name }) => name === next!.name)!.branchId;

    const [closingBefore, closingAfter, noted] = sources.map(({ subdomain }) => subdomain);
    const closing = { method: 'PATCH', path: '/api/v4/leads*' };
    const holds = [
      await hold({ ...closing, subdomain: closingBefore, when: 'before' }),
      await hold({ ...closing, subdomain: closingAfter, when: 'after' }),
      await hold({ subdomain: noted, method: 'POST', path: '*/notes', when: 'after' }),
      await hold({ subdomain: next!.subdomain, method: 'POST', path: '/api/v4/leads*', when: 'after' }),
    ];
    for (const { id } of leads) await hub.post(`leads/${id}/re-route`, { branchId, reason: 'переезд' });
    await eventually(async () => {
      const standing = await sandbox.control<unknown>('GET', 'faults');
      const held = (standing as Held[]).filter((fault) => fault.holding.length > 0);
      expect(held).toHaveLength(holds.length);
    }, 60_000);
    let [most, isOver] = [0, false];
    const counting = (async () => {
      while (!isOver) for (const { name } of leads) most = Math.max(most, (await living(name)).length);
    })();
    await world.kill('router');
    await sandbox.control('DELETE', 'faults');
    await world.start('router');

    const hqId = ids['head-office']!;
    await eventually(async () => {
      for (const { id } of leads) {
        const { legs, isInHand } = await hub.get<CustodyView>(`leads/${hqId}/${id}/custody`);
        expect([isInHand, ...legs.map(({ endedAs, state }) => endedAs ?? state)]).toEqual([
          false,
          're-routed',
          'in-branch',
        ]);
      }
    }, 5 * leaseMs);
    isOver = true;
    await counting;
    expect(most).toBe(1);
    for (const { name } of leads) expect([name, await living(name)]).toEqual([name, [next!.subdomain]]);
  },
  8 * leaseMs,
);

it(
  'makes one card at head office when the router is killed while a branch gives it a lead',
  async () => {
    const { hub, sandbox } = world;
    const branch = franchise.branches[0]!;
    const name = 'Заказ для головного офиса';
    const held = await hold({
      subdomain: 'head-office',
      method: 'POST',
      path: '/api/v4/leads',
      when: 'after',
    });
    const leadId = await giveNew({ sandbox, hub, franchise, ids }, branch, name);
    await eventually(async () => {
      const standing = await sandbox.control<Held[]>('GET', 'faults');
      expect(standing.find(({ id }) => id === held.id)?.holding).toHaveLength(1);
    }, 60_000);
    await world.kill('router');
    await sandbox.control('DELETE', 'faults');
    await world.start('router');
    await eventually(async () => {
      const { escalations } = await hub.get<CustodyView>(`leads/${ids[branch.subdomain]!}/${leadId}/custody`);
      expect(escalations).toMatchObject([{ state: 'delivered' }]);
    }, 5 * leaseMs);
    const leads = await sandbox.list<Lead>(franchise.hq, '/api/v4/leads', 'leads');
    expect(leads.filter((lead) => lead.name === name)).toHaveLength(1);
  },
  8 * leaseMs,
);
