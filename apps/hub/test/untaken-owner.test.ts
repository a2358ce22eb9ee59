import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { untakenConsumer } from '../../router/src/custody/watch-untaken.js';
import { saveRules, type RouterHub } from '../../router/test/router-hub.js';
import { act, addMirrorFields, handOver, shownAt, startCustodyHub, untilObserved } from './custody-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('a lead whose owner amoCRM has refused counts as taken only when somebody takes it', async () => {
  const franchise = await hub.found('refused-owner');
  const { subdomain } = franchise.remotes.branch;
  await addMirrorFields(franchise);
  await saveRules(hub, franchise, { takeWithinMinutes: 60 });
  await untilObserved(hub, franchise);
  // Nobody may read the users, so that only the refusal says that the owner is gone.
  await hub.sandbox.control('POST', 'faults', {
    ...{ kind: 'status', status: 403, count: null, method: 'GET', path: '/api/v4/users*', subdomain },
  });
  await act(hub, subdomain, 'user.remove', { removedUserId: franchise.exchange.userId });
  const { leadId, branchLeadId, transferId } = await handOver(hub, franchise);
  const { responsible_user_id: ownerId } = (await findLead(franchise.branch, branchLeadId))!;
  expect(ownerId).not.toBe(franchise.exchange.userId);
  await eventually(async () => expect((await shownAt(franchise, leadId)).result).toBe('В работе'));
  await hub.app.source.query(
    `UPDATE router.transfer SET changed_at = now() - interval '61 minutes' WHERE id = $1`,
    [transferId],
  );
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await bus.startDue(untakenConsumer, new Date(Date.now() + 3_600_000));
  await eventually(async () => {
    const { legs } = await hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId });
    expect(legs[0]).toMatchObject({ endedAs: 'not-taken' });
  });
});
