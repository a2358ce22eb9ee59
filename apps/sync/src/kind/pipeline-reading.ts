import { listPipelines, listStages, UnexpectedAnswer, type AmoClient, type AmoPipeline } from '@hub/amocrm';
import type { RawPipeline } from '../configuration/raw-snapshot.js';
import type { Reading, WantsDetails } from './kind.js';

/** Throws `UnexpectedAnswer` where no pipeline is the main one: every account has one. */
async function readPipelines(amo: AmoClient, wantsDescriptions: WantsDetails): Promise<RawPipeline[]> {
  const listed = await listPipelines(amo);
  if (!listed.some(({ is_main: isMain }) => isMain))
    throw new UnexpectedAnswer('/api/v4/leads/pipelines', 'main pipeline');
  const pipelines: RawPipeline[] = [];
  for (const pipeline of listed) {
    const isRead = !pipeline.is_archive && wantsDescriptions(pipeline);
    pipelines.push(isRead ? await withDescriptions(amo, pipeline) : pipeline);
  }
  return pipelines;
}

/** Throws `UnexpectedAnswer` where a stage that the list of pipelines has is not among the stages. */
async function withDescriptions(amo: AmoClient, pipeline: AmoPipeline): Promise<RawPipeline> {
  const statuses = await listStages(amo, pipeline.id);
  const read = new Set(statuses.map(({ id }) => id));
  const missing = pipeline._embedded.statuses.find(({ id }) => !read.has(id));
  if (missing)
    throw new UnexpectedAnswer(`/api/v4/leads/pipelines/${pipeline.id}/statuses`, `stage ${missing.id}`);
  return { ...pipeline, _embedded: { statuses } };
}

/** Pipelines with their stages; descriptions of stages cost a call per pipeline. */
export const pipelineReading: Reading = {
  part: 'pipelines',
  turn: 5,
  read: readPipelines,
  reread: (amo, _seen, _within, wants) => readPipelines(amo, wants),
};
