import type { Reason, RouteDecision } from '../lead/route-lead.js';
import type { DecidedBranch } from '../lead/respect-cancel.js';

/** What became of a lead that was to be judged again before. */
export type ReJudgeState = 'asked' | 'released' | 'declined' | 'recheck';

/** What the hub knows of a lead before it is judged again. */
export interface KnownLead {
  /** Its last judgement; null: it was never judged. */
  judged: {
    kind: RouteDecision['kind'];
    reason: Pick<Reason, 'check' | 'found' | 'value' | 'until'> | null;
  } | null;
  /** Its transfer that is not cancelled; `isGivenUp`: nothing was made in the branch, and its work was given up. */
  transfer: { isGivenUp: boolean } | null;
  /** It was handed over before, and the leg has ended. */
  wasHandedOver: boolean;
}

/**
 * What judging a lead again would change: it goes to a branch, or only the record of its decision changes (`branchId`
 * null). Null: nothing, or it is not to be judged again: its transfer is running, or routing ignores it (`ignore`).
 */
export function foreseeJudgement(
  { judged, transfer, wasHandedOver }: KnownLead,
  { decision, branchId }: DecidedBranch,
): { branchId: string | null } | null {
  if (isNoBusiness(judged) || (transfer && !transfer.isGivenUp)) return null;
  // It is in the stage into which the hand-over moved it, whatever the rules say of that stage now: only a person
  // passes it on.
  if (wasHandedOver && judged?.kind === 'ignore') return null;
  if (decision.kind === 'transfer') return { branchId };
  if (transfer || !judged) return { branchId: null };
  return saysTheSame(judged, decision) ? null : { branchId: null };
}

/**
 * Whether routing leaves a lead alone. A lead that was ignored because of its stage is judged again: it is here because
 * it is in the intake now, by corrected rules or by a move without a webhook. So is one that was believed gone.
 */
function isNoBusiness(judged: KnownLead['judged']): boolean {
  if (judged?.kind !== 'ignore' || wasBelievedGone(judged)) return false;
  return !['account', 'pipeline', 'stage'].includes(judged.reason?.check ?? '');
}

/** Whether reads did not find the lead when it was judged last. */
export function wasBelievedGone(judged: KnownLead['judged']): boolean {
  return judged?.kind === 'ignore' && judged.reason?.check === 'lead' && judged.reason.found === 'absent';
}

/** A lead whose judgement would change. */
export interface ChangingLead {
  leadId: number;
  /** The branch it would go to; null: it does not move. */
  branchId: string | null;
  /** It is gone, closed, or out of the intake by now: only its record is updated. */
  isEnded: boolean;
  createdAt: Date;
  /** When anybody changed it last. */
  touchedAt: Date;
  listed: { state: ReJudgeState; branchId: string | null } | null;
  /** It goes without a person's word, however many there are: the moment that it waited for has come, or a quota bounds them. */
  goesByItself: boolean;
}

/** Whether the moment for which the lead waits has come: its own timer gives it to the judge. */
export function isDue({ judged }: Pick<KnownLead, 'judged'>, now: Date): boolean {
  const until = judged?.kind === 'wait' ? judged.reason?.until : undefined;
  return until !== undefined && new Date(until) <= now;
}

/**
 * Whether the lead has waited for room in a quota, and its branch is known to have some now: the judge reserves the place of
 * each such lead, so that no more go than there are places.
 */
export function isBounded({ judged }: Pick<KnownLead, 'judged'>, { decision }: DecidedBranch): boolean {
  const waitedForRoom = judged?.kind === 'wait' && judged.reason?.check === 'quota';
  if (!waitedForRoom || decision.kind !== 'transfer') return false;
  return decision.branch.isLimited === true && decision.branch.quota != null;
}

/** A lead that is given to the judge now, or when a person says so. */
export interface ReJudgeEntry extends Pick<ChangingLead, 'leadId' | 'branchId' | 'createdAt'> {
  state: 'asked' | 'released' | 'recheck';
  isOld: boolean;
}

/** More leads than these do not move at once without a person's word: a slip in the settings would flood branches. */
export const mostAtOnce = 20;

/**
 * Who is judged again now and who is asked about, oldest first. A lead that was asked about stays so until it is
 * answered, and one that a person released is not asked about again. A declined lead is asked about again only when it
 * would go to another branch. Nobody is asked about a lead that goes by itself.
 */
export function decideReJudge(
  leads: readonly ChangingLead[],
  { now, maxAgeMs }: { now: Date; maxAgeMs: number },
): ReJudgeEntry[] {
  const meant = leads.filter((lead) => !isDeclined(lead));
  const areMany = meant.filter(mayBeAsked).length > mostAtOnce;
  return [...meant].sort(byAge).map((lead) => {
    const { leadId, branchId, isEnded, createdAt, touchedAt, listed } = lead;
    const isOld = mayBeAsked(lead) && now.getTime() - touchedAt.getTime() > maxAgeMs;
    const isAsked = mayBeAsked(lead) && (areMany || isOld || listed?.state === 'asked');
    return {
      leadId,
      branchId,
      createdAt,
      isOld,
      state: branchId === null ? (isEnded ? 'released' : 'recheck') : isAsked ? 'asked' : 'released',
    };
  });
}

/** It would go to a branch, nobody has allowed that yet, and it does not go by itself. */
function mayBeAsked({ branchId, listed, goesByItself }: ChangingLead): boolean {
  return branchId !== null && listed?.state !== 'released' && !goesByItself;
}

function isDeclined({ branchId, isEnded, listed }: ChangingLead): boolean {
  if (isEnded) return false;
  return listed?.state === 'declined' && (branchId === null || listed.branchId === branchId);
}

function byAge(one: ChangingLead, other: ChangingLead): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || one.leadId - other.leadId;
}

function saysTheSame(
  judged: NonNullable<KnownLead['judged']>,
  { kind, reasons }: Pick<RouteDecision, 'kind' | 'reasons'>,
): boolean {
  const { check, found, value } = reasons.at(-1) ?? {};
  const { reason } = judged;
  return (
    kind === judged.kind && check === reason?.check && found === reason?.found && value === reason?.value
  );
}
