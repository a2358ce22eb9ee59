import { checkGraphs } from './check-graphs.js';
import { handlerShapes, layoutShapes } from './handler-shapes.js';
import { below } from './json-pointer.js';
import { codePath, isStepKey, readBot, stepsOf, type Bot } from './read-bot.js';
import type { Complaint, Reference, Remark } from './reference.js';
import { complain, isObject, noFindings, type Findings } from './findings.js';
import { walkHandler, walkHandlers } from './walk-shape.js';
import { walkUnknown, walkWord } from './walk-leaf.js';

/** What a file is: null for a bot that cannot be read at all, else its content. */
export interface Inspection {
  readonly bot: Bot | null;
  readonly complaints: readonly Complaint[];
  readonly references: readonly Reference[];
  readonly remarks: readonly Remark[];
}

/** Reads a file, checks it and finds every id of the account. An `error` among the complaints keeps it out. */
export function inspectBot(text: string): Inspection {
  const { bot, complaints } = readBot(text);
  if (!bot) return { bot: null, complaints, references: [], remarks: [] };
  const code = noFindings(handlerShapes);
  readSteps(bot, code);
  const layout = noFindings(layoutShapes);
  bot.blocks?.forEach((block, at) => {
    readBlock(block, below('/positions', at), layout);
  });
  const about = [...complaints, ...complaintsOfFile(bot)];
  return {
    bot,
    complaints: [...about, ...code.complaints, ...layout.complaints, ...checkGraphs(bot, code.jumps)],
    references: [...code.references, ...layout.references],
    remarks: [...code.remarks, ...layout.remarks],
  };
}

/** Whether a file may be kept. */
export function isSound({ complaints }: Pick<Inspection, 'complaints'>): boolean {
  return complaints.every(({ severity }) => severity === 'note');
}

function readSteps(bot: Bot, into: Findings): void {
  const steps = stepsOf(bot);
  if (steps.size === 0) complain(into, 'not-a-bot', codePath(bot));
  for (const { step, path } of steps.values()) readStep(step, path, into);
  for (const [name, value] of Object.entries(bot.code) as [string, unknown][]) {
    const path = below(codePath(bot), name);
    if (name === 'error') walkHandlers(value, path, into);
    else if (/^\d+$/.test(name) && !isStepKey(name)) complain(into, 'unknown-shape', path, name);
    else if (!isStepKey(name)) walkUnknown(value, path, into);
  }
}

/** What is passed on of an export beside the bot goes out as it is, so nothing in it may name anything. */
function complaintsOfFile({ file }: Bot): Complaint[] {
  const { model, ...others } = file ?? {};
  const about = isObject(model) ? model : {};
  const rest = noFindings(handlerShapes);
  // The name is replaced by the delivery's own.
  walkUnknown({ ...others, model: { ...about, name: null } }, '', rest);
  const unknown = noFindings(handlerShapes);
  for (const { path } of rest.references) complain(unknown, 'unknown-shape', path);
  for (const { places, found } of rest.complaints) complain(unknown, 'unknown-shape', places, found);
  return unknown.complaints;
}

function readStep(step: unknown, path: string, into: Findings): void {
  if (!isObject(step)) {
    complain(into, 'unknown-shape', path, step);
    return;
  }
  for (const [name, value] of Object.entries(step)) {
    const at = below(path, name);
    if (name === 'question' || name === 'answer' || name === 'finish') walkHandlers(value, at, into);
    else if (name === 'no_answer') {
      if (value !== null && !(Array.isArray(value) && value.length === 0)) walkHandler(value, at, into);
    } else if (name !== 'block_uuid' || typeof value !== 'string') walkUnknown(value, at, into);
  }
}

const blockTypes = new Set(['start', 'static', 'question', 'finish']);

function readBlock(block: unknown, path: string, into: Findings): void {
  if (!isObject(block) || !blockTypes.has(String(block.type))) {
    complain(into, 'unknown-shape', isObject(block) ? [below(path, 'type'), path] : path, block);
    return;
  }
  for (const [name, value] of Object.entries(block)) readAbout(name, value, below(path, name), into);
  const { actions } = block;
  if (actions === undefined || actions === null) return;
  if (!Array.isArray(actions)) {
    complain(into, 'unknown-shape', below(path, 'actions'), actions);
    return;
  }
  actions.forEach((action: unknown, at) => {
    readAction(action, below(path, 'actions', at), into);
  });
}

const drawn = new Set(['id', 'type', 'step', 'x', 'y', 'z', 'width', 'height', 'deletable']);
const marks = new Set(['block_uuid', 'seed_id']);
const arrows = new Set(['goto', 'on_error', 'no_answer']);

/** One member of a block beside its actions: its place, its marks, its name, its arrows. */
function readAbout(name: string, value: unknown, path: string, into: Findings): void {
  if (name === 'actions' || (drawn.has(name) && typeof value !== 'object')) return;
  if (marks.has(name) && typeof value === 'string') return;
  if (name === 'name') walkWord(value, path, into);
  else if (arrows.has(name)) walkLink(value, path, into);
  else walkUnknown(value, path, into);
}

/** Links name blocks by their numbers. */
function walkLink(link: unknown, path: string, into: Findings): void {
  walkUnknown(isObject(link) ? { ...link, block: null } : link, path, into);
}

function readAction(action: unknown, path: string, into: Findings): void {
  if (!isObject(action)) {
    complain(into, 'unknown-shape', path, action);
    return;
  }
  walkHandler(action.params, below(path, 'params'), into);
  for (const [name, value] of Object.entries(action)) {
    const at = below(path, name);
    if (name === 'params' || ((name === 'id' || name === 'sort') && typeof value !== 'object')) continue;
    if (name === 'links' && Array.isArray(value))
      value.forEach((link: unknown, index) => {
        walkLink(link, below(at, index), into);
      });
    else if (name === 'synonyms') walkSynonyms(value, at, into);
    else walkUnknown(value, at, into);
  }
}

/** What a client may say instead of a button: words, also such as are digits. */
function walkSynonyms(value: unknown, path: string, into: Findings): void {
  if (Array.isArray(value))
    value.forEach((one, at) => {
      walkSynonyms(one, below(path, at), into);
    });
  else if (typeof value === 'string' && !/^\d+$/.test(value)) walkUnknown(value, path, into);
}
