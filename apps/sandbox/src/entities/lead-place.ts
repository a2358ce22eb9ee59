import type { ItemValidation } from '../http/validation.js';
import { mainPipeline, switchOf, type Account } from '../state/account.js';
import { firstWorkingStage, lostStageId, wonStageId, type Pipeline } from '../state/pipeline.js';

/** Where a lead is or is going to. */
export interface Place {
  pipeline_id: number;
  status_id: number;
}

export const isFinal = (statusId: number): boolean => statusId === wonStageId || statusId === lostStageId;

/** Whether a place is the «Неразобранное» of its pipeline. */
export function isUnsortedPlace(account: Account, { pipeline_id, status_id }: Place): boolean {
  const stages = account.pipelines.get(pipeline_id)?.stages;
  return stages?.some((stage) => stage.id === status_id && stage.type === 1) ?? false;
}

function pipelineOfStage(account: Account, statusId: number): Pipeline | undefined {
  for (const pipeline of account.pipelines.values()) {
    if (pipeline.stages.some((stage) => stage.id === statusId)) return pipeline;
  }
  return undefined;
}

function firstPlace(pipeline: Pipeline): Place {
  return { pipeline_id: pipeline.id, status_id: firstWorkingStage(pipeline)?.id ?? wonStageId };
}

/** What a PATCH without stage and pipeline means: to stay, or by a switch to leave «Неразобранное» (entities 1.7). */
function stay(account: Account, present: Place): Place {
  const pipeline = account.pipelines.get(present.pipeline_id);
  const leaves = switchOf(account, 'patch_accepts_unsorted') && isUnsortedPlace(account, present);
  return pipeline && leaves ? firstPlace(pipeline) : present;
}

function pipelineFor(account: Account, sent: Partial<Place>, present: Place | null): Pipeline | undefined {
  if (sent.pipeline_id !== undefined) return account.pipelines.get(sent.pipeline_id);
  const { status_id } = sent;
  if (status_id !== undefined && !isFinal(status_id)) return pipelineOfStage(account, status_id);
  return (present && account.pipelines.get(present.pipeline_id)) ?? mainPipeline(account);
}

/**
 * The place a write means (entities 1.4, 1.7): without anything the present place, or the first stage of the main
 * pipeline; a stage alone may lead to another pipeline; a pipeline alone means its first working stage. Reports
 * NotSupportedChoice for an unknown or unsorted stage and returns null then.
 */
export function placeFor(
  account: Account,
  sent: Partial<Place>,
  present: Place | null,
  errors: ItemValidation,
): Place | null {
  if (sent.pipeline_id === undefined && sent.status_id === undefined && present)
    return stay(account, present);
  const pipeline = pipelineFor(account, sent, present);
  if (!pipeline) {
    errors.add('NotSupportedChoice', sent.pipeline_id === undefined ? 'status_id' : 'pipeline_id');
    return null;
  }
  if (sent.status_id === undefined)
    return present?.pipeline_id === pipeline.id ? stay(account, present) : firstPlace(pipeline);
  const stage = pipeline.stages.find((one) => one.id === sent.status_id);
  if (stage?.type !== 0) {
    errors.add('NotSupportedChoice', 'status_id');
    return null;
  }
  return { pipeline_id: pipeline.id, status_id: stage.id };
}
