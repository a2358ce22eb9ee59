import type { BotChecklistStep } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { valueAt } from './core/json-pointer.js';
import { documentOf, type Bot } from './core/read-bot.js';
import { stringsIn } from './core/read-string.js';

/** What is known of a delivery when its steps are told. */
export interface ChecklistFacts {
  readonly bot: Bot;
  readonly botName: string;
  /** What starts the bot, kept by hand. */
  readonly triggers: string | null;
  /** Name of the version before it in this branch. */
  readonly old: string | null;
}

/** The steps a person takes in the branch account, in order. */
export function checklistOf({ bot, botName, triggers, old }: ChecklistFacts): {
  step: BotChecklistStep;
  text: Message;
}[] {
  const has = handlersIn(bot);
  const sends = ['send_message', 'send_external_message', 'send_comment'].some((name) => has.has(name));
  return [
    {
      step: 'import',
      text: message(bot.form === 'code' ? 'bots.todo-paste' : 'bots.todo-import', { name: botName }),
    },
    ...(has.has('widget') ? [{ step: 'widgets' as const, text: message('bots.todo-widgets') }] : []),
    ...(sends ? [{ step: 'channels' as const, text: message('bots.todo-channels') }] : []),
    {
      step: 'triggers',
      text:
        triggers === null
          ? message('bots.todo-triggers-unknown')
          : message('bots.todo-triggers', { triggers }),
    },
    { step: 'switch-on', text: message('bots.todo-switch-on') },
    ...(old === null
      ? []
      : [{ step: 'switch-off-old' as const, text: message('bots.todo-switch-off-old', { name: old }) }]),
  ];
}

function handlersIn(bot: Bot): Set<string> {
  const document = documentOf(bot);
  const names = [...stringsIn(document, '')]
    .filter(({ path }) => path.endsWith('/handler'))
    .map(({ path }) => String(valueAt(document, path)));
  return new Set(names);
}
