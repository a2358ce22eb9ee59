import type { CustodyView, LegStateName, LegView } from '@hub/contracts';
import { joined, message, type Fact } from '@hub/messages';
import { isNamed } from '../transfer/what-stays.js';
import type { TransferRow } from '../transfer/transfer.entity.js';

/** A leg with what its mirror could not show, and whether its branch lead is being closed. */
export interface SeenLeg {
  leg: TransferRow;
  isLeaving: boolean;
  leftOut: readonly Fact[];
}

const minuteMs = 60_000;

/** One line of custody, oldest leg first; null for no leg. Ages are as of `now`. */
export function viewCustody(legs: readonly SeenLeg[], now: Date): CustodyView | null {
  const last = legs.at(-1)?.leg;
  if (!last) return null;
  const views = legs.map((leg) => viewLeg(leg, now));
  const inHandSince = legs.findLast(({ leg }) => leg.inHandSince !== null)?.leg.inHandSince ?? null;
  const inHand = inHandSince ? [message('custody.in-hand', { age: ageOf(inHandSince, now) })] : [];
  return {
    trailId: last.trailId,
    accountId: last.hqAccountId,
    leadId: last.hqLeadId,
    isInHand: inHandSince !== null,
    inHandSince: inHandSince?.toISOString() ?? null,
    legs: views,
    text: message('custody.line', {
      leadId: String(last.hqLeadId),
      legs: joined(' → ', [...views.map(sayLeg), ...inHand]),
    }),
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
  return state === 'done' ? 'held' : 'on-way';
}

function sayLeg({ branchName, branchLeadId, state, endedAs, minutes }: LegView): Fact {
  // Choices of the catalogue's texts are written with underscores.
  const how = (endedAs ?? state).replaceAll('-', '_');
  const lead = branchLeadId === null ? 'none' : String(branchLeadId);
  return message('custody.leg', { branch: branchName, lead, how, age: sayAge(minutes) });
}

const minutesBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - from.getTime()) / minuteMs));
const ageOf = (since: Date, now: Date): Fact => sayAge(minutesBetween(since, now));

function sayAge(minutes: number): Fact {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  return message('custody.age', {
    days: String(days),
    hours: String(hours),
    minutes: String(minutes % 60),
  });
}
