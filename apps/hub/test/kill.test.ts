import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClaimAnswer, LedgerPage } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { findBranchIds, openBranch, saveRules } from '../../../demo/connect.js';
import type { Spoken } from '@hub/messages';
import {
  awaitTransfers,
  followPlan,
  makePlan,
  makeRelease,
  press,
  sendInLead,
  startPlan,
  type SpokenPlan,
} from '../../../demo/jobs.js';
import { custodyKills } from './kill-custody.js';
import { startKilling, type Held, type Killing } from './killing.js';

/*
 * A service is killed from outside while the sandbox holds answers to it: one call of each sort per branch, so that one
 * kill meets every step of the job.
 */

/** After a kill the work waits for the lease of the dead worker. */
const leaseMs = 30_000;

describe('a service of the distributed mode killed in the middle', () => {
  let killing: Killing;
  beforeAll(async () => {
    killing = await startKilling();
  });
  afterAll(() => killing.world.close());

  it(
    'sync, during an apply at each of its calls',
    async () => {
      const { ids, outer, accountOf, hold, killWhileHeld } = killing;
      const { hub, sandbox } = killing.world;
      const release = await makeRelease(hub, ids['head-office']!);
      const collections = ['custom_fields/groups', 'pipelines', 'custom_fields'];
      const holds: Held[] = [];
      for (const [at, { subdomain }] of outer.entries()) {
        const path = `/api/v4/leads/${collections[at % 3] ?? ''}`;
        holds.push(await hold({ subdomain, method: 'POST', path, when: at < 3 ? 'before' : 'after' }));
      }
      const plans: SpokenPlan[] = [];
      for (const { subdomain } of outer) plans.push(await makePlan(hub, release.id, ids[subdomain]!));
      for (const plan of plans) await startPlan(hub, plan);
      await killWhileHeld('sync', holds);

      for (const [at, plan] of plans.entries()) {
        await followPlan(hub, plan.id);
        expect(await makePlan(hub, release.id, plan.accountId)).toMatchObject({ isEmpty: true });
        const account = accountOf(outer[at]!.subdomain);
        for (const [path, key] of [
          ['/api/v4/leads/pipelines', 'pipelines'],
          ['/api/v4/leads/custom_fields?limit=250', 'custom_fields'],
          ['/api/v4/leads/custom_fields/groups', 'custom_field_groups'],
        ] as const) {
          const names = (await sandbox.list<{ name: string }>(account, path, key)).map(({ name }) => name);
          expect(names).toEqual([...new Set(names)]);
        }
        const ledger = await hub.get<LedgerPage>(`ledger?accountId=${plan.accountId}&limit=100`);
        const made = ledger.items.filter(({ kind, origin }) => kind === 'pipeline' && origin === 'created');
        expect(made).toHaveLength(3);
      }
    },
    4 * leaseMs + 120_000,
  );

  it(
    'router, during a transfer at each of its writes',
    async () => {
      const { franchise, ids, outer, hold, killWhileHeld } = killing;
      const { hub, sandbox } = killing.world;
      await saveRules(hub, ids['head-office']!, franchise);
      for (const branch of outer) {
        await openBranch(hub, ids[branch.subdomain]!, branch, await findBranchIds(sandbox, branch.account));
      }
      const [contact, lead, leadBefore, note, both, bothBefore] = outer.map(({ subdomain }) => subdomain);
      // In these two contact and lead are made in one call.
      for (const subdomain of [both, bothBefore])
        await hub.call('PATCH', `accounts/${ids[subdomain!]!}`, { duplicateControl: 'absent' });
      const complex = { method: 'POST', path: '/api/v4/leads/complex' };
      const holds = [
        await hold({ ...complex, subdomain: both, when: 'after' }),
        await hold({ ...complex, subdomain: bothBefore, when: 'before' }),
        await hold({ subdomain: contact, method: 'POST', path: '/api/v4/contacts', when: 'after' }),
        await hold({ subdomain: lead, method: 'POST', path: '/api/v4/leads', when: 'after' }),
        await hold({ subdomain: leadBefore, method: 'POST', path: '/api/v4/leads', when: 'before' }),
        await hold({ subdomain: note, method: 'POST', path: '*/notes', when: 'after' }),
        await hold({ subdomain: 'head-office', method: 'POST', path: '*/notes', when: 'after' }),
      ];
      const sent: number[] = [];
      for (const { region } of outer) {
        const request = {
          name: `Клиент, ${region}`,
          phone: `+7 900 000-00-0${sent.length}`,
          region,
          lead: `Заказ, ${region}`,
        };
        sent.push(await sendInLead(sandbox, franchise, request));
      }
      await killWhileHeld('router', holds);

      await awaitTransfers(hub, sent, 3 * leaseMs);
      for (const { subdomain, account, region } of outer) {
        const leads = await sandbox.list<{ id: number; name: string }>(account, '/api/v4/leads', 'leads');
        const routed = leads.filter(({ name }) => name.startsWith('Заказ'));
        expect([subdomain, routed.map(({ name }) => name)]).toEqual([subdomain, [`Заказ, ${region}`]]);
        const contacts = await sandbox.list(account, '/api/v4/contacts', 'contacts');
        const notes = await sandbox.list(account, `/api/v4/leads/${routed[0]?.id ?? 0}/notes`, 'notes');
        expect([subdomain, contacts.length, notes.length]).toEqual([subdomain, 1, 1]);
      }
      for (const hqLeadId of sent) {
        const path = `/api/v4/leads/${hqLeadId}`;
        const hqLead = await sandbox.call<{ status_id: number }>(franchise.hq, 'GET', path);
        expect(hqLead.status_id).toBe(franchise.intake.handedOverStatusId);
        expect(await sandbox.list(franchise.hq, `${path}/notes`, 'notes')).toHaveLength(1);
      }
    },
    4 * leaseMs + 120_000,
  );

  it(
    'limits, during a claim before and after its write',
    async () => {
      const { ids, outer, accountOf, hold, killWhileHeld } = killing;
      const { hub, sandbox } = killing.world;
      const [before, after] = outer.map(({ subdomain }) => subdomain);
      const holds = [
        await hold({ subdomain: before, method: 'PATCH', path: '/api/v4/leads/*', when: 'before' }),
        await hold({ subdomain: after, method: 'PATCH', path: '/api/v4/leads/*', when: 'after' }),
      ];
      const pressIn = async (subdomain: string): Promise<Spoken<ClaimAnswer>> => {
        const { managerIds } = await findBranchIds(sandbox, accountOf(subdomain));
        return press(hub, ids[subdomain]!, managerIds[0]!, `press-${subdomain}`);
      };
      const presses = [pressIn(before!), pressIn(after!)].map((answer) =>
        answer.catch((error: unknown) => error),
      );
      await killWhileHeld('limits', holds);
      await Promise.all(presses);

      for (const subdomain of [before!, after!]) {
        const answer = await eventually(() => pressIn(subdomain), 3 * leaseMs);
        expect(answer).toMatchObject({ outcome: 'granted' });
        const account = accountOf(subdomain);
        const branchIds = await findBranchIds(sandbox, account);
        const leads = await sandbox.list<{ id: number; responsible_user_id: number; status_id: number }>(
          account,
          '/api/v4/leads',
          'leads',
        );
        const taken = leads.filter(({ responsible_user_id: owner }) => owner === branchIds.managerIds[0]);
        expect(taken).toMatchObject([{ id: answer.leadId, status_id: branchIds.contactStatusId }]);
      }
    },
    4 * leaseMs + 120_000,
  );

  describe('the router, while a lead changes its place', () => {
    custodyKills(() => killing);
  });
});
