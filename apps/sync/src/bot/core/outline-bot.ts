import { message, type Message } from '@hub/messages';
import { actionShapes } from './action-shapes.js';
import { codeGraph } from './code-graph.js';
import { isObject } from './findings.js';
import { handlerShapes } from './handler-shapes.js';
import { below, valueAt } from './json-pointer.js';
import { codePath, documentOf, stepsOf, type Bot } from './read-bot.js';
import type { Reference } from './reference.js';
import { keyOf } from './resolve-references.js';

/** One step of a bot in words. */
export interface OutlineStep {
  readonly step: number;
  /** What the block is known by in both versions of a bot, when it has a mark. */
  readonly mark: string | null;
  readonly does: readonly Message[];
  readonly ways: readonly Message[];
}

/** Name of a referenced object, or null when it is unknown. */
export type NameOf = (reference: Reference) => string | null;

/** What a bot does, step by step, in the words of its account: names, no numbers. */
export function outlineBot(bot: Bot, references: readonly Reference[], nameOf: NameOf): OutlineStep[] {
  const document = documentOf(bot);
  const { edges } = codeGraph(bot);
  return [...stepsOf(bot)].map(([number, { step, path }]) => ({
    step: number,
    mark: isObject(step) && typeof step.block_uuid === 'string' ? step.block_uuid : null,
    does: worksIn(step, path).map(({ word, path: at }) => {
      const inside = references.filter((one) => one.path.startsWith(`${at}/`));
      const text = textOf(valueAt(document, at), at, inside, nameOf);
      const names = [...new Map(inside.map((one) => [keyOf(one), one])).values()].map((one) =>
        nameMessage(one, nameOf),
      );
      const what = message(`bots.do-${word}` as 'bots.do-show');
      const details = [...names, ...(text === '' ? [] : [message('bots.text', { text })])];
      return details.length === 0 ? what : message('bots.does', { what, details });
    }),
    ways: edges
      .filter(({ from }) => from === number)
      .map(({ way, to, isEnd }) =>
        message('bots.way', {
          way: wayMessage(way),
          to: isEnd ? message('bots.end') : message('bots.step', { step: to }),
        }),
      ),
  }));
}

/** `stage «Оплата»`, or that its name is unknown. */
function nameMessage(reference: Reference, nameOf: NameOf): Message {
  const kind = message(`bots.kind-${reference.kind}`);
  const name = nameOf(reference);
  return name === null ? message('bots.unnamed', { kind }) : message('bots.named', { kind, name });
}

interface Placed {
  readonly word: string;
  readonly path: string;
}

function worksIn(step: unknown, path: string): Placed[] {
  if (!isObject(step)) return [];
  return ['question', 'answer', 'finish'].flatMap((part) => {
    const list = step[part];
    return Array.isArray(list)
      ? list.flatMap((one: unknown, at) => {
          const word = isObject(one) ? wordOf(one) : null;
          return word === null ? [] : [{ word, path: below(path, part, at) }];
        })
      : [];
  });
}

/** Jumps are shown as ways; what was never seen is called by no word of its own. */
function wordOf({ handler, params }: Record<string, unknown>): string | null {
  const name = String(handler);
  if (name === 'goto' || name === 'wait_answer' || name === 'buttons' || name === 'distribution') return null;
  if (name === 'action') return isObject(params) ? known(actionShapes, params.name) : null;
  return known(handlerShapes, name);
}

function known(shapes: object, name: unknown): string | null {
  return typeof name === 'string' && Object.hasOwn(shapes, name) ? name : null;
}

/** The words a handler says to the client or writes, with names in the place of markers. */
function textOf(handler: unknown, path: string, references: readonly Reference[], nameOf: NameOf): string {
  for (const at of [
    'params/text',
    'params/message/text',
    'params/value',
    'params/message',
    'params/params/text',
    'params/params/value',
    'params/trigger/settings/task_text',
  ]) {
    const value = valueAt(handler, `/${at}`);
    if (typeof value !== 'string' || value.trim() === '' || /^\d+$/.test(value)) continue;
    return withNames(
      value,
      references.filter((one) => one.path === `${path}/${at}`),
      nameOf,
    );
  }
  return '';
}

function withNames(text: string, references: readonly Reference[], nameOf: NameOf): string {
  return [...references]
    .sort((a, b) => (b.at?.[0] ?? 0) - (a.at?.[0] ?? 0))
    .reduce((words, one) => {
      const [from, to] = one.at ?? [0, 0];
      return `${words.slice(0, from)}${nameOf(one) ?? '?'}${words.slice(to)}`;
    }, text)
    .replace(/\{\{\s*(?:[a-z_]+\.cf\.)?(.*?)\s*\}\}/g, '[$1]');
}

function wayMessage(way: string): Message {
  const [kind = '', label = ''] = way.split(' ');
  if (kind === 'button' || kind === 'condition' || kind === 'variant' || kind === 'wait')
    return message(`bots.way-${kind}`, { number: Number(label) + 1 });
  if (kind === 'exit') return message('bots.way-exit', { code: way.slice('exit '.length) });
  return message(kind === 'error' ? 'bots.way-error' : kind === 'none' ? 'bots.way-none' : 'bots.way-on');
}

/** The places of a bot's steps, for messages to a person. */
export function stepOfPlace(bot: Pick<Bot, 'form' | 'blocks'>, path: string): number | null {
  const code = codePath(bot);
  const [name = ''] = path.slice(code.length + 1).split('/');
  if (path.startsWith(`${code}/`) && /^\d+$/.test(name)) return Number(name);
  const block = /^\/positions\/(\d+)/.exec(path)?.[1];
  const raw = block === undefined ? null : bot.blocks?.[Number(block)];
  return isObject(raw) && typeof raw.step === 'number' ? raw.step : null;
}
