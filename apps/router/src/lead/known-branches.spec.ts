import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  knownBranches,
  leftEnds,
  type ClientFacts,
  type LeadOfClient,
  type LegOfLead,
} from './known-branches.js';

const lead = (change: Partial<LeadOfClient> = {}): LeadOfClient => ({
  ...{ accountId: 'kazan', leadId: 1, pipelineId: 5, createdAt: 100, isByPhone: true },
  ...change,
});
const leg = (change: Partial<LegOfLead> = {}): LegOfLead => ({
  ...{ accountId: 'kazan', leadId: 1, hqLeadId: 70, branchId: 'kazan', endedAs: null },
  ...change,
});
const kazan = { id: 'kazan', accountId: 'kazan', pipelineId: 5 };
const inside = { id: 'inside', accountId: 'hq', pipelineId: 8 };
const facts: ClientFacts = {
  ...{ hqAccountId: 'hq', hqLeadId: 77, leads: [lead()], legs: [] },
  ...{ branches: [kazan, inside], ofContact: null },
};
const ids = (change: Partial<ClientFacts>) =>
  knownBranches({ ...facts, ...change }).map(({ branchId }) => branchId);

describe('knownBranches', () => {
  it('finds the branch whose own client it is, by a phone or by an e-mail', () => {
    expect(knownBranches(facts)).toEqual([{ branchId: 'kazan', by: 'phone' }]);
    const leads = [lead({ isByPhone: false, pipelineId: 99 })];
    expect(knownBranches({ ...facts, leads })).toEqual([{ branchId: 'kazan', by: 'email' }]);
  });

  it('goes by the pipeline in the account of head office, and where branches share an account', () => {
    const atHq = (pipelineId: number) => ({ leads: [lead({ accountId: 'hq', pipelineId })] });
    expect(ids(atHq(8))).toEqual(['inside']);
    expect(ids(atHq(1))).toEqual([]);
    const shared = [kazan, { ...kazan, id: 'second', pipelineId: 6 }];
    expect(ids({ branches: shared, leads: [lead({ pipelineId: 6 })] })).toEqual(['second']);
    expect(ids({ branches: shared, leads: [lead({ pipelineId: 7 })] })).toEqual([]);
  });

  it('does not take what the lead itself has left for a client of the branch', () => {
    expect(ids({ legs: [leg({ hqLeadId: 77, endedAs: 'rejected' })] })).toEqual([]);
    expect(ids({ leads: [lead({ accountId: 'hq', leadId: 77, pipelineId: 8 })] })).toEqual([]);
  });

  it.each([
    ['won', ['kazan']],
    ['lost', ['kazan']],
    ['gone', ['kazan']],
    [null, ['kazan']],
    ['rejected', []],
    ['re-routed', []],
    ['not-taken', []],
  ] as const)('of another lead of the client whose leg ended as %s says %j', (endedAs, expected) => {
    expect(ids({ legs: [leg({ endedAs })] })).toEqual(expected);
  });

  it('names each branch once, the newest lead first, and the contact of head office before a phone', () => {
    const leads = [
      lead({ createdAt: 300 }),
      lead({ accountId: 'hq', leadId: 2, pipelineId: 8, createdAt: 200 }),
    ];
    const ofContact = { branchId: 'kazan', at: 100 };
    expect(knownBranches({ ...facts, leads, ofContact })).toEqual([
      { branchId: 'kazan', by: 'contact' },
      { branchId: 'inside', by: 'phone' },
    ]);
    const later = { branchId: 'inside', at: 400 };
    expect(ids({ leads, ofContact: later })).toEqual(['inside', 'kazan']);
  });

  const anyLead = fc.record({
    ...{ accountId: fc.constantFrom('kazan', 'hq', 'other'), leadId: fc.integer({ min: 1, max: 4 }) },
    ...{ pipelineId: fc.integer({ min: 4, max: 8 }), createdAt: fc.nat(500), isByPhone: fc.boolean() },
  });
  const anyLeg = fc.record({
    ...{ accountId: fc.constantFrom('kazan', 'hq'), leadId: fc.integer({ min: 1, max: 4 }) },
    ...{ hqLeadId: fc.constantFrom(70, 77), branchId: fc.constantFrom('kazan', 'inside') },
    endedAs: fc.constantFrom(null, 'won', 'rejected', 're-routed', 'not-taken'),
  }) as fc.Arbitrary<LegOfLead>;

  it('answers the same in whatever order leads and legs come, and never by a branch that has left all of them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyLead, { selector: ({ createdAt }) => createdAt }),
        fc.array(anyLeg),
        (leads, legs) => {
          const known = ids({ leads, legs });
          expect(ids({ leads: [...leads].reverse(), legs })).toEqual(known);
          expect(new Set(known).size).toBe(known.length);
          const stays = (one: LegOfLead) => one.hqLeadId !== 77 && !leftEnds.includes(one.endedAs);
          const has = ({ accountId, leadId }: LeadOfClient) => {
            const own = legs.filter((one) => one.accountId === accountId && one.leadId === leadId);
            return own.length === 0 || own.some(stays);
          };
          if (!leads.some(has)) expect(known).toEqual([]);
        },
      ),
    );
  });
});
