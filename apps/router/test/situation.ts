import type { BranchFacts, LeadFacts, RouteRules } from '../src/rule/facts.js';
import type { Candidate, Situation } from '../src/rule/routing-rule.js';

/** A branch that takes leads. */
export const branchOf = (id: string, change: Partial<BranchFacts> = {}): BranchFacts => ({
  ...{ id, name: id.toUpperCase(), state: 'active', regions: [] },
  target: { accountId: `account-${id}`, pipelineId: 1, statusId: 2, ownerId: 3, standInId: null },
  ...change,
});

export const plainRules: RouteRules = { hqAccountId: 'hq', intakePipelineId: 10, handedOverStatusId: 12 };

/** An open lead of the intake that says nothing. */
export const plainLead: LeadFacts = {
  ...{ accountId: 'hq', pipelineId: 10, statusId: 11, isUnsorted: false },
  ...{ place: { kind: 'empty' }, branchName: null },
};

export const candidates = (...branches: BranchFacts[]): Candidate[] =>
  branches.map((branch) => ({ branch, weight: null }));

/** What a rule is given, with a change. */
export const situation = (change: Partial<Situation> = {}): Situation => ({
  ...{ candidates: null, isBound: false, territory: null, hindered: [], rotation: null },
  ...{ lead: plainLead, rules: plainRules, branches: [], path: [], hindranceOf: () => null },
  ...change,
});

/** A hindrance of a branch, as a path has it. */
export const hindered = (id: string, waits: 'no' | 'yes' | 'rather', until: string | null = null) => ({
  ...{ until, waits },
  reason: { check: 'hours', found: 'outside-hours', value: id.toUpperCase(), branchId: id },
});
