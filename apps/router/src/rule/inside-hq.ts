import type { RouteRules, Target } from './facts.js';

/** Whether the branch of a leg is a pipeline of the HQ account: its leads are moved there, and there is no second card. */
export function isInsideHq({
  target,
  hqAccountId,
}: {
  target: Pick<Target, 'accountId'>;
  hqAccountId: string;
}): boolean {
  return target.accountId === hqAccountId;
}

/** Whether a branch wants its leads in the very pipeline that they are routed out of: nothing can be handed over to it. */
export function isIntakeItself(
  { accountId, pipelineId }: Pick<Target, 'accountId' | 'pipelineId'>,
  rules: Pick<RouteRules, 'hqAccountId' | 'intakePipelineId'>,
): boolean {
  return accountId === rules.hqAccountId && pipelineId === rules.intakePipelineId;
}
