import type { MissingObject } from '@hub/contracts';
import { reasonWords } from '../plan/describe-reason.js';
import { placeOf } from '../plan/plan.js';
import type { PlanRun } from './plan-run.entity.js';

/**
 * What the account lacks of the release after this plan: what is blocked, and what amoCRM refused. Steps for a person are
 * not in it.
 */
export function missingOf({ plan, outcomes }: Pick<PlanRun, 'plan' | 'outcomes'>): MissingObject[] {
  return plan.changes.flatMap((change) => {
    const { action, kind, key, name } = change;
    if (action === 'blocked') return [{ kind, key, name, why: reasonWords(change.reason) }];
    const outcome = outcomes[placeOf(change)];
    return outcome?.result === 'refused' ? [{ kind, key, name, why: outcome.detail }] : [];
  });
}
