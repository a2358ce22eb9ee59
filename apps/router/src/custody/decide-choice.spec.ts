import { describe, expect, it } from '@jest/globals';
import { decideChoice, type ChoiceFacts } from './decide-choice.js';

const facts: ChoiceFacts = {
  ...{ shown: 'Казань', last: 'Казань', branchId: 'kazan', isUsable: true },
  ...{ ownBranchId: 'tver', isOpen: false, isInHand: false },
};

describe('decideChoice', () => {
  it.each<[string, Partial<ChoiceFacts>, string]>([
    ['a former branch that HQ shows still', {}, 'none'],
    ['the same in another spelling', { shown: ' казань ' }, 'none'],
    ['another branch', { last: 'Тверь' }, 'choose'],
    ['a branch where the hub knows of none', { last: null }, 'choose'],
    ['a branch that takes no leads', { last: 'Тверь', isUsable: false }, 'wait'],
    ['the branch that has the lead', { last: 'Орёл', branchId: 'tver' }, 'remember'],
    ['that branch, for a lead in hand', { last: 'Орёл', branchId: 'tver', isInHand: true }, 'choose'],
    ['that branch as the hub wrote it, for a lead in hand', { branchId: 'tver', isInHand: true }, 'none'],
    ['that branch where the hub knows of none', { last: null, branchId: 'tver', isInHand: true }, 'remember'],
    ['a name of no branch', { last: 'Тверь', branchId: null }, 'remember'],
    ['nothing any more', { shown: null, branchId: null }, 'remember'],
    ['nothing, as before', { shown: null, last: null, branchId: null }, 'none'],
    ['a heeded branch that can have the lead in hand at last', { isOpen: true }, 'choose'],
    ['a heeded branch that cannot yet', { isOpen: true, isUsable: false }, 'wait'],
  ])('judges %s', (_, change, choice) => {
    expect(decideChoice({ ...facts, ...change })).toBe(choice);
  });
});
