import { coversRegion, normaliseRegion, type BranchRegion } from '@hub/accounts';
import { coverPlace, type Area } from '../region/cover-place.js';
import { spoken, type LeadPlace } from '../region/read-place.js';

/** What routing looks at in a lead. `branchName` is the text of «Филиал», `place` what the lead says of the client's place. */
export interface LeadFacts {
  accountId: string;
  pipelineId: number;
  statusId: number;
  /** It is in «Неразобранное»: a person may still decline it, or link it to an older lead. */
  isUnsorted: boolean;
  place: LeadPlace;
  branchName: string | null;
}

/** Where a branch wants its leads. */
export interface Target {
  accountId: string;
  pipelineId: number;
  statusId: number;
  /** Null: amoCRM gives the lead to the owner of the token. */
  ownerId: number | null;
  /** Who owns the lead when `ownerId` has left the account; null: the owner of the token. */
  standInId: number | null;
}

export interface BranchFacts {
  id: string;
  name: string;
  state: 'active' | 'paused' | 'closed';
  regions: readonly BranchRegion[];
  /** What its regions stand for in the dictionary; without it they are compared as they are written only. */
  areas?: readonly Area[];
  /** Null while HQ has not said where the branch's leads go. */
  target: Target | null;
}

export interface RouteRules {
  hqAccountId: string;
  intakePipelineId: number;
  handedOverStatusId: number;
}

/**
 * One step on the path: what was looked at, what was found there, and the value itself. The step `place` says how the
 * region was recognised (`fuzzy`: from a misspelling), and which one it is.
 */
export interface Reason {
  check:
    | 'lead'
    | 'transfer'
    | 'account'
    | 'pipeline'
    | 'stage'
    | 'chosen-branch'
    | 'place'
    | 'region'
    | 'city'
    | 'phone'
    | 'branch'
    | 'target';
  found: string;
  value?: string;
  /** The regions that the value may mean. */
  candidates?: string[];
}

export type RouteDecision =
  | { kind: 'transfer'; branch: BranchFacts & { target: Target }; reasons: Reason[] }
  | { kind: 'wait' | 'manual' | 'ignore'; reasons: Reason[] };

/** About a lead that is gone: deleted, or merged into another one. */
export const goneDecision: RouteDecision = { kind: 'ignore', reasons: [{ check: 'lead', found: 'absent' }] };

/** Stages that close a lead, the same ids in every pipeline (entities sheet 1.7). */
export const closingStatusIds: readonly number[] = [142, 143];

/**
 * Says which branch gets a lead, and by which path. `ignore`: not routing's business; `wait`: nothing says yet where
 * it belongs, or nobody has accepted it from «Неразобранное»; `manual`: a person has to decide. Never two branches for
 * one lead: overlapping regions are `manual`.
 */
export function routeLead(
  lead: LeadFacts,
  rules: RouteRules,
  branches: readonly BranchFacts[],
): RouteDecision {
  const path: Reason[] = [];
  const step = (check: Reason['check'], found: string, value?: string): Reason[] => {
    path.push(value === undefined ? { check, found } : { check, found, value });
    return path;
  };

  if (lead.accountId !== rules.hqAccountId) return { kind: 'ignore', reasons: step('account', 'not-hq') };
  step('account', 'hq');
  if (lead.pipelineId !== rules.intakePipelineId) {
    return { kind: 'ignore', reasons: step('pipeline', 'other', String(lead.pipelineId)) };
  }
  step('pipeline', 'intake');
  if (closingStatusIds.includes(lead.statusId)) {
    return { kind: 'ignore', reasons: step('stage', 'closed', String(lead.statusId)) };
  }
  if (lead.statusId === rules.handedOverStatusId) {
    return { kind: 'ignore', reasons: step('stage', 'handed-over') };
  }
  if (lead.isUnsorted) return { kind: 'wait', reasons: step('stage', 'unsorted') };
  step('stage', 'open');
  // A closed branch is history: its regions and its name belong to whoever has them now.
  const open = branches.filter(({ state }) => state !== 'closed');

  const chosen = spoken(lead.branchName);
  let candidates: BranchFacts[];
  if (chosen !== null) {
    candidates = open.filter(({ name }) => normaliseRegion(name) === normaliseRegion(chosen));
    step('chosen-branch', countWord(candidates.length), chosen);
  } else {
    step('chosen-branch', 'empty');
    const { place } = lead;
    if (place.kind === 'empty') return { kind: 'wait', reasons: step('region', 'empty') };
    const claimed = [place.claim ?? place.text, place.text].find((text) =>
      open.some(({ regions }) => coversRegion(regions, text)),
    );
    const text = claimed ?? place.text;
    candidates = open.filter(({ regions }) => coversRegion(regions, text));
    if (candidates.length === 0 && place.kind === 'ambiguous') {
      path.push({ check: place.from, found: 'ambiguous', value: place.text, candidates: place.candidates });
      return { kind: 'manual', reasons: path };
    }
    if (candidates.length === 0 && place.kind === 'region') {
      step('place', place.how, place.region);
      candidates = coverPlace(open, place);
    }
    const isClaim = claimed !== undefined && claimed === place.claim;
    step(isClaim ? 'region' : place.from, countWord(candidates.length), text);
  }

  const [branch, ...others] = candidates;
  if (!branch || others.length > 0) return { kind: 'manual', reasons: path };
  if (branch.state !== 'active') {
    return { kind: 'manual', reasons: step('branch', branch.state, branch.name) };
  }
  step('branch', 'active', branch.name);
  const { target } = branch;
  if (!target) return { kind: 'manual', reasons: step('target', 'missing', branch.name) };
  if (target.accountId === rules.hqAccountId) {
    return { kind: 'manual', reasons: step('target', 'inside-hq', branch.name) };
  }
  return {
    kind: 'transfer',
    branch: { ...branch, target },
    reasons: step('target', 'account', target.accountId),
  };
}

function countWord(count: number): string {
  return count === 0 ? 'no-branch' : count === 1 ? 'one-branch' : 'several-branches';
}
