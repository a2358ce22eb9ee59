import type { StageRef } from '@hub/contracts';
import { closingStatusIds } from '../rule/closing-status-ids.js';

/** A stage that a lead entered, as the journal's history has it. */
interface Entered {
  pipelineId: number | null;
  statusId: number | null;
}

/**
 * The last open stage of a lead outside a pipeline: from the message about its change, else from its history (oldest
 * entry first), else the given one. A message is newer than the history, whose events come later.
 */
export function stageBefore(
  pipelineId: number,
  {
    reportedPlace,
    history,
    otherwise,
  }: { reportedPlace: StageRef | null; history: readonly Entered[]; otherwise: StageRef | null },
): StageRef | null {
  const isBefore = (stage: StageRef) =>
    stage.pipelineId !== pipelineId && !closingStatusIds.includes(stage.statusId);
  if (reportedPlace && isBefore(reportedPlace)) return reportedPlace;
  const entered = history.flatMap(({ pipelineId: pipeline, statusId }) =>
    pipeline === null || statusId === null ? [] : [{ pipelineId: pipeline, statusId }],
  );
  return entered.findLast(isBefore) ?? otherwise;
}
