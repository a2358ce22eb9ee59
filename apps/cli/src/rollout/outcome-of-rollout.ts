import type { RolloutProgress, RolloutView } from '@hub/contracts';
import type { Outcome } from '../exit-code.js';

/**
 * What a rollout comes to that is followed no further. A rollout that waits for its approval, or for that of an account,
 * is not approved; one that a failed account or a person holds has failed, also while it can be resumed. Bots that are
 * not installed yet do not count: that is up to people in the branches.
 */
export function outcomeOfRollout({
  state,
  accounts,
  inPart,
  botStates,
}: Pick<RolloutProgress, 'state' | 'accounts' | 'inPart' | 'botStates'>): Outcome {
  const { failed, skipped, suspended, needsApproval } = accounts;
  switch (state) {
    case 'done':
      if (needsApproval > 0) return 'not-approved';
      return failed + skipped + suspended + inPart + botStates.refused > 0 ? 'blocked' : 'done';
    case 'approval':
      return 'not-approved';
    case 'planning':
    case 'running':
    case 'gate':
      return needsApproval > 0 ? 'not-approved' : 'changes';
    case 'paused':
    case 'stopped':
      return 'failed';
  }
}

/** What the plans of a new rollout come to: an account without a plan is not one in which there is nothing to do. */
export function outcomeOfPlans({
  accounts,
  groups,
}: Pick<RolloutView, 'accounts'> & { readonly groups: readonly Group[] }): Outcome {
  const { failed, skipped, suspended } = accounts;
  const unplanned = failed + skipped + suspended;
  if (unplanned > 0) {
    const all = Object.values<number>({ ...accounts }).reduce((sum, count) => sum + count, 0);
    return unplanned === all ? 'failed' : 'blocked';
  }
  return groups.every(({ counts }) => isEmpty(counts)) ? 'nothing' : 'changes';
}

type Group = Pick<RolloutView['groups'][0], 'counts'>;

function isEmpty({ create, update, delete: removed, adopt, manual, blocked }: Group['counts']): boolean {
  return create + update + removed + adopt + manual + blocked === 0;
}

/** Whether nothing more happens before a person acts: a rollout that is done may still make files of bots. */
export function hasStopped({
  state,
  reason,
  botStates,
}: Pick<RolloutProgress, 'state' | 'botStates'> & { reason: unknown }): boolean {
  if (state === 'done' && botStates.making > 0) return false;
  const isMoving = state === 'planning' || state === 'running' || state === 'gate';
  return !isMoving || (state === 'running' && reason !== null);
}
