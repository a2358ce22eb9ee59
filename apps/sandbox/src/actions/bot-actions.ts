import { stopBot } from '../bots/run-bot.js';
import { saveInDesigner } from '../bots/save-in-designer.js';
import { exportBot, importBot, pasteBot, type BotImport } from '../bots/bot-file.js';
import { ApiProblem } from '../http/problem.js';
import { action, need, refuse, type Action, type ActionResult } from './action.js';

function result(imported: BotImport): ActionResult {
  if ('errors' in imported) throw new ApiProblem(400, 'The bot is broken', { errors: imported.errors });
  return { botId: imported.bot.id, unknown: imported.unknown };
}

/** `{file}`: the export file as an object. Answers `{botId, unknown}`, the ids of another account it still names. */
const importFile = action<{ file: unknown }>(
  { file: { type: 'object', required: true } },
  ({ account, sandbox }, { file }) => result(importBot(account, sandbox.ids, file)),
);

/** `{name, code}`: «Показать код» with JSON pasted in. */
const paste = action<{ name: string; code: unknown }>(
  {
    name: { type: 'string', required: true, notBlank: true },
    code: { type: ['array', 'object'], required: true },
  },
  ({ account, sandbox }, { name, code }) => result(pasteBot(account, sandbox.ids, name, code)),
);

/** `{botId}`: answers `{fileName, file}`. */
const exportFile = action<{ botId: number }>(
  { botId: { type: 'int', required: true } },
  ({ account }, { botId }, errors) => {
    const bot = need(errors, 'botId', account.bots.get(botId));
    return { fileName: `${bot.name}.json`, file: exportBot(bot) };
  },
);

/** `{botId, isActive?, isFavorite?}`: the switches of the list of bots. */
const change = action<{ botId: number; isActive?: boolean; isFavorite?: boolean }>(
  { botId: { type: 'int', required: true }, isActive: { type: 'bool' }, isFavorite: { type: 'bool' } },
  ({ account }, { botId, isActive, isFavorite }, errors) => {
    const bot = need(errors, 'botId', account.bots.get(botId));
    bot.is_active = isActive ?? bot.is_active;
    bot.is_favorite = isFavorite ?? bot.is_favorite;
    return { botId };
  },
);

const remove = action<{ botId: number }>(
  { botId: { type: 'int', required: true } },
  ({ account }, { botId }, errors) => {
    stopBot(account, need(errors, 'botId', account.bots.get(botId)));
    account.bots.delete(botId);
    return { botId };
  },
);

/** Kinds that have no place of their own in an account of the sandbox. */
const objectKinds = ['chat_source', 'template', 'file', 'widget', 'element'] as const;

/** `{kind, name}`: a channel, template, file, widget or list element that bots can name. Answers its `id`. */
const makeObject = action<{ kind: (typeof objectKinds)[number]; name: string }>(
  {
    kind: { type: 'string', required: true, choices: objectKinds },
    name: { type: 'string', required: true, notBlank: true },
  },
  ({ account, sandbox }, { kind, name }) => {
    const id = kind === 'file' ? sandbox.ids.uuid() : sandbox.ids.next();
    account.botObjects.set(`${kind} ${id}`, { name });
    return { id };
  },
);

/** `{botId}`: saves the bot in the designer, which changes it. Answers how many lists of channels it dropped. */
const save = action<{ botId: number }>(
  { botId: { type: 'int', required: true } },
  ({ account, sandbox }, { botId }, errors) => {
    const bot = need(errors, 'botId', account.bots.get(botId));
    if (!bot.is_visual_editor) refuse('A bot in code mode has no designer');
    return { botId, dropped: saveInDesigner(bot, () => sandbox.ids.uuid()) };
  },
);

export const botActions: Record<string, Action> = {
  'bot.import': importFile,
  'bot.paste': paste,
  'bot.export': exportFile,
  'bot.change': change,
  'bot.delete': remove,
  'bot.object': makeObject,
  'bot.save': save,
};
