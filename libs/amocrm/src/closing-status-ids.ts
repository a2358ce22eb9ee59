/** Won and lost, the same ids in every pipeline (entities sheet 1.7). */
export const wonStatusId = 142;
export const lostStatusId = 143;

/** Stages that close a lead. */
export const closingStatusIds: readonly number[] = [wonStatusId, lostStatusId];
