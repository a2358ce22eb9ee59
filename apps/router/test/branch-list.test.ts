import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, listCustomFields, patchCustomField, type AmoCustomField } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  alarmsOf,
  publishLeadChange,
  receiveLead,
  untilDone,
  saveBranch,
  saveRules,
  startRouterHub,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

/** Rules that name a list «Филиал» with one value. */
async function foundWithList(name: string): Promise<{ franchise: Franchise; fieldId: number }> {
  const franchise = await hub.found(name);
  const enums = [{ value: 'Головной офис', sort: 1 }];
  const { id: fieldId } = await createCustomField(franchise.hq, 'leads', {
    name: 'Филиал',
    type: 'select',
    enums,
  });
  await saveRules(hub, franchise, { branchFieldId: fieldId });
  return { franchise, fieldId };
}

async function fieldOf({ hq }: Franchise, fieldId: number): Promise<AmoCustomField> {
  return (await listCustomFields(hq, 'leads')).find(({ id }) => id === fieldId)!;
}

const namesOf = async (franchise: Franchise, fieldId: number): Promise<string[]> =>
  (await fieldOf(franchise, fieldId)).enums.map(({ value }) => value);

const addBranch = ({ branchAccountId: accountId }: Franchise, name: string): Promise<string> =>
  hub.app.addBranch({ name, accountId, regions: [] });

it('lets operators choose two branches that are added at once, and loses no value of a person', async () => {
  const { franchise, fieldId } = await foundWithList('list-two');
  await eventually(async () => expect(await namesOf(franchise, fieldId)).toContain('Казань list-two'));
  const before = (await fieldOf(franchise, fieldId)).enums;
  await addBranch(franchise, 'Тула');
  await addBranch(franchise, 'Юг');
  // The first look of the hub is slow: by the time it writes, a person has added a value of their own.
  const { subdomain } = franchise.remotes.hq;
  const slow = {
    kind: 'slow',
    ms: 1_500,
    count: 1,
    subdomain,
    method: 'GET',
    path: '/api/v4/leads/custom_fields*',
  };
  await hub.sandbox.control('POST', 'faults', slow);
  await Promise.all(
    [saveBranch(hub, franchise, {}), saveBranch(hub, franchise, {})].map((one) => one.catch(() => null)),
  );
  const own = [...before.map(({ id, value, sort }) => ({ id, value, sort })), { value: 'Своё', sort: 99 }];
  await patchCustomField(franchise.hq, 'leads', fieldId, { enums: own });
  await eventually(async () => {
    const names = await namesOf(franchise, fieldId);
    expect(names).toEqual(expect.arrayContaining(['Головной офис', 'Своё', 'Тула', 'Юг']));
    expect(new Set(names).size).toBe(names.length);
  }, 60_000);
  const after = (await fieldOf(franchise, fieldId)).enums;
  for (const { id, value } of before) expect(after).toContainEqual(expect.objectContaining({ id, value }));
});

it('renames the value of a renamed branch, and adds it once when the answer is lost', async () => {
  const { franchise, fieldId } = await foundWithList('list-renamed');
  const has = (name: string) =>
    eventually(async () => expect(await namesOf(franchise, fieldId)).toContain(name), 90_000);
  await has('Казань list-renamed');
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  await untilDone(hub, leadId);
  const known =
    'SELECT hq_branch_name AS name, ended_as AS "endedAs" FROM router.transfer WHERE hq_lead_id = $1';
  const knownOfLead = () => hub.app.source.query(known, [leadId]);
  expect(await knownOfLead()).toEqual([{ name: 'Казань list-renamed', endedAs: null }]);
  const { id } = (await fieldOf(franchise, fieldId)).enums.find(
    ({ value }) => value === 'Казань list-renamed',
  )!;
  const { subdomain } = franchise.remotes.hq;
  const path = `/api/v4/leads/custom_fields/${fieldId}`;
  const lost = { kind: 'lost-answer', count: 1, subdomain, method: 'PATCH', path };
  await hub.sandbox.control('POST', 'faults', lost);
  await hub.app.changeBranch(franchise.branchAccountId, { name: 'Казань Центр' });
  await has('Казань Центр');
  const renamed = (await fieldOf(franchise, fieldId)).enums.filter(({ value }) => value.startsWith('Казань'));
  expect(renamed.map((one) => one.id)).toContain(id);
  expect(renamed.filter(({ value }) => value === 'Казань Центр')).toHaveLength(1);
  // The words of the field have changed with it, and nobody has chosen them.
  await eventually(
    async () => expect(await knownOfLead()).toEqual([{ name: 'Казань Центр', endedAs: null }]),
    90_000,
  );
});

it('tells a person where it may not write the list', async () => {
  const { franchise } = await foundWithList('list-observed');
  await hub.app.source.query(`UPDATE accounts.account SET mode = 'observe' WHERE id = $1`, [
    franchise.hqAccountId,
  ]);
  await addBranch(franchise, 'Север');
  await hub.app.changeBranch(franchise.branchAccountId, {});
  await eventually(async () => {
    const alarm = (await alarmsOf(hub, 'branch-list-behind')).find(
      ({ account_id }) => account_id === franchise.hqAccountId,
    );
    expect(alarm?.facts).toMatchObject({ why: 'observed', names: expect.arrayContaining(['Север']) });
  });
});

it('has a value of «Регион» for each region of an active branch, and none twice for one place', async () => {
  const { franchise } = await foundWithList('list-regions');
  const { hqAccountId, branchAccountId: accountId, fields } = franchise;
  const regions = ['Республика Татарстан', 'Зона Север'].map((name) => ({ name, aliases: [] }));
  // The hub has looked at it for the rules, and knows of the regions of branches in this database.
  await eventually(
    async () => expect(await namesOf(franchise, fields.region.id)).toContain('Регион list-two'),
    60_000,
  );
  const before = await fieldOf(franchise, fields.region.id);
  await patchCustomField(franchise.hq, 'leads', fields.region.id, {
    enums: [
      ...before.enums.map(({ id, value, sort }) => ({ id, value, sort })),
      { value: 'Татарстан', sort: 900 },
    ],
  });
  await hub.app.addBranch({ name: 'Север и Волга', accountId, regions });
  await hub.app.changeBranch(accountId, {});
  await eventually(async () => {
    const names = await namesOf(franchise, fields.region.id);
    expect(names).toEqual(expect.arrayContaining([franchise.region, 'Марс', 'Татарстан', 'Зона Север']));
    expect(names).not.toContain('Республика Татарстан');
  }, 60_000);
  const alarms = await alarmsOf(hub, 'branch-list-behind');
  expect(alarms.filter(({ subject }) => subject.startsWith(hqAccountId))).toEqual([]);
});
