import type { AmoClient, AmoPipeline } from '@hub/amocrm';
import { listPipelines, listStages, stagesIn, UnexpectedAnswer } from '@hub/amocrm/pure';
import type { RawPipeline, RawStatus } from '../configuration/raw-snapshot.js';
import { sideBySide } from '../snapshot/side-by-side.js';
import { wholeAccount, type Reading, type WantsDetails } from './kind.js';

/**
 * Throws `UnexpectedAnswer` where no pipeline is the main one, one shows no stages, or a stage no place among them: every
 * account has all of these.
 */
async function readPipelines(
  amo: AmoClient,
  wantsDescriptions: WantsDetails,
  seen: readonly RawPipeline[],
): Promise<RawPipeline[]> {
  const listed = await listPipelines(amo);
  if (!listed.some(({ is_main: isMain }) => isMain))
    throw new UnexpectedAnswer('/api/v4/leads/pipelines', 'main pipeline');
  for (const { id } of listed.flatMap(stagesIn).filter(({ sort }) => sort === 0))
    throw new UnexpectedAnswer(`/api/v4/leads/pipelines.${id}.sort`, 'number');
  const known = new Map(
    seen.flatMap(({ id, _embedded }) => _embedded.statuses.map((stage) => [`${id}/${stage.id}`, stage])),
  );
  return sideBySide(listed, (pipeline) => {
    const isRead = !pipeline.is_archive && wantsDescriptions(pipeline);
    return isRead ? withDescriptions(amo, pipeline) : Promise.resolve(withSeen(pipeline, known));
  });
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

function withSeen(pipeline: AmoPipeline, known: ReadonlyMap<string, RawStatus>): RawPipeline {
  const statuses = pipeline._embedded.statuses.map((stage) => ({
    ...stage,
    descriptions: known.get(`${pipeline.id}/${stage.id}`)?.descriptions ?? stage.descriptions,
  }));
  return { ...pipeline, _embedded: { statuses } };
}

/** Pipelines with their stages; descriptions of stages cost a call per pipeline. */
export const pipelineReading: Reading = {
  part: 'pipelines',
  round: 2,
  lists: wholeAccount,
  read: (amo, _list, wants, seen) => readPipelines(amo, wants, seen as readonly RawPipeline[]),
};
