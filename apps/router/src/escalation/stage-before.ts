import type { StageRef } from '@hub/contracts';
import type { KnownPipeline } from '../custody/known-names.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';

/** A stage that a lead entered, as the journal's history has it. */
interface Entered {
  pipelineId: number | null;
  statusId: number | null;
}

/**
 * The open stages of a lead outside a pipeline, the last first: from the message about its change, and from its history
 * (oldest entry first). A message is newer than the history, whose events come later.
 */
export function stagesBefore(
  pipelineId: number,
  { reportedPlace, history }: { reportedPlace: StageRef | null; history: readonly Entered[] },
): StageRef[] {
  const entered = history.flatMap(({ pipelineId: pipeline, statusId }) =>
    pipeline === null || statusId === null ? [] : [{ pipelineId: pipeline, statusId }],
  );
  return [...entered, ...(reportedPlace ? [reportedPlace] : [])]
    .reverse()
    .filter((stage) => stage.pipelineId !== pipelineId && !closingStatusIds.includes(stage.statusId));
}

/**
 * Whether a call can put a lead there: the account has the stage, which is not «Неразобранное», and its pipeline is no archive.
 * One whose stages were not shown may have it.
 */
export function takesLeads(pipelines: readonly KnownPipeline[], { pipelineId, statusId }: StageRef): boolean {
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  if (!pipeline || pipeline.isArchived) return false;
  return pipeline.names.size === 0 || pipeline.stages.some(({ id }) => id === statusId);
}
