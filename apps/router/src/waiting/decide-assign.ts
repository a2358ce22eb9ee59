import type { DecisionKind } from '@hub/contracts';
import type { BranchFacts, Reason, RouteRules, Target } from '../rule/facts.js';
import { isIntakeItself } from '../rule/inside-hq.js';

/** Why an operator cannot give the lead to the branch. */
export type AssignRefusal =
  | 'on-its-way'
  | 'handed-over'
  | 'not-waiting'
  | 'unsorted'
  | 'escalated'
  | 'no-branch'
  | 'paused'
  | 'nowhere'
  | 'is-intake';

export type AssignVerdict =
  { kind: 'assign'; branch: BranchFacts & { target: Target } } | { kind: 'refuse'; why: AssignRefusal };

/** What is known of the lead and the branch that an operator has named. */
export interface AssignFacts {
  /** Null: there is none. */
  branch: BranchFacts | null;
  /** The last judgement of the lead; null: nobody has judged it. */
  judged: { kind: DecisionKind; reason: Reason | null } | null;
  /** What a transfer that lives makes of it; null: there is none. */
  progress: 'on-its-way' | 'handed-over' | null;
  /** It is the card of a deal that a branch has given to HQ now, whatever it was when it was judged. */
  isEscalated: boolean;
}

/**
 * Whether an operator may give a lead to a branch. Its territory, hours and quota are the operator's to weigh; a paused
 * branch is not, a lead in «Неразобранное» cannot be moved before somebody has accepted it, and what a branch has given
 * to HQ is that branch's until the escalation ends.
 */
export function decideAssign(
  { branch, judged, progress, isEscalated }: AssignFacts,
  rules: Pick<RouteRules, 'hqAccountId' | 'intakePipelineId'>,
): AssignVerdict {
  const refuse = (why: AssignRefusal) => ({ kind: 'refuse', why }) as const;
  if (progress) return refuse(progress);
  const isOpen =
    judged !== null && (judged.kind === 'wait' || judged.kind === 'manual' || isLeftAlone(judged));
  if (!isOpen) return refuse('not-waiting');
  if (judged.reason?.found === 'unsorted') return refuse('unsorted');
  if (isEscalated) return refuse('escalated');
  if (!branch || branch.state === 'closed') return refuse('no-branch');
  if (branch.state === 'paused') return refuse('paused');
  const { target } = branch;
  if (!target) return refuse('nowhere');
  return isIntakeItself(target, rules)
    ? refuse('is-intake')
    : { kind: 'assign', branch: { ...branch, target } };
}

/** An operator has said so, or the lead is in the handed-over stage though no branch has it. */
function isLeftAlone({ kind, reason }: NonNullable<AssignFacts['judged']>): boolean {
  if (kind !== 'ignore') return false;
  return reason?.check === 'operator' || (reason?.check === 'stage' && reason.found === 'handed-over');
}
