import { isDeepStrictEqual } from 'node:util';
import { noContent, ok, type Answer } from '../http/answer.js';
import { wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { withSet } from '../http/query.js';
import { checkOwnId, readBatch, readObject, type WriteItem } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { unknownId } from '../http/unknown-id.js';
import { switchOf } from '../state/account.js';
import {
  defaultStageColor,
  firstWorkingStage,
  isSystemStage,
  renumberStages,
  visibleStages,
  type Pipeline,
  type Stage,
} from '../state/pipeline.js';
import { stageView } from './pipeline-view.js';
import { pipelineOf, pipelineToWrite } from './pipelines.js';
import {
  applyDescriptions,
  checkDescriptions,
  descriptionsRule,
  type DescriptionBody,
} from './stage-descriptions.js';
import { checkColor, forgetStage, moveLeads, moveStage } from './stage-rules.js';

const maxStages = 100;

interface StageBody {
  id?: number;
  name: string;
  sort: number;
  color?: string;
  /** Not to be chosen; clients send it along. */
  type?: number;
  descriptions?: DescriptionBody[];
}

const sharedShape = {
  color: { type: 'string' },
  descriptions: descriptionsRule,
} as const;

const patchShape: Shape<StageBody> = {
  ...sharedShape,
  id: { type: 'int' },
  name: { type: 'string', notBlank: true },
  sort: { type: 'int' },
  type: { type: 'int' },
};

const postShape: Shape<Omit<StageBody, 'id'>> = {
  ...sharedShape,
  name: { type: 'string', notBlank: true, required: true },
  sort: { type: 'int', required: true },
  type: { type: 'int', choices: [0] },
};

function stageOf(ctx: ApiContext, pipeline: Pipeline, deed: 'read' | 'write'): Stage {
  const stage = visibleStages(pipeline).find((one) => one.id === Number(ctx.params.stage));
  return stage ?? unknownId(ctx, deed, 'Status not found');
}

function list(ctx: ApiContext): Answer {
  const pipeline = pipelineOf(ctx);
  const described = withSet(ctx.query).has('descriptions');
  return ok(
    wholeList(
      'statuses',
      visibleStages(pipeline).map((stage) => stageView(ctx, pipeline, stage, described)),
    ),
  );
}

function show(ctx: ApiContext): Answer {
  const pipeline = pipelineOf(ctx);
  return ok(stageView(ctx, pipeline, stageOf(ctx, pipeline, 'read'), withSet(ctx.query).has('descriptions')));
}

function add(ctx: ApiContext): Answer {
  const pipeline = pipelineToWrite(ctx);
  const { items, validation } = readBatch(ctx, postShape);
  for (const { body, errors } of items) {
    checkColor(ctx.account, errors, body.color, 'color');
    checkDescriptions(errors, undefined, body.descriptions ?? []);
  }
  validation.throwIfAny();
  if (pipeline.stages.length + items.length > maxStages) {
    throw new ApiProblem(422, `Limit ${maxStages} statuses per pipeline`);
  }
  const made = items.map(({ body, requestId }) => {
    const { name, sort, color = defaultStageColor } = body;
    const stage: Stage = { id: ctx.sandbox.ids.next(), name, sort, color, type: 0, descriptions: [] };
    applyDescriptions(ctx, pipeline, stage, body.descriptions ?? []);
    return { stage, requestId };
  });
  pipeline.stages.push(...made.map(({ stage }) => stage));
  renumberStages(pipeline);
  const shown = made.map(({ stage, requestId }) => ({
    ...stageView(ctx, pipeline, stage, true),
    request_id: requestId,
  }));
  return ok(wholeList('statuses', shown));
}

/** Clients send back what they have read: colours in any case, an empty list of descriptions. */
const asRead = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : (value ?? []));

/**
 * Config 3.4: what may change on 142, 143 and the unsorted stage is disputed, a switch decides. Keys sent back as they
 * stand change nothing, so only `reject` refuses them.
 */
function checkSystemPatch(ctx: ApiContext, stage: Stage, { body, errors }: WriteItem<StageBody>): void {
  if (!isSystemStage(stage)) return;
  const rule = switchOf(ctx.account, 'system_stage_patch');
  const allowed = rule === 'reject' ? [] : rule === 'name' ? ['name'] : ['name', 'color'];
  const same = (key: string): boolean =>
    rule !== 'reject' && isDeepStrictEqual(asRead(Reflect.get(body, key)), asRead(Reflect.get(stage, key)));
  for (const key of Object.keys(body))
    if (key !== 'id' && !allowed.includes(key) && !same(key)) errors.add('NotSupportedChoice', key);
}

function change(ctx: ApiContext): Answer {
  const pipeline = pipelineToWrite(ctx);
  const stage = stageOf(ctx, pipeline, 'write');
  const item = readObject(ctx, patchShape);
  const sent: Partial<StageBody> = item.body;
  checkOwnId(item, stage.id);
  checkSystemPatch(ctx, stage, item);
  if (sent.type !== undefined && sent.type !== stage.type) item.errors.add('NotSupportedChoice', 'type');
  checkColor(ctx.account, item.errors, sent.color, 'color', stage.color);
  checkDescriptions(item.errors, stage, sent.descriptions ?? []);
  item.validation.throwIfAny();
  stage.name = sent.name ?? stage.name;
  stage.color = sent.color ?? stage.color;
  applyDescriptions(ctx, pipeline, stage, sent.descriptions ?? []);
  if (sent.sort !== undefined && sent.sort !== stage.sort) moveStage(pipeline, stage, sent.sort);
  return ok({ ...stageView(ctx, pipeline, stage, true), request_id: item.requestId });
}

function remove(ctx: ApiContext): Answer {
  const pipeline = pipelineToWrite(ctx);
  const stage = stageOf(ctx, pipeline, 'write');
  if (isSystemStage(stage)) throw new ApiProblem(404, 'Status not found');
  pipeline.stages = pipeline.stages.filter((one) => one !== stage);
  const first = firstWorkingStage(pipeline);
  if (!first) {
    pipeline.stages.push(stage);
    renumberStages(pipeline);
    throw new ApiProblem(400, 'The last status can not be deleted');
  }
  renumberStages(pipeline);
  forgetStage(ctx.account, pipeline.id, stage.id);
  moveLeads(ctx.scope, pipeline, stage, first);
  return noContent;
}

const base = '/api/v4/leads/pipelines/:id/statuses';

/** Config 3.1, 3.3, 3.4. */
export const stageRoutes: readonly Route[] = [
  { method: 'GET', path: base, rights: 'user', handle: list },
  { method: 'POST', path: base, rights: 'admin', handle: add },
  { method: 'GET', path: `${base}/:stage`, rights: 'user', handle: show },
  { method: 'PATCH', path: `${base}/:stage`, rights: 'admin', handle: change },
  { method: 'DELETE', path: `${base}/:stage`, rights: 'admin', handle: remove },
];
