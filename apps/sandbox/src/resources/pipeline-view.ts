import type { ApiContext } from '../http/route.js';
import { selfLink } from '../http/page.js';
import { isSystemStage, visibleStages, type Pipeline, type Stage } from '../state/pipeline.js';

/** A stage as answers show it; `descriptions` only on request or after a write (config 3.3). */
export function stageView(
  ctx: ApiContext,
  pipeline: Pipeline,
  stage: Stage,
  withDescriptions: boolean,
): Record<string, unknown> {
  return {
    id: stage.id,
    name: stage.name,
    sort: stage.sort,
    is_editable: !isSystemStage(stage),
    pipeline_id: pipeline.id,
    color: stage.color,
    type: stage.type,
    account_id: ctx.account.id,
    ...(withDescriptions ? { descriptions: stage.descriptions } : {}),
    _links: selfLink(ctx, `/api/v4/leads/pipelines/${pipeline.id}/statuses/${stage.id}`),
  };
}

/** A pipeline with the stages it shows. */
export function pipelineView(
  ctx: ApiContext,
  pipeline: Pipeline,
  withDescriptions = false,
): Record<string, unknown> {
  return {
    id: pipeline.id,
    name: pipeline.name,
    sort: pipeline.sort,
    is_main: pipeline.is_main,
    is_unsorted_on: pipeline.is_unsorted_on,
    is_archive: pipeline.is_archive,
    account_id: ctx.account.id,
    _links: selfLink(ctx, `/api/v4/leads/pipelines/${pipeline.id}`),
    _embedded: {
      statuses: visibleStages(pipeline).map((stage) => stageView(ctx, pipeline, stage, withDescriptions)),
    },
  };
}
