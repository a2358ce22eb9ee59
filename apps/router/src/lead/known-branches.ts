import type { LegEnd } from '@hub/contracts';
import type { KnownBranch } from '../rule/facts.js';

/** A lead of the client in an account of branches; `createdAt` in amoCRM's seconds. */
export interface LeadOfClient {
  accountId: string;
  leadId: number;
  pipelineId: number;
  createdAt: number;
  isByPhone: boolean;
}

/** A leg by which head office has given a lead to a branch. */
export interface LegOfLead {
  accountId: string;
  leadId: number;
  hqLeadId: number;
  branchId: string;
  endedAs: LegEnd | null;
}

/** Where a branch has its leads. */
export interface BranchPlace {
  id: string;
  accountId: string | null;
  pipelineId: number | null;
}

/** What is known of the client of one HQ lead. */
export interface ClientFacts {
  hqAccountId: string;
  hqLeadId: number | null;
  /** Newest first. */
  leads: readonly LeadOfClient[];
  /** The legs of these leads. */
  legs: readonly LegOfLead[];
  branches: readonly BranchPlace[];
  /** The branch that got the newest other lead of the same contact of head office, and when (Unix seconds). */
  ofContact: { branchId: string; at: number } | null;
}

/** Ends by which a branch has a lead no more: it was given to another one. */
export const leftEnds: readonly (LegEnd | null)[] = ['re-routed', 'rejected', 'not-taken'];

/**
 * The branches that have the client, each once, the one with the client's newest lead first. What the HQ lead itself has
 * left in a branch says nothing, and neither does a lead that its branch has given away.
 */
export function knownBranches(facts: ClientFacts): KnownBranch[] {
  const found = facts.leads.flatMap((lead) => {
    const branchId = branchOfLead(lead, facts);
    return branchId === null ? [] : [{ branchId, by: wayOf(lead), at: lead.createdAt }];
  });
  const { ofContact } = facts;
  const all = ofContact ? [{ ...ofContact, by: 'contact' as const }, ...found] : found;
  const known = new Map<string, KnownBranch>();
  // The sort is stable: of two at one moment the contact of head office comes first.
  for (const { branchId, by } of [...all].sort((one, other) => other.at - one.at))
    if (!known.has(branchId))
      known.set(branchId, { branchId, by: branchId === ofContact?.branchId ? 'contact' : by });
  return [...known.values()];
}

function wayOf({ isByPhone }: LeadOfClient): 'phone' | 'email' {
  return isByPhone ? 'phone' : 'email';
}

function branchOfLead(
  { accountId, leadId, pipelineId }: LeadOfClient,
  { hqAccountId, hqLeadId, legs, branches }: ClientFacts,
): string | null {
  if (accountId === hqAccountId && leadId === hqLeadId) return null;
  const own = legs.filter((leg) => leg.accountId === accountId && leg.leadId === leadId);
  if (own.some((leg) => leg.hqLeadId === hqLeadId)) return null;
  if (own.length > 0) return own.find(({ endedAs }) => !leftEnds.includes(endedAs))?.branchId ?? null;
  const there = branches.filter((branch) => branch.accountId === accountId);
  // In head office's account, and where several branches share one, the pipeline says whose lead it is.
  if (there.length === 1 && accountId !== hqAccountId) return there[0]?.id ?? null;
  return there.find((branch) => branch.pipelineId === pipelineId)?.id ?? null;
}
