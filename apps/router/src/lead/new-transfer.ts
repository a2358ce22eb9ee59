import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import type { RouteDecision } from './route-lead.js';

/**
 * A transfer of an HQ lead to this branch, of which nothing is done yet: begun `now`, with an `id` that a place in a quota may
 * be reserved for. `shown` and `place` are what «Филиал» and the place showed when the branch was decided (null: not known).
 */
export function newTransfer(
  { id, now, correlationId }: { id: string; now: Date; correlationId: string },
  hqLeadId: number,
  { rules, version }: RoutingRules,
  {
    branch,
    shown = null,
    place = null,
  }: Pick<Extract<RouteDecision, { kind: 'transfer' }>, 'branch'> & {
    shown?: string | null;
    place?: string | null;
  },
): TransferRow {
  return {
    id,
    trailId: id,
    hqAccountId: rules.hqAccountId,
    hqLeadId,
    branchId: branch.id,
    branchName: branch.name,
    target: branch.target,
    rulesVersion: version,
    state: 'decided',
    ...{ lateContact: null, lateContactAt: null },
    cancelReason: null,
    stepStartedAt: null,
    stepMakesLead: false,
    isJoined: false,
    stepWrittenAt: null,
    branchContactId: null,
    hqContactId: null,
    branchCompanyId: null,
    branchLeadId: null,
    branchTaskId: null,
    leftOut: [],
    problem: null,
    endedAs: null,
    endedAt: null,
    inHandSince: null,
    offHand: null,
    wantedBranchId: null,
    wantedSince: null,
    hqWroteAt: null,
    choiceReadAt: null,
    choiceGap: null,
    branchKeptAt: null,
    hqBranchName: shown,
    hqPlace: place,
    isReRoute: false,
    correlationId,
    startedAt: now,
    changedAt: now,
  };
}
