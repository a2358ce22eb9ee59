import { defaultNames } from './default-names.js';
import type { Ids } from './ids.js';
import {
  finalColors,
  lostStageId,
  renumberStages,
  wonStageId,
  type Pipeline,
  type Stage,
} from './pipeline.js';

const workingColors = ['#99ccff', '#ffff99', '#ffcc66', '#ffcccc'];

/** The three stages every pipeline has (config 3.4, 3.5): unsorted, won, lost. */
export function systemStages(ids: Ids, language: string): Stage[] {
  const names = defaultNames(language);
  return [
    { id: ids.next(), name: names.unsorted, sort: 10, color: '#c1c1c1', type: 1, descriptions: [] },
    {
      id: wonStageId,
      name: names.won,
      sort: 10_000,
      color: finalColors[142],
      type: 0,
      descriptions: [],
    },
    {
      id: lostStageId,
      name: names.lost,
      sort: 11_000,
      color: finalColors[143],
      type: 0,
      descriptions: [],
    },
  ];
}

/** The main pipeline of a new account. */
export function newPipeline(ids: Ids, unsortedOn: boolean, language: string): Pipeline {
  const names = defaultNames(language);
  const pipeline: Pipeline = {
    id: ids.next(),
    name: names.pipeline,
    sort: 1,
    is_main: true,
    is_unsorted_on: unsortedOn,
    is_archive: false,
    stages: [],
  };
  const own = names.working.map((name, index): Stage => {
    const color = workingColors[index] ?? '';
    return { id: ids.next(), name, sort: index, color, type: 0, descriptions: [] };
  });
  pipeline.stages = [...systemStages(ids, language), ...own];
  renumberStages(pipeline);
  return pipeline;
}
