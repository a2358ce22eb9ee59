import type { Ids } from './ids.js';
import { lostStageId, renumberStages, wonStageId, type Pipeline, type Stage } from './pipeline.js';

const workingStages: readonly [name: string, color: string][] = [
  ['Первичный контакт', '#99ccff'],
  ['Переговоры', '#ffff99'],
  ['Принимают решение', '#ffcc66'],
  ['Согласование договора', '#ffcccc'],
];

/** The three stages every pipeline has (config 3.4, 3.5): unsorted, won, lost. */
export function systemStages(ids: Ids): Stage[] {
  return [
    { id: ids.next(), name: 'Неразобранное', sort: 10, color: '#c1c1c1', type: 1, descriptions: [] },
    {
      id: wonStageId,
      name: 'Успешно реализовано',
      sort: 10_000,
      color: '#CCFF66',
      type: 0,
      descriptions: [],
    },
    {
      id: lostStageId,
      name: 'Закрыто и не реализовано',
      sort: 11_000,
      color: '#D5D8DB',
      type: 0,
      descriptions: [],
    },
  ];
}

/** The main pipeline of a new account. */
export function newPipeline(ids: Ids, unsortedOn: boolean): Pipeline {
  const pipeline: Pipeline = {
    id: ids.next(),
    name: 'Воронка',
    sort: 1,
    is_main: true,
    is_unsorted_on: unsortedOn,
    is_archive: false,
    stages: [],
  };
  const own = workingStages.map(([name, color], index): Stage => {
    return { id: ids.next(), name, sort: index, color, type: 0, descriptions: [] };
  });
  pipeline.stages = [...systemStages(ids), ...own];
  renumberStages(pipeline);
  return pipeline;
}
