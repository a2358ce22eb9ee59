import type { Branch } from '@hub/accounts';
import type { ObjectUse } from '@hub/contracts';

/** Who names an object as the target of a branch: the name beside it is that branch's, another one in every account. */
export const namedByBranch = 'branch-target';

/**
 * What the target of a branch names in its account. A closed branch gets no leads any more, so nothing of its target is
 * needed.
 */
export function usesOfBranch(branch: Branch): ObjectUse[] {
  const { state, name, pipelineId, statusId, responsibleUserId, exchangeUserId } = branch;
  if (state === 'closed') return [];
  const use = (kind: ObjectUse['kind'], id: number | string | null): ObjectUse[] =>
    id === null ? [] : [{ kind, id: String(id), by: namedByBranch, name }];
  return [
    ...use('pipeline', pipelineId),
    ...use('stage', pipelineId === null || statusId === null ? null : `${pipelineId}/${statusId}`),
    ...use('user', responsibleUserId),
    ...use('user', exchangeUserId),
  ];
}
