import { describe, expect, it } from '@jest/globals';
import { branchesOfLead, type BranchRow } from './branches-of-lead.js';

const row = (id: string, pipelineId: number | null, state: BranchRow['state'] = 'active'): BranchRow => ({
  ...{ id, name: `Филиал ${id}`, state, pipelineId, statusId: 1 },
});
const [old, kazan, tver] = [row('old', 1, 'closed'), row('kazan', 1), row('tver', 2)];
const of = (branches: BranchRow[], legBranchId: string | null, pipelineIdBefore: number | null) =>
  branchesOfLead(branches, { legBranchId, pipelineIdBefore }).map(({ id }) => id);

describe('branchesOfLead', () => {
  it('takes the branch of the leg, also a closed one, and none that the account does not have', () => {
    expect(of([old, kazan, tver], 'tver', 1)).toEqual(['tver']);
    expect(of([old, kazan, tver], 'old', 2)).toEqual(['old']);
    expect(of([old, kazan, tver], 'elsewhere', 2)).toEqual([]);
  });

  it('takes the open branch whose pipeline the lead comes from, or the only one', () => {
    expect(of([old, kazan, tver], null, 2)).toEqual(['tver']);
    expect(of([old, kazan, tver], null, 1)).toEqual(['kazan']);
    expect(of([old, kazan], null, null)).toEqual(['kazan']);
    expect(of([old, kazan], null, 9)).toEqual(['kazan']);
  });

  it('names all that may be meant', () => {
    expect(of([kazan, tver], null, 9)).toEqual(['kazan', 'tver']);
    expect(of([kazan, row('also', 1), tver], null, 1)).toEqual(['kazan', 'also']);
    expect(of([old], null, 1)).toEqual([]);
  });
});
