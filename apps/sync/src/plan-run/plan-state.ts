import type { PlanState } from '@hub/contracts';

/*
 * counting   made, and a job counts the cards that it would touch. A newer plan or `cancel` ends it.
 * planned    made and shown; nothing was written. Ends when the account gets a newer plan, or by `cancel`.
 * approved   a person has approved this checksum; the apply job has not begun.
 * applying   calls are being made. A killed process leaves it here, and the job goes on from a fresh read.
 * paused     stopped by a person between two calls; `resume` goes on from a fresh read.
 * applied    carried out and read back: a plan made now would be empty. Final.
 * applied-in-part  as applied, but for changes that are blocked: the account lacks what they are about. Final.
 * stale      the account is no longer as the plan says; nothing more is written, plan anew. Final.
 * failed     amoCRM refused a call, or reading back found a difference. Final; what was done is in the ledger.
 * cancelled  given up by a person. Final; what was done is in the ledger.
 */

export type PlanEvent =
  | 'count'
  | 'approve'
  | 'begin'
  | 'pause'
  | 'resume'
  | 'finish'
  | 'finish-in-part'
  | 'move'
  | 'fail'
  | 'cancel';

const next: Readonly<Record<PlanEvent, { from: readonly PlanState[]; to: PlanState }>> = {
  count: { from: ['counting'], to: 'planned' },
  approve: { from: ['planned'], to: 'approved' },
  begin: { from: ['approved', 'applying'], to: 'applying' },
  pause: { from: ['approved', 'applying'], to: 'paused' },
  resume: { from: ['paused'], to: 'applying' },
  finish: { from: ['applying'], to: 'applied' },
  'finish-in-part': { from: ['applying'], to: 'applied-in-part' },
  move: { from: ['counting', 'planned', 'approved', 'applying', 'paused'], to: 'stale' },
  fail: { from: ['counting', 'approved', 'applying'], to: 'failed' },
  cancel: { from: ['counting', 'planned', 'approved', 'applying', 'paused'], to: 'cancelled' },
};

/** Whether a plan is in a final state. */
export function isOver(state: PlanState): boolean {
  return !Object.values(next).some(({ from }) => from.includes(state));
}

/** The state after an event, or null when the event does not fit the state. */
export function planStateAfter(state: PlanState, event: PlanEvent): PlanState | null {
  const rule = next[event];
  return rule.from.includes(state) ? rule.to : null;
}

/** The states that an event fits. */
export function statesBefore(event: PlanEvent): readonly PlanState[] {
  return next[event].from;
}
