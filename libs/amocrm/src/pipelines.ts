import type { AmoClient } from './amo-client.js';
import { embedded, flag, int, list, name, neverEmpty, or, shape, text, type Read } from './read-value.js';
import { writeOne } from './write-batch.js';

const description = shape({ id: int, level: text, description: or(text, '') });

const stage = shape({
  id: int,
  name,
  /** 0 where amoCRM shows none: its own begin with 10. */
  sort: or(int, 0),
  color: or(text, ''),
  is_editable: or(flag, true),
  pipeline_id: int,
  /** 1 = unsorted («Неразобранное»), 0 = all others, 142 and 143 included. */
  type: or(int, 0),
  descriptions: list(description),
});

const pipeline = shape({
  id: int,
  name,
  sort: or(int, 0),
  is_main: or(flag, false),
  is_unsorted_on: or(flag, false),
  is_archive: or(flag, false),
  _embedded: or(shape({ statuses: list(stage) }), { statuses: [] }),
});

export type AmoPipeline = Read<typeof pipeline>;
export type AmoStage = Read<typeof stage>;

export interface NewStage {
  /** 142 or 143 only, to rename a system stage while the pipeline is created. */
  id?: number;
  name: string;
  sort?: number;
  color?: string;
  descriptions?: { level: string; description: string }[];
}

export interface NewPipeline {
  name: string;
  sort: number;
  is_main: boolean;
  is_unsorted_on: boolean;
  /** At least one own stage: a pipeline without any is refused (configuration 3.4). */
  _embedded: { statuses: NewStage[] };
}

const root = '/api/v4/leads/pipelines';
const stagesOf = (pipelineId: number) => `${root}/${pipelineId}/statuses`;

/**
 * All pipelines with their stages, archived ones included. The list is not paged. Stage descriptions are absent. A pipeline
 * without stages is one whose stages were not shown: each has some, which `stagesIn` insists on. Throws `UnexpectedAnswer`
 * for no pipelines.
 */
export async function listPipelines(amo: AmoClient): Promise<AmoPipeline[]> {
  const { body } = await amo.call({ method: 'GET', path: root });
  return neverEmpty(embedded(body, 'pipelines', pipeline), root);
}

/** The stages that a list of pipelines shows of one. Throws `UnexpectedAnswer` where it shows none. */
export function stagesIn({ id, _embedded }: AmoPipeline): AmoStage[] {
  return neverEmpty(_embedded.statuses, stagesOf(id));
}

/** One pipeline; throws `NotFound`. Kommo prints the list envelope here, so both forms are taken. */
export async function readPipeline(amo: AmoClient, id: number): Promise<AmoPipeline> {
  const { body } = await amo.call({ method: 'GET', path: `${root}/${id}` });
  const first = (body as { _embedded?: { pipelines?: unknown[] } } | null)?._embedded?.pipelines?.[0];
  return pipeline(first ?? body, 'pipeline');
}

/** The stages of a pipeline with their descriptions. Throws `UnexpectedAnswer` for none: two are in every pipeline. */
export async function listStages(amo: AmoClient, pipelineId: number): Promise<AmoStage[]> {
  const { body } = await amo.call({
    method: 'GET',
    path: stagesOf(pipelineId),
    query: { with: 'descriptions' },
  });
  return neverEmpty(embedded(body, 'statuses', stage), stagesOf(pipelineId));
}

/** Creates a pipeline; the answer carries the stages with the sort amoCRM gave them. */
export async function createPipeline(amo: AmoClient, item: NewPipeline): Promise<AmoPipeline> {
  return writeOne(amo, { method: 'POST', path: root, items: [item], key: 'pipelines', read: pipeline });
}

/** Changes the given keys of a pipeline. */
export async function patchPipeline(
  amo: AmoClient,
  id: number,
  change: Partial<Omit<NewPipeline, '_embedded'>>,
): Promise<AmoPipeline> {
  const { body } = await amo.call({ method: 'PATCH', path: `${root}/${id}`, body: change });
  return pipeline(body, 'pipeline');
}

/** Deletes a pipeline. Refused (400) for the last one and for one with leads. */
export async function deletePipeline(amo: AmoClient, id: number): Promise<void> {
  await amo.call({ method: 'DELETE', path: `${root}/${id}` });
}

/** Adds a stage; amoCRM gives sorts anew, so read the pipeline again before comparing. */
export async function createStage(amo: AmoClient, pipelineId: number, item: NewStage): Promise<AmoStage> {
  return writeOne(amo, {
    method: 'POST',
    path: stagesOf(pipelineId),
    items: [item],
    key: 'statuses',
    read: stage,
  });
}

/** Changes the given keys of a stage. */
export async function patchStage(
  amo: AmoClient,
  pipelineId: number,
  id: number,
  change: Partial<NewStage>,
): Promise<AmoStage> {
  const path = `${stagesOf(pipelineId)}/${id}`;
  const { body } = await amo.call({ method: 'PATCH', path, body: change });
  return stage(body, 'status');
}

/** Deletes a stage; its leads move to the first stage of the pipeline. */
export async function deleteStage(amo: AmoClient, pipelineId: number, id: number): Promise<void> {
  await amo.call({ method: 'DELETE', path: `${stagesOf(pipelineId)}/${id}` });
}
