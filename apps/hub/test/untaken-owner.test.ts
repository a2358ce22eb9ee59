import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findLead, patchLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { untakenConsumer } from '../../router/src/custody/watch-untaken.js';
import type { Franchise } from '../../router/test/franchise.js';
import { leadsOf, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  handOver,
  poll,
  publishBranchChange,
  shownAt,
  startCustodyHub,
  untilObserved,
} from './custody-world.js';
import { give, openEscalation, publishCardChange, untilEscalated } from './escalation-world.js';

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
  // Nor does a read of the lead that was made say who has it: it is made once all the same.
  await hub.sandbox.control('POST', 'faults', {
    ...{
      kind: 'status',
      status: 503,
      count: 1,
      method: 'GET',
      pathRegExp: '^/api/v4/leads/\\d+(\\?|$)',
      subdomain,
    },
  });
  const { leadId, branchLeadId, transferId } = await handOver(hub, franchise);
  const { responsible_user_id: ownerId } = (await findLead(franchise.branch, branchLeadId))!;
  expect(ownerId).not.toBe(franchise.exchange.userId);
  expect(await leadsOf(franchise.branch)).toHaveLength(1);
  await eventually(async () => expect((await shownAt(franchise, leadId)).result).toBe('В работе'));
  await passTime(transferId);
  await untilEnded(franchise, leadId);
});

it('a lead whose owner is removed afterwards is not taken by the one who gets their leads', async () => {
  const franchise = await hub.found('heir');
  const { subdomain, users } = franchise.remotes.branch;
  await addMirrorFields(franchise);
  await saveRules(hub, franchise, { takeWithinMinutes: 60 });
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId, transferId } = await handOver(hub, franchise);
  await eventually(async () => expect((await shownAt(franchise, leadId)).result).toBe('В работе'));
  const removal = { removedUserId: franchise.exchange.userId, heirId: users[0]!.id };
  await act(hub, subdomain, 'user.remove', removal);
  await publishBranchChange(hub, franchise, branchLeadId);
  await eventually(async () => expect((await shownAt(franchise, leadId)).owner).toBe(users[0]!.name));
  await passTime(transferId);
  await untilEnded(franchise, leadId);
});

it('a card that its branch has given to head office is not accepted by the one who gets the cards of a removed owner', async () => {
  const franchise = await hub.found('heir-at-hq');
  await untilObserved(hub, franchise);
  const world = await openEscalation(hub, franchise);
  const { accessToken: token, subdomain, users } = franchise.remotes.hq;
  const colleague = { name: 'Оператор', email: 'operator@hq.example', password: 'Secret12345' };
  const sent = { host: `${subdomain}.amocrm.ru`, token, body: [colleague] };
  const { body } = await hub.sandbox.call('POST', '/api/v4/users', sent);
  const [{ id: removedUserId }] = body._embedded.users;
  const { branchLeadId, leadId } = await handOver(hub, franchise);
  await patchLead(franchise.hq, leadId, { responsible_user_id: removedUserId });
  const comment = [{ field_id: franchise.branchFields.comment.id, values: [{ value: 'Скидка' }] }];
  await patchLead(franchise.branch, branchLeadId, { custom_fields_values: comment });
  await give(world, branchLeadId);
  await untilEscalated(world, branchLeadId, { state: 'delivered' });
  await act(hub, subdomain, 'user.remove', { removedUserId, heirId: users[0]!.id });
  await publishCardChange(world, leadId);
  await poll(hub);
  await eventually(async () => {
    const rows = await hub.app.source.query<unknown[]>(
      'SELECT state, hq_owner_id FROM router.escalation WHERE hq_lead_id = $1',
      [leadId],
    );
    expect(rows).toEqual([{ state: 'delivered', hq_owner_id: String(users[0]!.id) }]);
  });
});

/** The lead was handed over so long ago that its branch should have taken it, and the round comes. */
async function passTime(transferId: string): Promise<void> {
  await hub.app.source.query(
    `UPDATE router.transfer SET changed_at = now() - interval '61 minutes' WHERE id = $1`,
    [transferId],
  );
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await bus.startDue(untakenConsumer, new Date(Date.now() + 3_600_000));
}

function untilEnded({ hqAccountId: accountId }: Franchise, leadId: number): Promise<void> {
  return eventually(async () => {
    const { legs } = await hub.app.ask('router.custody.show', { accountId, leadId });
    expect(legs[0]).toMatchObject({ endedAs: 'not-taken' });
  });
}
