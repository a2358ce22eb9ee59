import { describe, expect, it } from '@jest/globals';
import { buildConfiguration } from '../configuration/build-configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import { ModelAccount } from '../../test/model-account.js';
import { neverMade } from './never-made.js';

const tags = (...names: string[]) =>
  buildConfiguration(
    names.map((name) => ({ kind: 'tag' as const, within: 'leads', attributes: { name, color: null } })),
  );
const release = tags('VIP', 'Дилер');
const unseen = (ref: string): LedgerEntry => ({ kind: 'tag', ref, branchId: notSeen, origin: 'created' });
const ledger = [unseen('leads/VIP'), unseen('leads/Дилер')];

function branchWith(...names: string[]) {
  const account = new ModelAccount();
  account.call(
    'POST',
    '/api/v4/leads/tags',
    names.map((name) => ({ name })),
  );
  return normaliseSnapshot(account.snapshot());
}
const refs = (...given: Parameters<typeof neverMade>) => neverMade(...given).map(({ ref }) => ref);

describe('neverMade', () => {
  it('names what the account does not have, and not what it has or was not read', () => {
    expect(refs([release], branchWith('VIP'), ledger)).toEqual(['leads/Дилер']);
    expect(refs([release], { ...branchWith('VIP'), unread: ['tag'] }, ledger)).toEqual([]);
    expect(refs([release], branchWith('Свой'), [{ ...unseen('leads/VIP'), branchId: 'leads/9' }])).toEqual(
      [],
    );
  });

  it('does not take an object of nearly that name for it', () => {
    expect(refs([release], branchWith('vip', 'Дилер'), ledger)).toEqual(['leads/VIP']);
  });

  it('asks the release that had the object when the present one has it no more', () => {
    expect(refs([tags('Дилер')], branchWith('Дилер'), ledger)).toEqual([]);
    expect(refs([tags('Дилер'), release], branchWith('Дилер'), ledger)).toEqual(['leads/VIP']);
    expect(refs([tags('Дилер'), release], branchWith('Дилер', 'VIP'), ledger)).toEqual([]);
  });
});
