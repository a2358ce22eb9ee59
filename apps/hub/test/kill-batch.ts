import { expect, it } from '@jest/globals';
import { awaitTransfers, sendInLead } from '../../../demo/jobs.js';
import type { Killing } from './killing.js';

const count = 30;
const leaseMs = 30_000;
/** What the names of these leads begin with; the branch has others. */
const together = 'Заказ в пачке';

/**
 * The router is killed while amoCRM has done what one call asked for many leads, and the answer is on its way. The
 * branches are open already, and nothing else is on its way to this one.
 */
export function batchKills(of: () => Killing): void {
  it(
    'doubles and loses nothing of calls that carry the work of many leads',
    async () => {
      const { franchise, outer, hold, killWhileHeld } = of();
      const { hub, sandbox } = of().world;
      const { subdomain, account, region } = outer[6]!;
      // The first two places are those of lists: whoever is alone calls another one.
      const holds = [
        await hold({ subdomain, method: 'POST', path: '/api/v4/leads/notes', when: 'after' }),
        await hold({ subdomain: 'head-office', method: 'PATCH', path: '/api/v4/leads', when: 'after' }),
        await hold({
          subdomain,
          method: 'POST',
          pathRegExp: '^/api/v4/leads(/complex)?$',
          nth: 8,
          when: 'after',
        }),
      ];
      const numbers = Array.from({ length: count }, (_, at) => String(at).padStart(2, '0'));
      const sent = await Promise.all(
        numbers.map((number) => {
          const lead = `${together} ${number}`;
          const phone = `+7 900 100-${number}-00`;
          return sendInLead(sandbox, franchise, { name: `Клиент ${lead}`, phone, region, lead });
        }),
      );
      await killWhileHeld('router', holds);

      await awaitTransfers(hub, sent, 3 * leaseMs);
      const named = async (collection: 'leads' | 'contacts', beginning: string) => {
        const path = `/api/v4/${collection}?limit=250`;
        const all = await sandbox.list<{ id: number; name: string }>(account, path, collection);
        return all.filter(({ name }) => name.startsWith(beginning));
      };
      const routed = await named('leads', together);
      expect(routed.map(({ name }) => name).sort()).toEqual(numbers.map((number) => `${together} ${number}`));
      expect(await named('contacts', `Клиент ${together}`)).toHaveLength(count);
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
}
