import { describe, expect, it } from '@jest/globals';
import type { KindName } from '../kind/kind-name.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { goneEntries } from './gone-entries.js';

const entry = (kind: LedgerEntry['kind'], ref: string): LedgerEntry => ({
  kind,
  ref,
  branchId: `id of ${ref}`,
  origin: 'created',
});
const ledger = [
  entry('tag', 'stands'),
  entry('tag', 'wanted'),
  entry('tag', 'gone'),
  entry('manual', 'step'),
];

describe('goneEntries', () => {
  it('names what neither the account nor the release has, no confirmed step and nothing that was not read', () => {
    const objects = [{ kind: 'tag' as const, id: 'id of stands', within: 'leads', attributes: {}, sort: 0 }];
    const release = {
      objects: [{ kind: 'tag' as const, key: 'k', ref: 'wanted', within: 'leads', attributes: {} }],
    };
    const namesOf = (unread: KindName[]) =>
      goneEntries(ledger, { objects, unread }, release).map(({ ref }) => ref);
    expect(namesOf([])).toEqual(['gone']);
    expect(namesOf(['tag'])).toEqual([]);
    expect(goneEntries(ledger, { objects, unread: [] }, { ...release, unread: ['tag'] })).toEqual([]);
  });
});
