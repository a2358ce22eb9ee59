import { describe, expect, it } from '@jest/globals';
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
  it('names what neither the account nor the release has, and no confirmed step', () => {
    const standing = [{ kind: 'tag' as const, id: 'id of stands', within: 'leads', attributes: {}, sort: 0 }];
    const release = {
      objects: [{ kind: 'tag' as const, key: 'k', ref: 'wanted', within: 'leads', attributes: {} }],
    };
    expect(goneEntries(ledger, standing, release).map(({ ref }) => ref)).toEqual(['gone']);
  });
});
