import type { BotChecklistStep } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import type { BotFacts } from './bot-facts.js';
import { widgetHandler } from './core/handler-shapes.js';

/** What is known of a delivery when its steps are listed. */
export interface ChecklistFacts {
  readonly facts: Pick<BotFacts, 'form' | 'handlers'>;
  readonly botName: string;
  /** What starts the bot, kept by hand. */
  readonly triggers: string | null;
  /** Names of bots whose start no file can name. */
  readonly circle: readonly string[];
  /** Names of bots that it starts under an id they no longer have. */
  readonly startsReplaced: readonly string[];
  /** Name of the version before it in this branch. */
  readonly old: string | null;
  /** Names of bots that still start that one. */
  readonly starters: readonly string[];
}

export const inQuotes = (name: string): string => `«${name}»`;

/** The steps a person takes in the branch account, in order. */
export function checklistOf({
  facts,
  botName,
  triggers,
  circle,
  startsReplaced,
  old,
  starters,
}: ChecklistFacts): {
  step: BotChecklistStep;
  text: Message;
}[] {
  const has = (name: string) => facts.handlers.includes(name);
  const sends = ['send_message', 'send_external_message', 'send_comment'].some(has);
  return [
    {
      step: 'import',
      text: message(facts.form === 'code' ? 'bots.todo-paste' : 'bots.todo-import', { name: botName }),
    },
    ...(has(widgetHandler) ? [{ step: 'widgets' as const, text: message('bots.todo-widgets') }] : []),
    ...(sends ? [{ step: 'channels' as const, text: message('bots.todo-channels') }] : []),
    ...(circle.length === 0
      ? []
      : [
          {
            step: 'starts' as const,
            text: message('bots.todo-starts', { bots: circle.map(inQuotes) }),
          },
        ]),
    {
      step: 'triggers',
      text:
        triggers === null
          ? message('bots.todo-triggers-unknown')
          : message('bots.todo-triggers', { triggers }),
    },
    { step: 'switch-on', text: message('bots.todo-switch-on') },
    ...(startsReplaced.length === 0
      ? []
      : [
          {
            step: 'deliver-again' as const,
            text: message('bots.todo-deliver-again', { bots: startsReplaced.map(inQuotes) }),
          },
        ]),
    ...(old === null ? [] : [{ step: 'switch-off-old' as const, text: switchOff(old, starters) }]),
  ];
}

function switchOff(name: string, starters: readonly string[]): Message {
  if (starters.length === 0) return message('bots.todo-switch-off-old', { name });
  return message('bots.todo-switch-off-started', { name, bots: starters.map(inQuotes) });
}
