import type { StageRef } from '@hub/contracts';

/** Whether both are one stage; no stage is the same as none. */
export function sameStage(one: StageRef | null, other: StageRef | null): boolean {
  return one?.pipelineId === other?.pipelineId && one?.statusId === other?.statusId;
}
