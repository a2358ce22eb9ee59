import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, findLead, patchCustomField, patchLead } from '@hub/amocrm';
import { lostStatusId } from '@hub/amocrm/pure';
import { Bus, BusModule } from '@hub/bus';
import { say as spoken } from '@hub/messages';
import { eventually } from '@hub/testing';
import { checkConsumer } from '../../router/src/custody/custody-work.js';
import { overwrittenConsumer } from '../../router/src/custody/restore-overwritten.js';
import type { Franchise } from '../../router/test/franchise.js';
import {
  leadsOf,
  publishLeadChange,
  receiveLead,
  saveRules,
  setRegion,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  addSecondBranch,
  handOver,
  poll,
  publishBranchChange,
  shownAt,
  stagesOf,
  startCustodyHub,
  untilHeld,
  untilObserved,
  untilQuiet,
  type Passed,
} from './custody-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

/**
 * A person names another branch in «Филиал», of which no message comes. In a later second the branch moves its lead, so
 * that the hub writes to the HQ lead. Returns both seconds.
 */
async function chooseUnseen(name: string): Promise<{ world: Passed; chosenAt: number; wroteAt: number }> {
  const franchise = await hub.found(name);
  const second = await addSecondBranch(hub, franchise, name);
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await addMirrorFields(franchise);
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const lead = await handOver(hub, franchise);
  const stages = await stagesOf(franchise);
  const untilShown = (stage: string) =>
    eventually(async () => expect(await shownAt(franchise, lead.leadId)).toMatchObject({ stage }));
  await untilShown(stages[0]!.name);
  const later = () => hub.sandbox.control('POST', 'clock', { advanceMs: 3_000 });
  await later();
  const chosen = { field_id: field.id, values: [{ value: second.name }] };
  const chosenAt = (await patchLead(franchise.hq, lead.leadId, { custom_fields_values: [chosen] }))!;
  await later();
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', {
    ...{ leadId: lead.branchLeadId, statusId: stages[1]!.id },
  });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await untilShown(stages[1]!.name);
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  const { updated_at: wroteAt } = (await findLead(franchise.hq, lead.leadId))!;
  expect(wroteAt).toBeGreaterThan(chosenAt);
  return { world: { franchise, second, lead }, chosenAt, wroteAt };
}

const say = ({ franchise, lead }: Passed, changedAt: number) =>
  hub.app.publishChange({
    ...{ accountId: franchise.hqAccountId, entity: 'lead', entityId: lead.leadId },
    ...{ action: 'update', source: 'webhook', changedAt, receivedAt: new Date().toISOString() },
  });

const untilSecondHas = ({ second }: Pick<Passed, 'second'>) =>
  eventually(async () => expect(await leadsOf(second.amo)).toHaveLength(1));

it('follows a choice of a person whose message comes after a later write of the mirror', async () => {
  const { world, chosenAt } = await chooseUnseen('late-choice');
  await say(world, chosenAt);
  await untilSecondHas(world);
});

it('follows a choice of a person whose message was lost, when the feed has shown it', async () => {
  const { world, wroteAt } = await chooseUnseen('lost-choice');
  // The echo of the mirror's own write has the lead read by the observer, so that the poll publishes nothing of it.
  await say(world, wroteAt);
  const { hqAccountId } = world.franchise;
  await untilQuiet(hub, hqAccountId, world.lead.leadId);
  await eventually(async () => {
    const seen =
      'SELECT FROM observer.seen_change WHERE account_id = $1 AND entity_id = $2 AND changed_at >= $3';
    expect(await hub.app.source.query(seen, [hqAccountId, world.lead.leadId, wroteAt])).toHaveLength(1);
  });
  expect(await leadsOf(world.second.amo)).toEqual([]);
  await poll(hub);
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await eventually(async () => {
    const known = `SELECT FROM journal.history WHERE account_id = $1 AND entity_id = $2 AND type LIKE 'custom%' AND moment < $3`;
    expect(
      (await hub.app.source.query<unknown[]>(known, [hqAccountId, world.lead.leadId, wroteAt])).length,
    ).toBeGreaterThan(0);
  });
  await untilQuiet(hub, hqAccountId, world.lead.leadId);
  await bus.startDue(checkConsumer, new Date(Date.now() + 3_600_000));
  await untilSecondHas(world);
});

it('follows a region that head office corrects to that of another branch', async () => {
  const franchise = await hub.found('region-choice');
  const region = 'Тверь region-choice';
  const second = await addSecondBranch(hub, franchise, 'region-choice', region);
  const { id, enums } = franchise.fields.region;
  const known = enums.map(({ id, value, sort }) => ({ id, value, sort }));
  await patchCustomField(franchise.hq, 'leads', id, { enums: [...known, { value: region, sort: 900 }] });
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const lead = await handOver(hub, franchise);
  await setRegion(franchise, lead.leadId, region);
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  await untilSecondHas({ second });
  const custody = () =>
    hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId: lead.leadId });
  await eventually(async () => {
    const { legs } = await custody();
    expect(legs.map(({ state, endedAs }) => `${state} ${endedAs}`)).toEqual([
      'ended re-routed',
      'in-branch null',
    ]);
  });
  // The region that it shows is what the hub has acted on.
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  await untilQuiet(hub, franchise.hqAccountId, lead.leadId);
  expect((await custody()).legs).toHaveLength(2);
});

it('a branch that takes no leads when it is named gets the lead as soon as it does, and is listed until then', async () => {
  const franchise = await hub.found('paused-choice');
  const second = await addSecondBranch(hub, franchise, 'paused-choice');
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const lead = await handOver(hub, franchise);
  await hub.app.changeBranch(second.accountId, { state: 'paused' });
  const chosen = { field_id: field.id, values: [{ value: second.name }] };
  await patchLead(franchise.hq, lead.leadId, { custom_fields_values: [chosen] });
  await publishLeadChange(hub, franchise, lead.leadId, 'update');
  const listed = async () => {
    const { items } = await hub.app.ask('router.waiting', { causes: ['lead-not-left'] });
    return items.filter(({ leadId }) => leadId === lead.leadId);
  };
  await eventually(async () => expect(await listed()).toHaveLength(1));
  expect(spoken((await listed())[0]!.text, 'ru')).toContain(`выбрали филиал «${second.name}»`);
  await hub.app.changeBranch(second.accountId, { state: 'active' });
  await untilSecondHas({ second });
  await eventually(async () => expect(await listed()).toEqual([]));
});

/**
 * A person names another branch, or closes the lead, between the hub's read of the HQ lead and its hand-over, which leaves so much later. No
 * message comes about it.
 */
async function chooseDuringHandOver(
  name: string,
  waitsMs: number,
  { closes = false, isAnswerLost = false } = {},
) {
  const franchise = await hub.found(name);
  const second = await addSecondBranch(hub, franchise, name);
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const { subdomain } = franchise.remotes.hq;
  const hold = async (method: string, path: string): Promise<string> => {
    const fault = { kind: 'hold', when: 'after', count: 1, subdomain, method, path };
    return (await hub.sandbox.control('POST', 'faults', fault)).body.id;
  };
  /** The answer comes only when so many milliseconds have gone by. */
  const releaseAfter = async (fault: string, ms: number) => {
    const heldAt = performance.now();
    await eventually(() => expect(performance.now() - heldAt).toBeGreaterThan(ms));
    await hub.sandbox.control('POST', `faults/${fault}/release`, {});
  };
  const note = await hold('POST', '/api/v4/leads/*/notes');
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  await untilHeld(hub, note);
  const read = await hold('GET', `/api/v4/leads/${leadId}`);
  // By then the copy of the lead that the job has is too old.
  await releaseAfter(note, 2_100);
  await untilHeld(hub, read);
  const values = [{ value: second.name }];
  if (closes) await act(hub, subdomain, 'lead.move', { leadId, statusId: lostStatusId });
  else await act(hub, subdomain, 'lead.change', { leadId, fields: [{ field_id: field.id, values }] });
  const lost = { kind: 'lost-answer', count: 1, subdomain, method: 'PATCH', path: `/api/v4/leads/${leadId}` };
  if (isAnswerLost) await hub.sandbox.control('POST', 'faults', lost);
  await releaseAfter(read, waitsMs);
  return { franchise, second, leadId, fieldId: field.id };
}

const untilPassedOn = (franchise: Franchise, leadId: number) =>
  eventually(async () => {
    const { legs } = await hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId });
    expect(legs.map(({ state, endedAs }) => `${state} ${endedAs}`)).toEqual([
      'ended re-routed',
      'in-branch null',
    ]);
  });

it('does not overwrite a choice that a person makes while the hand-over waits for its slot', async () => {
  const { franchise, second, leadId } = await chooseDuringHandOver('slow-slot', 5_100);
  await untilSecondHas({ second });
  await untilPassedOn(franchise, leadId);
});

let rounds = 0;

/** The journal knows two changes of this kind of the HQ lead, with this in them, and the next round looks for what was overwritten. */
async function untilKnown(franchise: Franchise, leadId: number, type: string, text = '') {
  await untilSeen(franchise, leadId, type, text);
  await findOverwritten();
}

async function untilSeen({ hqAccountId }: Franchise, leadId: number, type: string, text: string) {
  await eventually(async () => {
    await poll(hub);
    const known =
      'SELECT FROM journal.history WHERE account_id = $1 AND entity_id = $2 AND type LIKE $3 AND after::text LIKE $4';
    const found = await hub.app.source.query<unknown[]>(known, [hqAccountId, leadId, type, `%${text}%`]);
    expect(found.length).toBeGreaterThan(1);
  }, 90_000);
}

async function findOverwritten() {
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  rounds += 1;
  await bus.startDue(overwrittenConsumer, new Date(Date.now() + rounds * 3_600_000));
}

it('closes an HQ lead again that a person had closed when the hand-over pulled it back', async () => {
  const { franchise, leadId } = await chooseDuringHandOver('pulled-back', 1_100, { closes: true });
  await untilDone(hub, leadId);
  expect((await findLead(franchise.hq, leadId))!.status_id).not.toBe(lostStatusId);
  await untilKnown(franchise, leadId, 'lead_status_changed');
  await eventually(async () => expect((await findLead(franchise.hq, leadId))!.status_id).toBe(lostStatusId));
});

it.each([
  ['overwritten', false],
  ['overwritten-unheard', true],
])(
  'writes a choice back that the hand-over has %s, and follows it (its answer was lost: %s)',
  async (name, isAnswerLost) => {
    const { franchise, second, leadId, fieldId } = await chooseDuringHandOver(name, 1_100, { isAnswerLost });
    await untilDone(hub, leadId);
    const shown = async () => {
      const { custom_fields_values: fields } = (await findLead(franchise.hq, leadId))!;
      return fields.find(({ field_name }) => field_name === 'Филиал')?.values[0]?.value;
    };
    expect(await shown()).toBe(`Казань ${name}`);
    await untilKnown(franchise, leadId, 'custom%', String(fieldId));
    await untilSecondHas({ second });
    await untilPassedOn(franchise, leadId);
    expect(await shown()).toBe(second.name);
  },
);

it('writes a choice back although what was overwritten at another head office cannot be read', async () => {
  const failing = await chooseDuringHandOver('unreadable', 1_100);
  await untilDone(hub, failing.leadId);
  const other = await chooseDuringHandOver('readable', 1_100);
  await untilDone(hub, other.leadId);
  for (const { franchise, leadId, fieldId } of [failing, other])
    await untilSeen(franchise, leadId, 'custom%', String(fieldId));
  const { subdomain } = failing.franchise.remotes.hq;
  const fault = { kind: 'status', subdomain, method: 'GET', path: '/api/v4/events', count: 1 };
  await hub.sandbox.control('POST', 'faults', { ...fault, status: 500 });
  // The next try finds nothing, which is no proof: the journal knows of two changes.
  const { body } = await hub.sandbox.control('POST', 'faults', { ...fault, status: 204, body: '' });
  await findOverwritten();
  await untilSecondHas(other);
  await eventually(async () => {
    expect((await hub.sandbox.control('GET', `faults/${body.id}`)).body.hits).toBe(1);
  });
  await findOverwritten();
  await untilSecondHas(failing);
});
