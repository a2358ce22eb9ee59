import type { Bot } from '../state/bot.js';
import { allHandlers, parseJson } from './bot-code.js';
import { dropChannels } from './unknown-references.js';

/**
 * What saving in the designer does to a bot: widget steps are registered anew, and messages with a list of channels go to
 * all of them. Gives back how many lists were dropped.
 */
export function saveInDesigner(bot: Bot, newId: () => string): number {
  const instances = new Map<unknown, string>();
  const [text, positions] = [parseJson(bot.text), parseJson(bot.positions)];
  for (const { handler, params } of allHandlers([text, positions])) {
    if (handler !== 'widget') continue;
    const known = instances.get(params.widget_instance_id) ?? newId();
    instances.set(params.widget_instance_id, known);
    params.widget_instance_id = known;
  }
  const dropped = dropChannels(text, () => false);
  dropChannels(positions, () => false);
  bot.text = JSON.stringify(text);
  bot.positions = JSON.stringify(positions);
  return dropped;
}
