import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { leadsOf, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  addSecondBranch,
  handOver,
  publishBranchChange,
  startCustodyHub,
  untilObserved,
} from './custody-world.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('leads that leave a branch together share the turns of its territory', async () => {
  const franchise = await hub.found('turns');
  const { branch, branchAccountId, region } = franchise;
  const others = [
    await addSecondBranch(hub, franchise, 'turn-one', 'Марс'),
    await addSecondBranch(hub, franchise, 'turn-two', 'Венера'),
  ];
  const [first] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1',
    [branchAccountId],
  );
  const ids = [first!.id, ...others.map(({ branchId }) => branchId)];
  const territories = [{ region, branches: ids.map((branchId) => ({ branchId, weight: 1 })) }];
  await saveRules(hub, franchise, { rejectTag: 'неНаш', territories });
  await untilObserved(hub, franchise);
  for (const { accountId } of others) await hub.app.changeBranch(accountId, { state: 'paused' });
  const leads = [];
  for (let count = 0; count < 6; count += 1) leads.push(await handOver(hub, franchise));
  for (const { accountId } of others) await hub.app.changeBranch(accountId, { state: 'active' });

  await Promise.all(
    leads.map(async ({ branchLeadId }) => {
      await patchLead(branch, branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
      await publishBranchChange(hub, franchise, branchLeadId);
    }),
  );
  await eventually(async () => {
    const counts = await Promise.all(others.map(async ({ amo }) => (await leadsOf(amo)).length));
    expect(counts).toEqual([3, 3]);
  }, 90_000);
});
