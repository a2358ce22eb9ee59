export type DescriptionLevel = 'newbie' | 'candidate' | 'master';

/** Config 3.3; the times are strings here, unlike everywhere else. */
interface StageDescription {
  id: number;
  account_id: number;
  created_at: string;
  updated_at: string;
  created_by: number | null;
  updated_by: number | null;
  pipeline_id: number;
  status_id: number;
  level: DescriptionLevel;
  description: string;
}

export interface Stage {
  id: number;
  name: string;
  sort: number;
  color: string;
  /** 1 = unsorted, 0 = all others. */
  type: 0 | 1;
  descriptions: StageDescription[];
}

export interface Pipeline {
  id: number;
  name: string;
  sort: number;
  is_main: boolean;
  is_unsorted_on: boolean;
  is_archive: boolean;
  /** All stages in order, the unsorted one too even while `is_unsorted_on` is false: it keeps its id. */
  stages: Stage[];
}

export const wonStageId = 142;
export const lostStageId = 143;

/** Config 3.5: the colours that writes accept. */
export const stagePalette = new Set(
  (
    '#fffeb2 #fffd7f #fff000 #ffeab2 #ffdc7f #ffce5a #ffdbdb #ffc8c8 #ff8f92 #d6eaff #c1e0ff #98cbff ' +
    '#ebffb1 #deff81 #87f2c0 #f9deff #f3beff #ccc8f9 #eb93ff #f2f3f4 #e6e8ea'
  ).split(' '),
);

/** The colours that 142 and 143 are read with (config 3.5): sent back they are accepted. */
export const finalColors = { 142: '#CCFF66', 143: '#D5D8DB' } as const;

export const defaultStageColor = '#fffeb2';

/** True for 142, 143 and the unsorted stage: not editable, not deletable. */
export function isSystemStage(stage: Stage): boolean {
  return stage.type === 1 || stage.id === wonStageId || stage.id === lostStageId;
}

/** The stages that answers show: without the unsorted one where it is off. */
export function visibleStages(pipeline: Pipeline): Stage[] {
  return pipeline.is_unsorted_on ? pipeline.stages : pipeline.stages.filter((stage) => stage.type !== 1);
}

/** The first stage ordinary leads can be in; undefined when the pipeline has only system stages. */
export function firstWorkingStage(pipeline: Pipeline): Stage | undefined {
  return pipeline.stages.find((stage) => !isSystemStage(stage));
}

/**
 * Puts the stages in order and gives them amoCRM's numbers: unsorted 10, then 20, 30 …, won 10000, lost 11000
 * (config 3.3). Equal sorts keep their present order.
 */
export function renumberStages(pipeline: Pipeline): void {
  const rank = (stage: Stage): number => (stage.type === 1 ? 0 : isSystemStage(stage) ? 2 : 1);
  pipeline.stages.sort((a, b) => rank(a) - rank(b) || (isSystemStage(a) ? a.id - b.id : a.sort - b.sort));
  let sort = 10;
  for (const stage of pipeline.stages) {
    if (stage.type === 1) stage.sort = 10;
    else if (stage.id === wonStageId) stage.sort = 10_000;
    else if (stage.id === lostStageId) stage.sort = 11_000;
    else stage.sort = sort += 10;
  }
}
