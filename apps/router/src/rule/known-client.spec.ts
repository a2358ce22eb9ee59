import { describe, expect, it } from '@jest/globals';
import { branchOf, candidates, hindered, plainLead, plainRules, situation } from '../../test/situation.js';
import type { KnownBranch } from './facts.js';
import { knownClient } from './known-client.js';

const [a, b] = [branchOf('a'), branchOf('b')];
const inA: KnownBranch = { branchId: 'a', by: 'contact' };
const lead = { ...plainLead, known: [inA] };
const judge = (change: Parameters<typeof situation>[0]) =>
  knownClient.judge(situation({ lead, branches: [a, b], ...change }));

describe('knownClient', () => {
  it.each([
    ['contact', 'has-client'],
    ['phone', 'has-client-by-phone'],
    ['email', 'has-client-by-email'],
  ] as const)(
    'sends a client who came before to their branch, and says that the %s shows it',
    (by, found) => {
      expect(judge({ lead: { ...lead, known: [{ branchId: 'a', by }] } })).toEqual({
        reasons: [{ check: 'known-client', found, value: 'A' }],
        course: { candidates: candidates(a), isBound: false },
      });
    },
  );

  it('says nothing where a person has chosen, the rules do not want it, or the client is new', () => {
    expect(judge({ candidates: candidates(b) })).toBeNull();
    expect(judge({ rules: { ...plainRules, repeatClientFirst: false } })).toBeNull();
    expect(judge({ lead: plainLead })).toBeNull();
    expect(judge({ branches: [b] })).toBeNull();
  });

  it('takes the branch with the newest lead of those that are there', () => {
    const known: KnownBranch[] = [{ branchId: 'closed', by: 'phone' }, { branchId: 'b', by: 'phone' }, inA];
    expect(judge({ lead: { ...lead, known } })?.course).toEqual({
      candidates: candidates(b),
      isBound: false,
    });
  });

  it('passes by a branch that cannot take the lead', () => {
    const full = hindered('a', 'yes');
    expect(judge({ hindranceOf: () => full })).toEqual({ notTaken: [full.reason] });
  });

  it('says whose contacts are not read, and the path goes on', () => {
    const unreadBranches = ['Казань', 'Уфа', 'Пермь', 'Омск'];
    const found = judge({ lead: { ...plainLead, known: [], unreadBranches } });
    expect(found).toEqual({
      reasons: [{ check: 'known-client', found: 'not-read', value: 'Казань, Уфа, Пермь…' }],
    });
    expect(judge({ lead: { ...lead, unreadBranches } })?.reasons).toMatchObject([{ found: 'has-client' }]);
  });

  it('breaks no exclusive territory', () => {
    const place = { kind: 'unknown', from: 'region', text: 'Юг' } as const;
    const territories = [{ region: 'Юг', branches: [{ branchId: 'b' }], isExclusive: true }];
    const found = judge({ lead: { ...lead, place }, rules: { ...plainRules, territories } });
    expect(found).toMatchObject({
      notTaken: [{ check: 'known-client', found: 'other-territory', branchId: 'a' }],
    });
    expect(found?.course).toBeUndefined();
  });
});
