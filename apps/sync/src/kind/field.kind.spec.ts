import { describe, expect, it } from '@jest/globals';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { batchCalls } from '../apply/batch-calls.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import { textOf } from '../configuration/json.js';
import { checklistOf } from '../checklist/checklist.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { AllowedDifference } from '../plan/ledger.js';
import { planAccount } from '../plan/plan-account.js';

const field = (name: string, type: string, more: Draft['attributes'] = {}): Draft => ({
  kind: 'field',
  within: 'leads',
  attributes: { name, type, group: null, apiOnly: false, requiredAt: [], hiddenAt: [], ...more },
});
const value = (within: string, name: string): Draft => ({ kind: 'enum', within, attributes: { name } });
const first = buildConfiguration([
  field('Регион', 'select', { code: 'REGION' }),
  value('leads/REGION', 'Казань'),
  field('Сумма', 'monetary', { code: 'SUM', currency: 'RUB' }),
]);
const second = buildConfiguration([
  field('Регион', 'select', { code: 'REGION' }),
  value('leads/REGION', 'Казань'),
  value('leads/REGION', 'Омск'),
  field('Сумма', 'monetary', { code: 'SUM', currency: 'RUB', apiOnly: true }),
]);

/** A branch at the first release, whose people then changed their fields. */
function changedBranch(change: (account: ModelAccount) => void) {
  const account = new ModelAccount();
  const readBranch = () => normaliseSnapshot(account.snapshot());
  const ledger = applyToModel(planAccount({ release: first, branch: readBranch(), ledger: [] }), account, []);
  change(account);
  return (release = second, exceptions: AllowedDifference[] = []) =>
    batchCalls(planAccount({ release, branch: readBranch(), ledger, exceptions })).map((step) =>
      step.do === 'write' ? step.body : step,
    );
}
const exceptField = (key: string, attribute: string): AllowedDifference => ({
  kind: 'field',
  key,
  attribute,
});

describe('a field that amoCRM does not create', () => {
  it.each<[string, Draft]>([
    ['a list without values', field('Регион', 'select', { code: 'REGION' })],
    ['an amount without a currency', field('Сумма', 'monetary', { code: 'SUM', currency: '' })],
  ])('is a step for a person: %s, and the rest goes on', (_what, made) => {
    const account = new ModelAccount();
    const readBranch = () => normaliseSnapshot(account.snapshot());
    const release = buildConfiguration([field('Заметка', 'text'), made]);
    const plan = planAccount({ release, branch: readBranch(), ledger: [] });
    expect(plan.changes.map(({ action, reason }) => [action, reason?.code])).toEqual([
      ['create', undefined],
      ['manual', 'not-writable'],
    ]);
    expect(batchCalls(plan).map((step) => step.do === 'write' && step.items.length)).toEqual([1]);
    expect(checklistOf(release, []).map(({ name }) => name)).toEqual([made.attributes.name]);

    const own = { id: 7, code: textOf(made.attributes.code), name: textOf(made.attributes.name), sort: 500 };
    const byHand = { enums: [{ id: 1, value: 'Казань', sort: 1 }], currency: 'KZT' };
    account.state.fields.leads.push({ ...own, type: textOf(made.attributes.type), ...byHand });
    const next = planAccount({ release, branch: readBranch(), ledger: [] });
    expect(next.changes.map(({ action, after }) => [action, Object.keys(after ?? {})])).toEqual([
      ['create', expect.anything()],
      ['adopt', []],
    ]);
  });
});

describe('a PATCH of a field', () => {
  it('sends the name and the currency that stand, where HQ lets them differ', () => {
    const bodies = changedBranch(({ state }) => {
      Object.assign(state.fields.leads[0]!, { name: 'Область' });
      Object.assign(state.fields.leads[1]!, { currency: 'KZT' });
    });
    const exceptions = [exceptField('leads/REGION', 'name'), exceptField('leads/SUM', 'currency')];
    expect(bodies(second, exceptions)).toMatchObject([
      [
        { name: 'Сумма', currency: 'KZT', is_api_only: true },
        { name: 'Область', enums: [{ value: 'Казань' }, { value: 'Омск' }] },
      ],
    ]);
  });

  it('does not carry out a blocked change of a field along with its new value', () => {
    const bodies = changedBranch(({ state }) => {
      Object.assign(state.fields.leads[0]!, { name: 'Область', code: 'OTHER' });
      state.fields.leads.push({ ...state.fields.leads[1]!, id: 7, code: 'REGION', name: 'Чужое' });
    });
    expect(bodies()).toContainEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'Область', enums: expect.anything() })]),
    );
  });

  it('repeats the lists of a chained list, which a person made', () => {
    const release = (more: Draft['attributes']) =>
      buildConfiguration([field('Товар', 'chained_list', { code: 'GOODS', ...more })]);
    const account = new ModelAccount();
    const readBranch = () => normaliseSnapshot(account.snapshot());
    const first = planAccount({ release: release({}), branch: readBranch(), ledger: [] });
    expect(first.changes.map(({ action }) => action)).toEqual(['manual']);
    expect(batchCalls(first)).toEqual([]);
    const lists = [{ title: 'Товары', catalog_id: 77, parent_catalog_id: null }];
    account.state.fields.leads.push({
      ...{ id: 7, name: 'Товар', type: 'chained_list', sort: 500, chained_lists: lists },
    });
    const next = planAccount({ release: release({ apiOnly: true }), branch: readBranch(), ledger: [] });
    expect(next.changes.map(({ action }) => action)).toEqual(['adopt']);
    expect(batchCalls(next).map((step) => step.do === 'write' && step.body)).toMatchObject([
      [{ id: 7, code: 'GOODS', is_api_only: true, chained_lists: lists }],
    ]);
    applyToModel(next, account, []);
    expect(account.state.fields.leads[0]).toMatchObject({ chained_lists: lists, is_api_only: true });
  });

  it('names every value of a list, whatever changes about it', () => {
    const bodies = changedBranch(() => undefined);
    const moved = buildConfiguration([
      field('Область', 'select', { code: 'REGION' }),
      value('leads/REGION', 'Казань'),
      field('Сумма', 'monetary', { code: 'SUM', currency: 'RUB' }),
    ]);
    expect(bodies(moved)).toMatchObject([[{ name: 'Область', enums: [{ value: 'Казань' }] }]]);
  });
});
