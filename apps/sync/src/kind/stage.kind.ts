import type { Json } from '../configuration/json.js';
import type { RawStatus } from '../configuration/raw-snapshot.js';
import type { Attributes, Kind, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';
import { paletteColor } from './stage-colors.js';

/** Levels of stage descriptions, in the order amoCRM shows them (sheet 3.3). */
export const descriptionLevels = ['newbie', 'candidate', 'master'] as const;

/** The two final stages that every pipeline has under these ids. */
export const finalStages: Readonly<Record<number, string>> = { 142: '~won', 143: '~lost' };
const finalIds = new Map(Object.entries(finalStages).map(([id, fixed]) => [fixed, Number(id)]));

/** Body of a stage of its own; inside a new pipeline the final ones are named by their id. */
function stageBody(write: Write): Record<string, Json> {
  if (write.fixed !== null) return { id: finalIds.get(write.fixed) ?? 0, ...nameAndSort(write) };
  const descriptions = descriptionLevels
    .filter((level) => level in write.changed)
    .map((level) => descriptionBody(level, write))
    .filter((item) => item !== null);
  return {
    ...nameAndSort(write),
    ...('color' in write.changed ? { color: write.changed.color ?? null } : {}),
    ...(descriptions.length > 0 ? { descriptions } : {}),
  };
}

/** Body of a stage inside a new pipeline. Descriptions are not taken there (sheet 3.4). */
export function stageInPipelineBody(write: Write): Record<string, Json> {
  const body = stageBody(write);
  delete body.descriptions;
  return body;
}

/** Whether a new stage has a text to write. */
export function isDescribed(attributes: Attributes): boolean {
  return descriptionLevels.some((level) => attributes[level] !== undefined && attributes[level] !== '');
}

/** Writes the texts of a stage and nothing else. */
export function describeBody(write: Write): Json {
  return { descriptions: stageBody(write).descriptions ?? [] };
}

/** A text overwrites its level; an empty one deletes it, which needs the id (sheet 3.3). */
function descriptionBody(level: string, write: Write): Json | null {
  const text = write.changed[level];
  if (text !== undefined && text !== '') return { level, description: text };
  const id = write.hold[level];
  return id === undefined ? null : { id, level };
}

function describe(status: RawStatus): { texts: Attributes; ids: Attributes } {
  const texts: Record<string, Json> = {};
  const ids: Record<string, Json> = {};
  for (const level of descriptionLevels) {
    const found = status.descriptions?.find((item) => item.level === level);
    texts[level] = found?.description ?? '';
    if (found) ids[level] = found.id;
  }
  return { texts, ids };
}

/**
 * Stages. The unsorted stage (type 1) cannot be written and is switched by its pipeline; of 142 and 143 only the name
 * is managed, because writing anything else is refused (sheet 3.4).
 */
export const stageKind: Kind = {
  name: 'stage',
  parent: 'pipeline',
  references: {},
  ordered: true,
  unwritable: [],
  observe: (raw) =>
    raw.pipelines.flatMap((pipeline) =>
      pipeline._embedded.statuses
        .filter((status) => status.type !== 1)
        .map((status) => {
          const fixed = finalStages[status.id];
          const common = {
            kind: 'stage' as const,
            id: `${pipeline.id}/${status.id}`,
            within: String(pipeline.id),
            sort: status.sort,
          };
          if (fixed !== undefined) return { ...common, fixed, attributes: { name: status.name } };
          const { texts, ids } = describe(status);
          const attributes = { name: status.name, color: paletteColor(status.color), ...texts };
          return { ...common, attributes, hold: ids };
        }),
    ),
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    collection: (pipeline) => `/api/v4/leads/pipelines/${pipeline}/statuses`,
    answerKey: 'statuses',
    toCreateBody: stageBody,
    toUpdateBody: ({ fixed, ...write }) =>
      fixed === null ? stageBody({ fixed, ...write }) : nameAndSort({ fixed, ...write }),
    // Whether a final stage can be renamed later is told in two ways (sheet 3.4).
    isUncertain: (fixed) => fixed !== null,
  },
};
