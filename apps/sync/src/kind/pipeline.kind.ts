import { message } from '@hub/messages';
import { textOf, type Json } from '../configuration/json.js';
import { stepDraft } from './step-draft.js';
import { countWaiting } from '../snapshot/count-waiting.js';
import { pipelineReading } from './pipeline-reading.js';
import { pipelineSection } from './pipeline-section.js';
import { liveDeals } from './deals.js';
import type { Kind, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';
import { isDescribed, stageInPipelineBody } from './stage-body.js';

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
  attributes: { name: 'name', isMain: 'isMain', unsorted: 'unsorted', archived: 'archived' },
  harmful: ['name', 'unsorted'],
  movedByOthers: ['isMain'],
  references: {},
  order: 'kept',
  unwritable: ['archived'],
  limit: { option: 'pipelines', usual: 50, reason: 'limit-pipelines' },
  reading: pipelineReading,
  // The descriptions of its stages.
  hasDetails: (stages) => stages.some(({ attributes }) => isDescribed(attributes)),
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
  steps: (of) =>
    of('pipeline').map(({ attributes, ref }) => {
      const step = message('steps.automation', { name: textOf(attributes.name) });
      return { ...stepDraft(step, message('steps.automation-text')), about: `pipeline ${ref}` };
    }),
  blueprint: pipelineSection,
  live: liveDeals('deals-in-pipeline'),
  guard: {
    attribute: 'unsorted',
    value: false,
    risk: 'unsorted-off',
    count: (amo, branchId) => countWaiting(amo, Number(branchId)),
    // It is unknown what amoCRM does to waiting requests when it is switched off, so they are sorted first.
    reason: 'requests-wait',
    arrived: 'requests-arrived',
    isThrownBy: (sent) => (sent as { is_unsorted_on?: Json }).is_unsorted_on === false,
  },
  risks: {
    written: ({ isMain }) => (isMain === true ? ['main-moves'] : []),
    removed: ({ isMain }) => (isMain === true ? ['main-goes'] : []),
  },
  isWeighty: true,
  isNeverEmpty: true,
  travel: null,
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    replaces: null,
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
  sample: ({ some, one, names }) => {
    const main = one([0, 1, 2, 3, 4, 5]);
    return some(names, 3).map((name, at) => ({
      kind: 'pipeline',
      within: '',
      attributes: {
        name,
        unsorted: one([false, true]),
        archived: false,
        ...(at === main ? { isMain: true } : {}),
      },
    }));
  },
};
