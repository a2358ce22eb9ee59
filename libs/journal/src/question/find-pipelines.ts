import { IsNull, type EntityManager } from 'typeorm';
import { JournalPipeline, JournalStage } from '../configuration.entities.js';

/** A pipeline with its stages in their order. */
interface PipelineNow {
  id: number;
  name: string;
  isArchived: boolean;
  stages: { id: number; name: string; isUnsorted: boolean }[];
}

/** The pipelines that an account had when its configuration was read last; none while it was not read. */
export async function findPipelines(tx: EntityManager, accountId: string): Promise<PipelineNow[]> {
  const present = { where: { accountId, goneAt: IsNull() }, order: { sort: 'ASC' } } as const;
  const pipelines = await tx.find(JournalPipeline, present);
  const stages = await tx.find(JournalStage, present);
  return pipelines.map(({ pipelineId: id, name, isArchived }) => ({
    ...{ id, name, isArchived },
    stages: stages
      .filter(({ pipelineId }) => pipelineId === id)
      .map(({ statusId, name, kind }) => ({ id: statusId, name, isUnsorted: kind === 'unsorted' })),
  }));
}
