import type { EscalationView } from '@hub/contracts';
import type { EscalationRow } from './escalation.entity.js';

const minuteMs = 60_000;

/** An escalation as the API shows it; its age is as of `now`. */
export function viewEscalation(row: EscalationRow, now: Date): EscalationView {
  const { id, branchAccountId, branchName, branchLeadId, hqAccountId, hqLeadId, state, leftOut } = row;
  return {
    ...{ escalationId: id, branchAccountId, branchName, branchLeadId, state, leftOut },
    ...{ accountId: hqAccountId, leadId: hqLeadId, endedAs: row.endedAs },
    askedAt: row.askedAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    minutes: minutesBetween(row.askedAt, row.endedAt ?? now),
  };
}

/** Whole minutes from one moment to another, never less than none. */
export function minutesBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / minuteMs));
}
