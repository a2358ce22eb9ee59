import { isObject } from './findings.js';
import { codeBytes, isStepKey, maxCodeBytes, type Bot } from './read-bot.js';

/** The field of leads into which a bot writes its mark, and that mark. */
interface Mark {
  readonly fieldId: number;
  readonly text: string;
}

/**
 * The bot with a new first action: it writes the mark into the field of the lead, in the code and in the layout. A bot
 * that has no first step to put it into, whose actions have other ids than numbers, or that would become too large, stays as
 * it is.
 */
export function markBot(bot: Bot, mark: Mark): Bot {
  const copy = structuredClone({ code: bot.code, blocks: bot.blocks });
  const first = Object.keys(copy.code)
    .filter(isStepKey)
    .map(Number)
    .sort((a, b) => a - b)[0];
  const step = first === undefined ? undefined : (copy.code as Record<string, unknown>)[String(first)];
  if (first === undefined || !isObject(step) || !Array.isArray(step.question)) return bot;
  const handler = handlerOf(bot, mark);
  step.question.unshift(handler);
  if (bot.form === 'export' && copy.blocks !== null && copy.blocks.length > 0) {
    const block = copy.blocks.filter(isObject).find((one) => one.type === 'question' && one.step === first);
    if (!block || !Array.isArray(block.actions)) return bot;
    const actions = block.actions.filter(isObject);
    for (const action of actions) if (typeof action.sort === 'number') action.sort += 1;
    const ids = copy.blocks.flatMap((one) => (isObject(one) ? idsOf(one.actions) : []));
    const id = Math.max(0, ...ids) + 1;
    if (!Number.isSafeInteger(id)) return bot;
    block.actions = [{ id, sort: 0, links: [], params: handler }, ...actions];
  }
  return codeBytes(copy) > maxCodeBytes ? bot : { ...bot, ...copy };
}

/** Ids of actions as numbers; NaN for one that is a text. An action may have none. */
function idsOf(actions: unknown): number[] {
  return Array.isArray(actions) ? actions.filter(isObject).map(({ id }) => Number(id ?? 0)) : [];
}

/** Code names a field by its number, the designer by a marker. */
function handlerOf({ form, blocks }: Bot, { fieldId, text: value }: Mark): Record<string, unknown> {
  const isCode = form === 'code' || (blocks ?? []).length === 0;
  const params = isCode
    ? { type: 2, value, custom_fields_id: fieldId }
    : { type: 'lead', value, custom_field: `{{lead.cf.${fieldId}}}` };
  return { handler: 'action', params: { name: 'set_custom_fields', params } };
}
