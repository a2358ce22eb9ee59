import type { CustodyView, EscalationView, LegStateName, LegView } from '@hub/contracts';
import { joined, message, type Fact } from '@hub/messages';
import type { EscalationRow } from '../escalation/escalation.entity.js';
import { minutesBetween, viewEscalation } from '../escalation/view-escalation.js';
import { isNamed } from '../transfer/what-stays.js';
import type { TransferRow } from '../transfer/transfer.entity.js';

/** A leg with what its mirror could not show, and whether its branch lead is being closed. */
export interface SeenLeg {
  leg: TransferRow;
  isLeaving: boolean;
  leftOut: readonly Fact[];
}

/** One line of custody, oldest leg first; null for neither a leg nor an escalation. Ages are as of `now`. */
export function viewCustody(
  legs: readonly SeenLeg[],
  escalations: readonly EscalationRow[],
  now: Date,
): CustodyView | null {
  const last = legs.at(-1)?.leg;
  const given = escalations.at(-1);
  const [trailId, accountId] = [last?.trailId ?? given?.trailId, last?.hqAccountId ?? given?.hqAccountId];
  if (trailId === undefined || accountId === undefined) return null;
  const views = legs.map((leg) => viewLeg(leg, now));
  const ups = escalations.map((row) => viewEscalation(row, now));
  const inHandSince = legs.findLast(({ leg }) => leg.inHandSince !== null)?.leg.inHandSince ?? null;
  const offHand = inHandSince === null && last?.endedAt ? last.offHand : null;
  const inHand = inHandSince ? [message('custody.in-hand', { age: ageOf(inHandSince, now) })] : [];
  const off = offHand ? [offHand] : [];
  const parts = [
    ...views.map((leg) => ({ at: leg.from, said: sayLeg(leg) })),
    ...ups.map((up) => ({ at: up.askedAt, said: sayEscalation(up) })),
  ].sort((one, other) => one.at.localeCompare(other.at));
  const said = joined(' → ', [...parts.map((part) => part.said), ...inHand, ...off]);
  return {
    ...{ trailId, accountId, leadId: last?.hqLeadId ?? given?.hqLeadId ?? null },
    isInHand: inHandSince !== null,
    inHandSince: inHandSince?.toISOString() ?? null,
    offHand,
    legs: views,
    escalations: ups,
    text: last
      ? message('custody.line', { leadId: String(last.hqLeadId), legs: said })
      : message('custody.line-branch', { legs: said }),
  };
}

function viewLeg({ leg, isLeaving, leftOut }: SeenLeg, now: Date): LegView {
  const { id, branchId, branchName, target, branchLeadId, endedAs, endedAt, startedAt } = leg;
  return {
    ...{ transferId: id, branchId, branchName, branchAccountId: target.accountId, branchLeadId },
    state: stateOf(leg, isLeaving),
    endedAs,
    from: startedAt.toISOString(),
    to: endedAt?.toISOString() ?? null,
    minutes: minutesBetween(startedAt, endedAt ?? now),
    leftOut: [...leg.leftOut.filter((one) => isNamed([one], 'leftOut.hq-over')), ...leftOut],
  };
}

function stateOf({ endedAs, state }: TransferRow, isLeaving: boolean): LegStateName {
  if (endedAs !== null) return 'ended';
  if (isLeaving) return 'leaving';
  return state === 'done' ? 'in-branch' : 'on-way';
}

function sayLeg({ branchName, branchLeadId, state, endedAs, minutes }: LegView): Fact {
  // Choices of the catalogue's texts are written with underscores.
  const how = (endedAs ?? state).replaceAll('-', '_');
  const lead = branchLeadId === null ? 'none' : String(branchLeadId);
  return message('custody.leg', { branch: branchName, lead, how, age: sayAge(minutes) });
}

function sayEscalation({ branchName, branchLeadId, leadId, state, endedAs, minutes }: EscalationView): Fact {
  return message('custody.escalation', {
    ...{ branch: branchName, branchLead: String(branchLeadId), age: sayAge(minutes) },
    lead: leadId === null ? 'none' : String(leadId),
    how: (endedAs ?? state).replaceAll('-', '_'),
  });
}

const ageOf = (since: Date, now: Date): Fact => sayAge(minutesBetween(since, now));

function sayAge(minutes: number): Fact {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  return message('custody.age', {
    days: String(days),
    hours: String(hours),
    minutes: String(minutes % 60),
  });
}
