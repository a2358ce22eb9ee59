import type { WriteScope } from '../changes/write-scope.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Pipeline } from '../state/pipeline.js';
import { action, need, refuse, type Action } from './action.js';

const idRule: Rule = { type: 'int', required: true };
const nameRule: Rule = { type: 'string', required: true, notBlank: true };

function pipelineOf(scope: WriteScope, id: number, errors: ItemValidation): Pipeline {
  return need(errors, 'pipelineId', scope.account.pipelines.get(id));
}

const rename = action<{ pipelineId: number; name: string }>(
  { pipelineId: idRule, name: nameRule },
  (scope, { pipelineId, name }, errors) => {
    pipelineOf(scope, pipelineId, errors).name = name;
    return { pipelineId };
  },
);

const archive = action<{ pipelineId: number; archived?: boolean }>(
  { pipelineId: idRule, archived: { type: 'bool' } },
  (scope, { pipelineId, archived = true }, errors) => {
    const pipeline = pipelineOf(scope, pipelineId, errors);
    if (archived && pipeline.is_main) refuse('The main pipeline can not be archived');
    pipeline.is_archive = archived;
    return { pipelineId, archived };
  },
);

const renameStage = action<{ pipelineId: number; statusId: number; name: string }>(
  { pipelineId: idRule, statusId: idRule, name: nameRule },
  (scope, { pipelineId, statusId, name }, errors) => {
    const { stages } = pipelineOf(scope, pipelineId, errors);
    need(
      errors,
      'statusId',
      stages.find((stage) => stage.id === statusId),
    ).name = name;
    return { pipelineId, statusId };
  },
);

/** Pipelines and stages by hand; amoCRM sends no hook and writes no event for them. */
export const pipelineActions: Record<string, Action> = {
  'pipeline.rename': rename,
  'pipeline.archive': archive,
  'stage.rename': renameStage,
};
