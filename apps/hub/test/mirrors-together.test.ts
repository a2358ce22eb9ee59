import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { custodyConsumer } from '../../router/src/custody/custody-work.js';
import type { Franchise } from '../../router/test/franchise.js';
import type { RouterHub } from '../../router/test/router-hub.js';
import { callsAboutLeads } from './calls-about-leads.js';
import {
  act,
  addMirrorFields,
  handOver,
  publishBranchChange,
  shownAt,
  stagesOf,
  startCustodyHub,
  untilObserved,
  type Handed,
} from './custody-world.js';

const leadCount = 24;

let hub: RouterHub;
let franchise: Franchise;

beforeAll(async () => {
  hub = await startCustodyHub();
  franchise = await hub.found('together');
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

const patches = async () =>
  (await callsAboutLeads(hub.sandbox, franchise.remotes.hq.subdomain)).filter(({ said }) =>
    said.startsWith('PATCH'),
  ).length;

/** Until when six of the seven slots of the HQ account's budget are taken. */
const takeSlotsOfHq = (until: string) =>
  hub.app.source.query(
    `UPDATE accounts.rate_slot SET free_at = ${until} WHERE strpos(budget, $1) > 0 AND slot <= 6`,
    [franchise.hqAccountId],
  );
const workLeft = () =>
  hub.app.source.query<unknown[]>('SELECT 1 FROM router.inbox_lane WHERE consumer = $1', [custodyConsumer]);

it('shows many changes of a branch at HQ in a few calls while the budget of HQ is used up', async () => {
  const leads: Handed[] = [];
  for (let at = 0; at < leadCount; at++)
    leads.push(await handOver(hub, franchise, `+7 921 500-12-${String(at).padStart(2, '0')}`));
  const [first, second] = await stagesOf(franchise);
  for (const lead of leads)
    await eventually(async () =>
      expect(await shownAt(franchise, lead.leadId)).toMatchObject({ stage: first!.name }),
    );
  const before = await patches();
  const move = { statusId: second!.id };
  for (const { branchLeadId: leadId } of leads)
    await act(hub, franchise.remotes.branch.subdomain, 'lead.move', { leadId, ...move });
  await takeSlotsOfHq("now() + interval '10 minutes'");
  await Promise.all(leads.map((lead) => publishBranchChange(hub, franchise, lead.branchLeadId)));
  await eventually(async () => expect(await workLeft()).not.toEqual([]));
  await eventually(async () => expect(await workLeft()).toEqual([]));
  await takeSlotsOfHq('now()');
  for (const { leadId } of leads)
    await eventually(async () =>
      expect(await shownAt(franchise, leadId)).toMatchObject({ stage: second!.name }),
    );
  expect((await patches()) - before).toBeLessThanOrEqual(leadCount / 2);
});
