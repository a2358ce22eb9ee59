import type { Json } from '../configuration/json.js';
import type { Kind, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';
import { stageInPipelineBody } from './stage.kind.js';

function body(write: Write): Record<string, Json> {
  return {
    ...nameAndSort(write),
    ...('isMain' in write.changed ? { is_main: true } : {}),
    ...('unsorted' in write.changed ? { is_unsorted_on: write.changed.unsorted ?? false } : {}),
  };
}

/**
 * Pipelines. `isMain` is managed only where the release says true: amoCRM moves the flag, so saying false anywhere
 * else is a call for nothing. `unsorted` is managed where the release says anything; a new pipeline needs a value
 * (sheet 3.2) and has it off. An archived pipeline cannot be brought back by the API (sheet 3.2).
 */
export const pipelineKind: Kind = {
  name: 'pipeline',
  references: {},
  ordered: true,
  unwritable: ['archived'],
  observe: (raw) =>
    raw.pipelines.map((pipeline) => ({
      kind: 'pipeline',
      id: String(pipeline.id),
      within: '',
      attributes: {
        name: pipeline.name,
        ...(pipeline.is_main ? { isMain: true } : {}),
        unsorted: pipeline.is_unsorted_on,
        archived: pipeline.is_archive,
      },
      sort: pipeline.sort,
    })),
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    collection: () => '/api/v4/leads/pipelines',
    answerKey: 'pipelines',
    toCreateBody: (write) => ({
      is_main: false,
      is_unsorted_on: false,
      ...body(write),
      _embedded: { statuses: write.children.map((child) => stageInPipelineBody(child.write)) },
    }),
    toUpdateBody: body,
  },
};
