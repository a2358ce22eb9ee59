import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { Place } from './escalation-act.js';

/** A stage that a lead entered, as the journal's history has it. */
interface Entered {
  pipelineId: number | null;
  statusId: number | null;
}

/**
 * The last open stage of a lead outside a pipeline: from the message about its change, else from its history (oldest
 * entry first), else the given one. A message is newer than the history, whose events come later.
 */
export function placeBefore(
  pipelineId: number,
  {
    reportedPlace,
    history,
    otherwise,
  }: { reportedPlace: Place | null; history: readonly Entered[]; otherwise: Place | null },
): Place | null {
  const isBefore = (place: Place) =>
    place.pipelineId !== pipelineId && !closingStatusIds.includes(place.statusId);
  if (reportedPlace && isBefore(reportedPlace)) return reportedPlace;
  const entered = history.flatMap(({ pipelineId: pipeline, statusId }) =>
    pipeline === null || statusId === null ? [] : [{ pipelineId: pipeline, statusId }],
  );
  return entered.findLast(isBefore) ?? otherwise;
}
