import { noContent, ok, type Answer } from '../http/answer.js';
import { ownHref, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { checkOwnId, readBatch, readObject, type WriteItem } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { unknownId } from '../http/unknown-id.js';
import { mainPipeline, switchOf } from '../state/account.js';
import { systemStages } from '../state/default-pipeline.js';
import {
  defaultStageColor,
  finalColors,
  renumberStages,
  type Pipeline,
  type Stage,
} from '../state/pipeline.js';
import { pipelineView } from './pipeline-view.js';
import {
  applyDescriptions,
  checkDescriptions,
  descriptionsRule,
  type DescriptionBody,
} from './stage-descriptions.js';
import { checkColor, forgetStage, moveTrash } from './stage-rules.js';

const maxPipelines = 50;
const maxStages = 100;

interface StageInPipeline {
  id?: number;
  name?: string;
  sort?: number;
  color?: string;
  /** Not to be chosen; clients send it along. */
  type?: number;
  descriptions?: DescriptionBody[];
  /** The official client numbers stages too; not echoed. */
  request_id?: unknown;
}

interface PipelineBody {
  id?: number;
  name: string;
  sort: number;
  is_main: boolean;
  is_unsorted_on: boolean;
  _embedded?: { statuses?: StageInPipeline[] };
}

const stageInPipeline: Shape<StageInPipeline> = {
  id: { type: 'int' },
  name: { type: 'string', notBlank: true },
  sort: { type: 'int' },
  color: { type: 'string' },
  type: { type: 'int', choices: [0] },
  descriptions: descriptionsRule,
  request_id: { type: 'any' },
};

const patchShape: Shape<PipelineBody> = {
  id: { type: 'int' },
  name: { type: 'string', notBlank: true },
  sort: { type: 'int' },
  is_main: { type: 'bool' },
  is_unsorted_on: { type: 'bool' },
  _embedded: { type: 'object' },
};

const postShape: Shape<Omit<PipelineBody, 'id'>> = {
  name: { type: 'string', notBlank: true, required: true },
  sort: { type: 'int', required: true },
  is_main: { type: 'bool', required: true },
  is_unsorted_on: { type: 'bool', required: true },
  _embedded: {
    type: 'object',
    shape: { statuses: { type: 'array', items: { type: 'object', shape: stageInPipeline } } },
  },
};

const notFound = 'Pipeline not found';

const findPipeline = (ctx: ApiContext): Pipeline | undefined =>
  ctx.account.pipelines.get(Number(ctx.params.id));

/** The pipeline of `:id`, or 404 «Pipeline not found» (config 3.1). */
export function pipelineOf(ctx: ApiContext): Pipeline {
  const pipeline = findPipeline(ctx);
  if (!pipeline) throw new ApiProblem(404, notFound);
  return pipeline;
}

/** The pipeline that a write names: its methods list no 404. */
export const pipelineToWrite = (ctx: ApiContext): Pipeline =>
  findPipeline(ctx) ?? unknownId(ctx, 'write', notFound);

function checkNew(ctx: ApiContext, item: WriteItem<PipelineBody>): void {
  const embedded = item.body._embedded;
  const statuses = Array.isArray(embedded?.statuses) ? embedded.statuses : [];
  const own = statuses.filter((status) => status.id !== 142 && status.id !== 143);
  if (own.length === 0 && switchOf(ctx.account, 'pipeline_without_stages') === 'reject') {
    item.errors.add('FieldMissing', '_embedded.statuses');
  }
  statuses.forEach((status, index) => {
    const path = `_embedded.statuses.${index}`;
    const final = status.id === 142 || status.id === 143 ? finalColors[status.id] : undefined;
    if (status.id !== undefined && !final) item.errors.add('NotSupportedChoice', `${path}.id`);
    if (status.name === undefined) item.errors.add('FieldMissing', `${path}.name`);
    checkColor(ctx.account, item.errors, status.color, `${path}.color`, final);
    checkDescriptions(item.errors, undefined, status.descriptions ?? [], `${path}.`);
  });
  if (own.length + 3 > maxStages)
    item.errors.add('TooMany', '_embedded.statuses', `Limit ${maxStages} statuses`);
}

function makeMain(ctx: ApiContext, main: Pipeline): void {
  for (const pipeline of ctx.account.pipelines.values()) pipeline.is_main = pipeline === main;
}

function build(ctx: ApiContext, body: PipelineBody): Pipeline {
  const system = systemStages(ctx.sandbox.ids, ctx.account.language);
  const own: Stage[] = [];
  const described = new Map<Stage, DescriptionBody[]>();
  for (const sent of body._embedded?.statuses ?? []) {
    const { name = '', sort = own.length, color = defaultStageColor } = sent;
    const existing = system.find((one) => one.id === sent.id);
    const stage: Stage = existing ?? {
      ...{ id: ctx.sandbox.ids.next(), name, sort, color, type: 0, descriptions: [] },
    };
    if (existing) existing.name = sent.name ?? existing.name;
    else own.push(stage);
    described.set(stage, sent.descriptions ?? []);
  }
  const { name, sort, is_unsorted_on } = body;
  const id = ctx.sandbox.ids.next();
  const stages = [...system, ...own];
  const pipeline: Pipeline = { id, name, sort, is_main: false, is_unsorted_on, is_archive: false, stages };
  renumberStages(pipeline);
  for (const [stage, sent] of described) applyDescriptions(ctx, pipeline, stage, sent);
  return pipeline;
}

function list(ctx: ApiContext): Answer {
  const pipelines = [...ctx.account.pipelines.values()].sort((a, b) => a.sort - b.sort || a.id - b.id);
  return ok(
    wholeList(
      'pipelines',
      pipelines.map((pipeline) => pipelineView(ctx, pipeline)),
      ownHref(ctx),
    ),
  );
}

function add(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, postShape);
  for (const item of items) checkNew(ctx, item);
  validation.throwIfAny();
  if (ctx.account.pipelines.size + items.length > maxPipelines) {
    throw new ApiProblem(422, `Limit ${maxPipelines} pipelines per account`);
  }
  const made = items.map((item) => {
    const pipeline = build(ctx, item.body);
    ctx.account.pipelines.set(pipeline.id, pipeline);
    if (item.body.is_main) makeMain(ctx, pipeline);
    return { pipeline, requestId: item.requestId };
  });
  const shown = made.map(({ pipeline, requestId }) => ({
    ...pipelineView(ctx, pipeline, true),
    request_id: requestId,
  }));
  return ok(wholeList('pipelines', shown, ownHref(ctx)));
}

function change(ctx: ApiContext): Answer {
  const pipeline = pipelineToWrite(ctx);
  const item = readObject(ctx, patchShape);
  checkOwnId(item, pipeline.id);
  item.validation.throwIfAny();
  const sent: Partial<PipelineBody> = item.body;
  pipeline.name = sent.name ?? pipeline.name;
  pipeline.sort = sent.sort ?? pipeline.sort;
  pipeline.is_unsorted_on = sent.is_unsorted_on ?? pipeline.is_unsorted_on;
  // `false` on the main pipeline changes nothing: exactly one is main.
  if (sent.is_main) makeMain(ctx, pipeline);
  return ok({ ...pipelineView(ctx, pipeline, true), request_id: item.requestId });
}

function remove(ctx: ApiContext): Answer {
  const { account } = ctx;
  const pipeline = pipelineToWrite(ctx);
  if (account.pipelines.size === 1) throw new ApiProblem(400, 'The last pipeline can not be deleted');
  for (const lead of account.leads.values()) {
    if (lead.pipeline_id === pipeline.id && !lead.is_deleted) {
      throw new ApiProblem(400, 'Pipeline with leads can not be deleted');
    }
  }
  account.pipelines.delete(pipeline.id);
  for (const stage of pipeline.stages) forgetStage(account, pipeline.id, stage.id);
  const [next] = [...account.pipelines.values()].sort((a, b) => a.sort - b.sort || a.id - b.id);
  if (pipeline.is_main && next) makeMain(ctx, next);
  moveTrash(ctx.scope, pipeline, mainPipeline(account));
  return switchOf(account, 'pipeline_delete_status') === 200 ? ok({}) : noContent;
}

/** Config 3.1, 3.2, 3.4. */
export const pipelineRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/leads/pipelines', rights: 'user', handle: list },
  { method: 'POST', path: '/api/v4/leads/pipelines', rights: 'admin', handle: add },
  {
    method: 'GET',
    path: '/api/v4/leads/pipelines/:id',
    rights: 'user',
    handle: (ctx) => ok(pipelineView(ctx, pipelineOf(ctx))),
  },
  { method: 'PATCH', path: '/api/v4/leads/pipelines/:id', rights: 'admin', handle: change },
  { method: 'DELETE', path: '/api/v4/leads/pipelines/:id', rights: 'admin', handle: remove },
];
