import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  createCustomField,
  deleteCustomField,
  listCustomFields,
  patchCustomField,
  type AmoCustomField,
} from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { Module } from '@nestjs/common';
import { FieldMapResponder, type Franchise } from '../../router/test/franchise.js';
import {
  alarmsOf,
  publishLeadChange,
  receiveLead,
  untilDone,
  saveBranch,
  saveRules,
  startRouterHub,
  type RouterHub,
} from '../../router/test/router-hub.js';
import { BroughtRepository } from '../../sync/src/drift/brought.repository.js';
import { HqFields } from '../../sync/src/field-map/hq-fields.js';
import { LedgerRepository } from '../../sync/src/ledger/ledger.repository.js';
import { BringList } from '../../sync/src/list/bring-list.js';
import { CompareList } from '../../sync/src/list/compare-list.js';
import { ListLease } from '../../sync/src/list/list-lease.js';
import { ListResponder } from '../../sync/src/list/list.responder.js';
import { ReleaseRepository } from '../../sync/src/release/release.repository.js';
import { syncEntities } from '../../sync/src/sync.module.js';

/** The part of sync that writes lists and compares them with releases, as it is. */
@Module({
  controllers: [ListResponder],
  providers: [
    BringList,
    BroughtRepository,
    CompareList,
    HqFields,
    LedgerRepository,
    ListLease,
    ReleaseRepository,
  ],
})
class ListsOfSync {}

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub({
    modules: [ListsOfSync],
    entities: syncEntities,
    standIns: [FieldMapResponder],
  });
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
  });
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
  const path = '/api/v4/leads/custom_fields';
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

it('tells people that the city field of the rules is gone, until these name it no more', async () => {
  const franchise = await hub.found('list-city');
  const { hqAccountId } = franchise;
  const { id } = await createCustomField(franchise.hq, 'leads', { name: 'Город', type: 'text' });
  await saveRules(hub, franchise, { cityFieldId: id });
  const missing = async () =>
    (await alarmsOf(hub, 'branch-list-behind'))
      .filter(({ account_id }) => account_id === hqAccountId)
      .map(({ facts }) => facts);
  await deleteCustomField(franchise.hq, 'leads', id);
  await hub.app.changeBranch(franchise.branchAccountId, {});
  await eventually(async () => expect(await missing()).toMatchObject([{ list: 'city', why: 'missing' }]));
  await saveRules(hub, franchise, {});
  await eventually(async () => expect(await missing()).toEqual([]));
});

it('has a value of «Регион» for each region of an active branch, and none twice for one place', async () => {
  const { franchise } = await foundWithList('list-regions');
  const { hqAccountId, branchAccountId: accountId, fields } = franchise;
  const regions = ['Республика Татарстан', 'Зона Север'].map((name) => ({ name, aliases: [] }));
  // The hub has looked at it for the rules, and knows of the regions of branches in this database.
  await eventually(async () =>
    expect(await namesOf(franchise, fields.region.id)).toContain('Регион list-two'),
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
  });
  const alarms = await alarmsOf(hub, 'branch-list-behind');
  expect(alarms.filter(({ subject }) => subject.startsWith(hqAccountId))).toEqual([]);
});

const insertRelease = `INSERT INTO sync.release (id, account_id, group_id, note, made_by, checksum, configuration, made_at)
  VALUES ($1, $2, NULL, NULL, NULL, $3, $4, now())`;

it('tells people which values a release lacks, then which accounts lack them, and ends by itself', async () => {
  const { franchise } = await foundWithList('list-released');
  const { hqAccountId, branchAccountId: accountId, fields } = franchise;
  await hub.app.addBranch({ name: 'Север', accountId, regions: [{ name: 'Зона Юг', aliases: [] }] });
  await hub.app.changeBranch(accountId, {});
  await eventually(async () => expect(await namesOf(franchise, fields.region.id)).toContain('Зона Юг'));
  const ref = `leads/${fields.region.id}`;
  const values = (await fieldOf(franchise, fields.region.id)).enums;
  const field = {
    ...{ kind: 'field', key: 'leads/Регион', ref, within: 'leads' },
    attributes: { name: 'Регион', type: 'select' },
  };
  const release = async (without: string) => {
    const enums = values
      .filter(({ value }) => value !== without)
      .map(({ id, value }) => ({
        ...{ kind: 'enum', key: `leads/Регион/${value}`, ref: `${ref}/${id}`, within: field.key },
        attributes: { name: value },
      }));
    const configuration = JSON.stringify({ objects: [field, ...enums] });
    await hub.app.source.query(insertRelease, [randomUUID(), hqAccountId, without, configuration]);
  };
  const enter = (kind: string, refs: string[]) =>
    hub.app.source.query(
      `INSERT INTO sync.managed_object (account_id, kind, ref, branch_id, origin)
       SELECT $1, $2, ref, ref, 'created' FROM unnest($3::text[]) AS ref ON CONFLICT DO NOTHING`,
      [accountId, kind, refs],
    );
  const alarm = async () => {
    const open = await alarmsOf(hub, 'list-not-released');
    return open.find(({ subject }) => subject.startsWith(`${hqAccountId}:region`))?.facts ?? null;
  };
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  let moment = Date.now();
  await bus.startDue('router.released-lists', new Date(moment));
  const check = () => bus.startDue('router.released-lists', new Date((moment += 600_000)));
  const isSouth = ({ value }: { value: string }) => value === 'Зона Юг';
  const refOf = ({ id }: { id: number }) => `${ref}/${id}`;
  await enter('field', [ref]);
  await enter('enum', values.filter((one) => !isSouth(one)).map(refOf));

  await release('Зона Юг');
  await check();
  await eventually(async () =>
    expect(await alarm()).toMatchObject({ why: 'hq', list: 'region', names: ['Зона Юг'] }),
  );
  await release('none');
  await check();
  const host = `${franchise.remotes.branch.subdomain}.amocrm.ru`;
  await eventually(async () =>
    expect(await alarm()).toMatchObject({ why: 'accounts', names: ['Зона Юг'], hosts: [host], more: 0 }),
  );
  await enter('enum', values.filter(isSouth).map(refOf));
  await check();
  await eventually(async () => expect(await alarm()).toBeNull());
});
