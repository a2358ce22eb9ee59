import type { ApiContext } from '../http/route.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { DescriptionLevel, Pipeline, Stage } from '../state/pipeline.js';

export interface DescriptionBody {
  id?: number;
  level: DescriptionLevel;
  description?: string;
}

/** Config 3.3: at most three, one per level, 1000 characters. */
export const descriptionsRule: Rule = {
  type: 'array',
  items: {
    type: 'object',
    shape: {
      id: { type: 'int' },
      level: { type: 'string', required: true, choices: ['newbie', 'candidate', 'master'] },
      description: { type: 'string', maxLength: 1000 },
    },
  },
};

/**
 * Reports what the shape cannot: unknown ids, a level twice, also beside a description that stays. `prefix` is the path of
 * the stage, with its dot.
 */
export function checkDescriptions(
  errors: ItemValidation,
  stage: Stage | undefined,
  sent: DescriptionBody[],
  prefix = '',
): void {
  const levels = new Set<string>();
  sent.forEach((item, index) => {
    const path = `${prefix}descriptions.${index}`;
    if (levels.has(item.level)) errors.add('NotSupportedChoice', `${path}.level`);
    levels.add(item.level);
    const known = stage?.descriptions.some((one) => one.id === item.id);
    if (item.id !== undefined && !known) errors.add('NotSupportedChoice', `${path}.id`);
    // One that keeps its level has it alone.
    const isTaken = stage?.descriptions.some(
      ({ id, level }) => level === item.level && id !== item.id && sent.every((other) => other.id !== id),
    );
    if (item.id !== undefined && item.description !== undefined && isTaken)
      errors.add('NotSupportedChoice', `${path}.level`);
    if (item.id === undefined && item.description === undefined) {
      errors.add('FieldMissing', `${path}.description`);
    }
  });
}

/** Descriptions name the API as 0, whoever granted the token (config 3.3). */
const apiAuthor = 0;

const timeText = (now: number): string => new Date(now * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** Applies checked descriptions: by id edits or deletes, by level creates or overwrites. */
export function applyDescriptions(
  ctx: ApiContext,
  pipeline: Pipeline,
  stage: Stage,
  sent: DescriptionBody[],
): void {
  const at = timeText(ctx.now);
  for (const item of sent) {
    const found = stage.descriptions.find((one) =>
      item.id === undefined ? one.level === item.level : one.id === item.id,
    );
    if (item.description === undefined)
      stage.descriptions = stage.descriptions.filter((one) => one !== found);
    else if (found)
      Object.assign(found, {
        level: item.level,
        description: item.description,
        updated_at: at,
        updated_by: apiAuthor,
      });
    else {
      stage.descriptions.push({
        id: ctx.sandbox.ids.next(),
        account_id: ctx.account.id,
        created_at: at,
        updated_at: at,
        created_by: apiAuthor,
        updated_by: null,
        pipeline_id: pipeline.id,
        status_id: stage.id,
        level: item.level,
        description: item.description,
      });
    }
  }
}
