import {
  Forbidden,
  listCustomFields,
  listFieldGroups,
  listLossReasons,
  listPipelines,
  listStages,
  listTags,
  NotFound,
  readAccount,
  Refused,
  UnexpectedAnswer,
  type AmoClient,
  type AmoPipeline,
} from '@hub/amocrm';
import {
  entityTypes,
  type EntityType,
  type RawPipeline,
  type RawSnapshot,
} from '../configuration/raw-snapshot.js';

/** Whether the stage descriptions of a pipeline are worth a call of their own. */
export type WantsDescriptions = (pipeline: { id: number; name: string }) => boolean;

/**
 * Reads the whole configuration of an account, every page of it. A list that cannot be read throws, and so does an empty
 * one that amoCRM never has empty: nothing here turns "could not read" into "is empty". Loss reasons that amoCRM refuses
 * to give are null. Calls: `docs/sync-calls.md`.
 */
export async function readSnapshot(
  amo: AmoClient,
  wantsDescriptions: WantsDescriptions,
): Promise<RawSnapshot> {
  const account = await readAccount(amo);
  return {
    taskTypes: account._embedded.task_types,
    lossReasons: await lossReasonsIfGiven(amo),
    groups: await forEachEntity((entity) => listFieldGroups(amo, entity)),
    fields: await forEachEntity((entity) => listCustomFields(amo, entity)),
    pipelines: await readPipelines(amo, wantsDescriptions),
    tags: await forEachEntity((entity) => listTags(amo, entity)),
  };
}

async function lossReasonsIfGiven(amo: AmoClient): Promise<RawSnapshot['lossReasons']> {
  try {
    return await listLossReasons(amo);
  } catch (error) {
    if ([Forbidden, NotFound, Refused].some((refusal) => error instanceof refusal)) return null;
    throw error;
  }
}

/** One collection of a snapshot, named as in `writtenCollections`. */
export interface Collection {
  readonly kind: string;
  readonly within: string;
}

/**
 * The snapshot with the given collections read again: what an apply needs to verify itself. Loss reasons are null where
 * they are no longer given.
 */
export async function rereadCollections(
  amo: AmoClient,
  snapshot: RawSnapshot,
  collections: readonly Collection[],
  wantsDescriptions: WantsDescriptions,
): Promise<RawSnapshot> {
  let fresh = snapshot;
  for (const { kind, within } of collections) {
    const entity = entityTypes.find((name) => name === within) ?? 'leads';
    switch (kind) {
      case 'pipeline':
        fresh = { ...fresh, pipelines: await readPipelines(amo, wantsDescriptions) };
        break;
      case 'field':
        fresh = { ...fresh, fields: { ...fresh.fields, [entity]: await listCustomFields(amo, entity) } };
        break;
      case 'field-group':
        fresh = { ...fresh, groups: { ...fresh.groups, [entity]: await listFieldGroups(amo, entity) } };
        break;
      case 'tag':
        fresh = { ...fresh, tags: { ...fresh.tags, [entity]: await listTags(amo, entity) } };
        break;
      case 'loss-reason':
        fresh = { ...fresh, lossReasons: await lossReasonsIfGiven(amo) };
        break;
      default:
        throw new RangeError(`no collection is known for ${kind}`);
    }
  }
  return fresh;
}

/** Throws `UnexpectedAnswer` where no pipeline is the main one: every account has one. */
async function readPipelines(amo: AmoClient, wantsDescriptions: WantsDescriptions): Promise<RawPipeline[]> {
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

/** One after the other, because all of them share one rate budget anyway. */
async function forEachEntity<T>(read: (entity: EntityType) => Promise<T>): Promise<Record<EntityType, T>> {
  return { leads: await read('leads'), contacts: await read('contacts'), companies: await read('companies') };
}
