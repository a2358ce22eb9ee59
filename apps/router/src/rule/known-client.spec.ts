import { describe, expect, it } from '@jest/globals';
import { branchOf, candidates, hindered, plainLead, plainRules, situation } from '../../test/situation.js';
import { knownClient } from './known-client.js';

const [a, b] = [branchOf('a'), branchOf('b')];
const lead = { ...plainLead, knownBranchId: 'a' };
const judge = (change: Parameters<typeof situation>[0]) =>
  knownClient.judge(situation({ lead, branches: [a, b], ...change }));

describe('knownClient', () => {
  it('sends a client who came before to their branch', () => {
    expect(judge({})).toEqual({
      reasons: [{ check: 'known-client', found: 'has-client', value: 'A' }],
      course: { candidates: candidates(a), isBound: false },
    });
  });

  it('says nothing where a person has chosen, the rules do not want it, or the client is new', () => {
    expect(judge({ candidates: candidates(b) })).toBeNull();
    expect(judge({ rules: { ...plainRules, repeatClientFirst: false } })).toBeNull();
    expect(judge({ lead: plainLead })).toBeNull();
    expect(judge({ branches: [b] })).toBeNull();
  });

  it('passes by a branch that cannot take the lead', () => {
    const full = hindered('a', 'yes');
    expect(judge({ hindranceOf: () => full })).toEqual({ notTaken: [full.reason] });
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
