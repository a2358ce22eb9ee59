/** Stages that close a lead, the same ids in every pipeline (entities sheet 1.7). */
export const closingStatusIds: readonly number[] = [142, 143];
