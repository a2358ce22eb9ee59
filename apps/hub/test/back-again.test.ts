import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomField, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { returnedConsumer } from '../../router/src/again/find-returned.js';
import { checkConsumer, escalationCheckConsumer } from '../../router/src/custody/custody-work.js';
import { FieldMapResponder, type Franchise } from '../../router/test/franchise.js';
import {
  decisionsOf,
  leadsOf,
  publishLeadChange,
  receiveLead,
  saveRules,
  transferOf,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  handOver,
  hurryCustody,
  offBoard,
  publishBranchChange,
  shownAt,
  startCustodyHub,
  untilObserved,
  untilQuiet,
} from './custody-world.js';
import {
  branchLead,
  cardsNamed,
  give,
  inBranch,
  moveAtHq,
  openEscalation,
  runNow,
  trailOf,
  untilEscalated,
} from './escalation-world.js';

/*
 * An account is off-boarded and connected again: the hub has another id of it, and amoCRM's account is the same one.
 */
let hub: RouterHub;
beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

/** Whether the router hears of the removal before it hears of the return. */
const orders = ['removal', 'return'] as const;

async function comeBack(
  franchise: Franchise,
  side: 'hq' | 'branch',
  first: (typeof orders)[number] = 'removal',
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Franchise> {
  const { hqAccountId, branchAccountId, remotes } = franchise;
  const formerId = side === 'hq' ? hqAccountId : branchAccountId;
  const announceRemoval = await offBoard(hub, formerId);
  const untilHandled = (consumer: string, key: string) =>
    eventually(async () => {
      const handled = `SELECT FROM router.inbox WHERE consumer = $1 AND key = $2 AND state = 'done'`;
      expect(await hub.app.source.query<unknown[]>(handled, [consumer, key])).not.toEqual([]);
    });
  const remove = async () => {
    await announceRemoval();
    await untilHandled('router.forget', formerId);
  };
  if (first === 'removal') await remove();
  await meanwhile();
  const id = await hub.app.connect(remotes[side], side === 'hq' ? ['reference', 'hq'] : ['branch']);
  const map = FieldMapResponder.maps.get(formerId);
  if (map) FieldMapResponder.maps.set(id, map);
  const amo = hub.app.client(id);
  const back =
    side === 'hq'
      ? { ...franchise, hqAccountId: id, hq: amo }
      : { ...franchise, branchAccountId: id, branch: amo };
  await untilObserved(hub, back);
  await untilHandled('router.usable', id);
  if (first === 'return') await remove();
  return back;
}

describe.each(orders)('head office that is connected again, the %s first', (first) => {
  it('has its leads where they were: none gets a second one in its branch', async () => {
    const name = `hq-${first}`;
    const franchise = await hub.found(name);
    const { hq, region, remotes } = franchise;
    const field = await createCustomField(hq, 'leads', { name: 'Филиал', type: 'text' });
    await saveRules(hub, franchise, { branchFieldId: field.id });
    await untilObserved(hub, franchise);
    const handed = await handOver(hub, franchise);
    const ignored = await receiveLead(franchise, null);
    await publishLeadChange(hub, franchise, ignored);
    await eventually(async () => expect(await decisionsOf(hub, ignored)).toHaveLength(1));
    await hub.app.ask('router.leads.ignore', { leadId: ignored, reason: 'спам', by: 'Оператор' });
    // The branch has this one, and head office does not show it yet.
    const away = { kind: 'status', status: 503, subdomain: remotes.hq.subdomain, method: 'PATCH' };
    const path = '/api/v4/leads*';
    const { body: fault } = await hub.sandbox.control('POST', 'faults', { ...away, path, count: null });
    const begun = await receiveLead(franchise, region);
    await publishLeadChange(hub, franchise, begun);
    await eventually(async () =>
      expect((await transferOf(hub, begun))?.branchLeadId).toEqual(expect.any(Number)),
    );
    await hub.sandbox.control('DELETE', `faults/${fault.id}`);
    expect(await leadsOf(franchise.branch)).toHaveLength(2);

    const back = await comeBack(franchise, 'hq', first);
    await saveRules(hub, back, { branchFieldId: field.id });
    // As if the return had not been heard of yet.
    await hub.app.source.query('UPDATE router.transfer SET hq_account_id = $2 WHERE id = $1', [
      ...[handed.transferId, franchise.hqAccountId],
    ]);
    await publishLeadChange(hub, back, handed.leadId, 'update');
    await eventually(async () => {
      const reasons = await hub.app.source.query<{ key: string }[]>(
        `SELECT reason ->> 'key' AS key FROM router.inbox WHERE key = $1 AND state = 'waiting'`,
        [`${back.hqAccountId}:lead:${handed.leadId}`],
      );
      expect(reasons).toContainEqual({ key: 'failures.account-moving' });
    });
    // People see it where that takes longer.
    await hub.app.source.query(
      `UPDATE router.inbox SET created_at = created_at - interval '3 minutes' WHERE key = $1 AND state = 'waiting'`,
      [`${back.hqAccountId}:lead:${handed.leadId}`],
    );
    const { items } = await hub.app.ask('router.waiting', { accountId: back.hqAccountId });
    expect(items).toContainEqual(expect.objectContaining({ cause: 'lead-undecided', leadId: handed.leadId }));
    // A process of an earlier version has taken the announcement.
    // The table's second run is due later than the first, in the same hub.
    await runNow({ hub }, returnedConsumer, first === 'removal' ? 1 : 2);
    const about = { accountId: back.hqAccountId, leadId: handed.leadId };
    await eventually(() => hub.app.ask('router.custody.show', about));
    await hurryCustody(hub, back.hqAccountId, handed.leadId);
    for (const leadId of [handed.leadId, begun, ignored]) {
      await patchLead(back.hq, leadId, { price: 5000 });
      await publishLeadChange(hub, back, leadId, 'update');
      await untilQuiet(hub, back.hqAccountId, leadId);
    }
    await patchLead(back.hq, ignored, {
      custom_fields_values: [{ field_id: franchise.fields.region.id, values: [{ value: region }] }],
    });
    await publishLeadChange(hub, back, ignored, 'update');
    await untilQuiet(hub, back.hqAccountId, ignored);
    await eventually(async () => expect(await transferOf(hub, begun)).toMatchObject({ state: 'done' }));
    expect(await leadsOf(franchise.branch)).toHaveLength(2);
    expect(await hub.app.ask('router.custody.show', about)).toMatchObject({
      legs: [{ state: 'in-branch', branchLeadId: handed.branchLeadId }],
    });
  });
});

describe.each(orders)('a branch that is connected again, the %s first', (first) => {
  it('has given its deal to head office already: no second card is made', async () => {
    const franchise = await hub.found(`given-${first}`);
    await untilObserved(hub, franchise);
    const world = await openEscalation(hub, franchise);
    const leadId = await branchLead(world, { phone: '+7 912 000-77-01', reason: 'Скидка' });
    await give(world, leadId);
    const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
    const back = { ...world, franchise: await comeBack(franchise, 'branch', first) };
    const { branchAccountId: accountId, exchange } = back.franchise;
    const place = { pipelineId: exchange.pipelineId, statusId: exchange.statusId };
    await hub.app.addBranch({ name: `Казань снова ${first}`, accountId, regions: [], ...place });
    await runNow(world, escalationCheckConsumer);
    await untilQuiet(hub, accountId, leadId);
    expect(await cardsNamed(back, 'Заказ +7 912 000-77-01')).toEqual([cardId]);
    expect((await trailOf(back, leadId)).escalations).toMatchObject([{ leadId: cardId, state: 'delivered' }]);
    await moveAtHq(back, cardId, 142, { pipelineId: world.hq.id });
    await untilEscalated(back, leadId, { state: 'ended', endedAs: 'won' });
    expect(await inBranch(back, leadId)).toMatchObject({ status_id: 142 });
  });
});

it('a deal that was won while its account was off-boarded is shown as won after the return', async () => {
  const franchise = await hub.found('won-away');
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  const { subdomain } = franchise.remotes.branch;
  const announceRemoval = await offBoard(hub, franchise.branchAccountId);
  await act(hub, subdomain, 'lead.move', { leadId: branchLeadId, statusId: 142 });
  await announceRemoval();
  const back = await comeBack(franchise, 'branch');
  await eventually(async () => {
    await runNow({ hub }, checkConsumer);
    expect(await shownAt(back, leadId)).toMatchObject({ statusId: 142 });
  });
  const about = { accountId: franchise.hqAccountId, leadId };
  await eventually(async () =>
    expect(await hub.app.ask('router.custody.show', about)).toMatchObject({
      isInHand: false,
      legs: [{ state: 'ended', endedAs: 'won' }],
    }),
  );
});

it('head office that is back has in hand what it was having closed in a branch, and takes nothing for lost', async () => {
  const franchise = await hub.found('leaving-away');
  await saveRules(hub, franchise, { rejectTag: 'неНаш' });
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId, transferId } = await handOver(hub, franchise);
  await untilQuiet(hub, franchise.branchAccountId, branchLeadId);
  const { subdomain } = franchise.remotes.hq;
  const away = { kind: 'status', status: 503, subdomain, method: 'GET', path: `/api/v4/leads/${leadId}` };
  const { body: fault } = await hub.sandbox.control('POST', 'faults', { ...away, count: null });
  await patchLead(franchise.branch, branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, branchLeadId);
  await eventually(async () => expect(await stateOf(transferId)).toBe('closed'));
  // Nobody saves rules for the new id: the lead goes on by those of before.
  const back = await comeBack(franchise, 'hq', 'removal', () =>
    hub.sandbox.control('DELETE', `faults/${fault.id}`),
  );
  await hub.app.source.query(`UPDATE router.re_route SET asked_at = asked_at - interval '2 minutes'`);
  await publishBranchChange(hub, back, branchLeadId);
  await runNow({ hub }, checkConsumer);
  await hurryCustody(hub, back.branchAccountId, branchLeadId);
  await untilQuiet(hub, back.branchAccountId, branchLeadId);
  const about = { accountId: back.hqAccountId, leadId };
  expect(await hub.app.ask('router.custody.show', about)).toMatchObject({
    isInHand: true,
    legs: [{ state: 'ended', endedAs: 'rejected' }],
  });
  expect(await shownAt(back, leadId)).not.toMatchObject({ statusId: 143 });
});

/** How far the leaving of a leg has got. */
async function stateOf(legId: string): Promise<string | undefined> {
  const rows = await hub.app.source.query<{ state: string }[]>(
    'SELECT state FROM router.re_route WHERE leg_id = $1',
    [legId],
  );
  return rows[0]?.state;
}
