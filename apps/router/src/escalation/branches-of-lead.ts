import type { Branch } from '@hub/accounts';

/** A branch row of an account, as far as it says which leads are its own. */
export type BranchRow = Pick<Branch, 'id' | 'name' | 'state' | 'pipelineId' | 'statusId'>;

/**
 * Which of the branches of one account may have a lead: that of its leg; else those in whose pipeline it was before; else
 * all. Several: nobody can say which one. Closed ones have a lead only by its leg.
 */
export function branchesOfLead(
  branches: readonly BranchRow[],
  { legBranchId, pipelineIdBefore }: { legBranchId: string | null; pipelineIdBefore: number | null },
): BranchRow[] {
  if (legBranchId !== null) return branches.filter(({ id }) => id === legBranchId);
  const open = branches.filter(({ state }) => state !== 'closed');
  const own = open.filter(({ pipelineId }) => pipelineId !== null && pipelineId === pipelineIdBefore);
  return own.length > 0 ? own : open;
}
