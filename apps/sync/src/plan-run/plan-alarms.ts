import type { AlarmKind } from '@hub/accounts';
import type { PlanState } from '@hub/contracts';
import { isEmpty } from '../plan/plan.js';
import type { PlanRun } from './plan-run.entity.js';

/** Alarm of a state that a person has to see. A plan that became stale because a newer one replaced it raises none. */
const alarmOf = {
  failed: 'plan-failed',
  stale: 'plan-stale',
  'applied-in-part': 'plan-applied-in-part',
} as const satisfies Partial<Record<PlanState, AlarmKind>>;

/** The alarm that a plan's new state raises for its account; null for none, as where it could not even be made. */
export function raisedIn(state: PlanState, before?: PlanState): AlarmKind | null {
  if (before === 'counting') return null;
  return state in alarmOf ? alarmOf[state as keyof typeof alarmOf] : null;
}

/** The alarms that are over once a plan of the account is in this state. */
export function clearedIn(state: PlanState): readonly AlarmKind[] {
  if (state === 'applied') return Object.values(alarmOf);
  return state === 'applied-in-part' ? [alarmOf.failed, alarmOf.stale] : [];
}

/** Whether a new plan shows that the account matches its whole release: what an earlier plan left undone is done. */
export function isWholeReleaseApplied({ plan, options }: Pick<PlanRun, 'plan' | 'options'>): boolean {
  return !options.only && isEmpty(plan) && !plan.changes.some(({ action }) => action === 'blocked');
}
