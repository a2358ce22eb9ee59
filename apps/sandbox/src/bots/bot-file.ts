import type { Account } from '../state/account.js';
import { botPurposes, type Bot } from '../state/bot.js';
import type { Ids } from '../state/ids.js';
import { isObject, parseJson, stepsOf } from './bot-code.js';
import { graphErrors, jumpErrors } from './check-bot-file.js';
import { fillDefaults, unknownReferences, type UnknownReference } from './unknown-references.js';

/** Config 6.5: what the menu of a bot downloads as `<name>.json`. */
export interface BotFile {
  type_functionality: number;
  model: { name: string; type: 2; text: string; positions: string };
}

export type BotImport = { bot: Bot; unknown: UnknownReference[] } | { errors: string[] };

/** Config 6.2. */
const maxCodeBytes = 64 * 1024;

type NewBot = Pick<Bot, 'name' | 'text' | 'positions' | 'is_visual_editor' | 'type_functionality'>;

/** Every import makes a bot of its own: none takes the place of another. One without a name is called `Salesbot #N`. */
function add(account: Account, ids: Ids, bot: NewBot): Bot {
  const id = ids.next();
  const name = bot.name.trim() === '' ? `Salesbot #${id}` : bot.name;
  const made: Bot = { ...bot, id, name, is_active: true, is_favorite: false };
  account.bots.set(made.id, made);
  return made;
}

const tooLong = (text: string): string[] =>
  Buffer.byteLength(text) > maxCodeBytes ? ['the code is longer than 64 KB'] : [];

const codeErrors = (code: unknown): string[] => [
  ...(stepsOf(code).size === 0 ? ['the code has no steps'] : []),
  ...jumpErrors(code),
];

/**
 * «Импортировать»: adds the bot of an export file. Its code may be a list of steps or an object keyed by their numbers; a
 * file without blocks is of a bot in code mode. Errors name what would show as a broken bot; `unknown` are ids of
 * another account, which do not stop an import: defaults take their places.
 */
export function importBot(account: Account, ids: Ids, file: unknown): BotImport {
  const model = isObject(file) && isObject(file.model) ? file.model : {};
  const { name = '', type, text, positions } = model;
  const purpose = isObject(file) ? botPurposes[Number(file.type_functionality)] : undefined;
  if (typeof name !== 'string') return { errors: ['model.name must be text'] };
  if (!purpose) return { errors: ['type_functionality must be 0 to 3'] };
  if (type !== 2) return { errors: ['model.type must be 2'] };
  if (typeof text !== 'string' || typeof positions !== 'string')
    return { errors: ['model.text and model.positions must be strings of JSON'] };
  const [code, blocks] = [parseJson(text), parseJson(positions)];
  if (!(isObject(code) || Array.isArray(code)) || !Array.isArray(blocks))
    return { errors: ['model.text must hold steps and model.positions a list'] };
  const isVisual = blocks.length > 0;
  const broken = isVisual ? graphErrors(code, blocks) : codeErrors(code);
  const errors = [...tooLong(text), ...broken];
  if (errors.length > 0) return { errors };
  const unknown = unknownReferences(account, [code, blocks]);
  const made = { name, text, positions, is_visual_editor: isVisual, type_functionality: purpose };
  if (unknown.length > 0) {
    fillDefaults(account, code);
    fillDefaults(account, blocks);
    Object.assign(made, { text: JSON.stringify(code), positions: JSON.stringify(blocks) });
  }
  return { bot: add(account, ids, made), unknown };
}

/** «Показать код»: adds a bot from pasted code (config 6.2). */
export function pasteBot(account: Account, ids: Ids, name: string, code: unknown): BotImport {
  const text = JSON.stringify(code ?? null);
  const errors = [...tooLong(text), ...codeErrors(code)];
  if (errors.length > 0) return { errors };
  const bot = { name, text, positions: '[]', is_visual_editor: false, type_functionality: botPurposes[0] };
  return { bot: add(account, ids, bot), unknown: unknownReferences(account, code) };
}

/** The file that an export of this bot downloads. */
export function exportBot(bot: Bot): BotFile {
  const { name, text, positions } = bot;
  return {
    type_functionality: botPurposes.indexOf(bot.type_functionality),
    model: { name, type: 2, text, positions },
  };
}
