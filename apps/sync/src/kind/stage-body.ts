import type { Json } from '../configuration/json.js';
import { finalStages } from './deals.js';
import type { Write } from './kind.js';
import type { Attributes } from './kind-name.js';
import { nameAndSort } from './name-and-sort.js';
import { descriptionLevels } from './stage-descriptions.js';

const finalIds = new Map(Object.entries(finalStages).map(([id, fixed]) => [fixed, Number(id)]));

/** Body of a stage of its own; inside a new pipeline the final ones are named by their id. */
export function stageBody(write: Write): Record<string, Json> {
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
  const id = write.forWrites[level];
  return id === undefined ? null : { id, level };
}
