import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findBranchIds, openBranch, saveRules } from '../../../demo/connect.js';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  sendInLead,
  startPlan,
} from '../../../demo/jobs.js';
import { startKilling, type Killing } from './killing.js';

/* The router is killed while amoCRM has done what one call asked for many leads, and the answer is on its way. */

let killing: Killing;
beforeAll(async () => {
  killing = await startKilling(1);
});
afterAll(() => killing.world.close());

const count = 30;
/** After a kill the work waits for the lease of the dead worker. */
const leaseMs = 30_000;

it(
  'doubles and loses nothing of calls that carry the work of many leads',
  async () => {
    const { franchise, ids, outer, hold, killWhileHeld } = killing;
    const { hub, sandbox } = killing.world;
    const [branch] = outer;
    if (!branch) throw new Error('no branch');
    const { subdomain, account, region } = branch;
    const release = await makeRelease(hub, ids['head-office']!);
    const plan = await makePlan(hub, release.id, ids[subdomain]!);
    await startPlan(hub, plan);
    await followPlan(hub, plan.id);
    await saveRules(hub, ids['head-office']!, franchise);
    await openBranch(hub, ids[subdomain]!, branch, await findBranchIds(sandbox, account));
    // The first two places are those of lists: whoever is alone calls another one. Of the calls that create leads only the
    // first one is sure to carry one lead, and on a quiet machine there are no more than four.
    const holds = [
      await hold({ subdomain, method: 'POST', path: '/api/v4/leads/notes', when: 'after' }),
      await hold({ subdomain: 'head-office', method: 'PATCH', path: '/api/v4/leads', when: 'after' }),
      await hold({
        subdomain,
        method: 'POST',
        pathRegExp: '^/api/v4/leads(/complex)?$',
        nth: 2,
        when: 'after',
      }),
    ];
    const sent = await Promise.all(
      Array.from({ length: count }, (_, at) => {
        const phone = `+7 900 000-${String(at).padStart(2, '0')}-00`;
        return sendInLead(sandbox, franchise, { name: `Клиент ${at}`, phone, region, lead: `Заказ ${at}` });
      }),
    );
    await killWhileHeld('router', holds);

    await awaitTransfers(hub, sent, 3 * leaseMs);
    const leads = await sandbox.list<{ id: number; name: string }>(
      account,
      '/api/v4/leads?limit=250',
      'leads',
    );
    const routed = leads.filter(({ name }) => name.startsWith('Заказ'));
    const wanted = Array.from({ length: count }, (_, at) => `Заказ ${at}`);
    expect(routed.map(({ name }) => name).sort()).toEqual([...wanted].sort());
    const contacts = await sandbox.list(account, '/api/v4/contacts?limit=250', 'contacts');
    expect(contacts).toHaveLength(count);
    for (const { id, name } of routed) {
      const notes = await sandbox.list(account, `/api/v4/leads/${id}/notes`, 'notes');
      expect([name, notes.length]).toEqual([name, 1]);
    }
    for (const hqLeadId of sent) {
      const path = `/api/v4/leads/${hqLeadId}`;
      const hqLead = await sandbox.call<{ status_id: number }>(franchise.hq, 'GET', path);
      expect(hqLead.status_id).toBe(franchise.intake.handedOverStatusId);
      expect(await sandbox.list(franchise.hq, `${path}/notes`, 'notes')).toHaveLength(1);
    }
  },
  4 * leaseMs + 300_000,
);
