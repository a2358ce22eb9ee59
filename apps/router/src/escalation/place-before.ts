import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { Place } from './escalation-act.js';

/** A stage that a lead entered, as the journal's history has it. */
interface Entered {
  pipelineId: number | null;
  statusId: number | null;
}

/**
 * The open stage outside a pipeline in which a lead stood last: as the message about its change says, else as its history does,
 * oldest entry first, else the given one. A message is newer than the history, whose events come later.
 */
export function placeBefore(
  pipelineId: number,
  { told, history, otherwise }: { told: Place | null; history: readonly Entered[]; otherwise: Place | null },
): Place | null {
  const isBefore = (place: Place) =>
    place.pipelineId !== pipelineId && !closingStatusIds.includes(place.statusId);
  if (told && isBefore(told)) return told;
  const entered = history.flatMap(({ pipelineId: pipeline, statusId }) =>
    pipeline === null || statusId === null ? [] : [{ pipelineId: pipeline, statusId }],
  );
  return entered.findLast(isBefore) ?? otherwise;
}
