import type { Place } from './escalation-act.js';

/** Whether both are one stage; no place is the same as none. */
export function samePlace(one: Place | null, other: Place | null): boolean {
  return one?.pipelineId === other?.pipelineId && one?.statusId === other?.statusId;
}
