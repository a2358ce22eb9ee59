import type { Edge, Graph, Work } from './edge.js';
import { below } from './json-pointer.js';
import { stepsOf, type Bot } from './read-bot.js';
import { isObject } from './findings.js';

type Raw = Record<string, unknown>;

/** The graph that the code of a bot describes. What has no known shape has no edges. */
export function codeGraph(bot: Bot): Graph {
  const edges: Edge[] = [];
  const work = new Map<number, Work[]>();
  for (const [from, { step, path }] of stepsOf(bot)) {
    if (!isObject(step)) continue;
    const add = (way: string, target: unknown, at: string, names?: readonly string[]): void => {
      const edge = edgeTo(target, at);
      if (edge) edges.push({ from, way, ...edge, ...(names ? { names } : {}) });
    };
    const question = handlersOf(step.question, below(path, 'question'));
    work.set(from, question.flatMap(worksOf));
    readQuestion(question, add);
    readAnswers(step, path, question, add);
    add('none', gotoOf(step.no_answer), below(path, 'no_answer', 'params'));
  }
  return { edges, work };
}

type Add = (way: string, target: unknown, path: string, names?: readonly string[]) => void;

interface Placed {
  readonly handler: string;
  readonly params: Raw;
  readonly path: string;
}

/** The handlers of a list with their places. */
function handlersOf(list: unknown, path: string): Placed[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown, at) =>
    isObject(one) && typeof one.handler === 'string'
      ? [{ handler: one.handler, params: isObject(one.params) ? one.params : {}, path: below(path, at) }]
      : [],
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Target of a `goto` handler. */
function gotoOf(handler: unknown): unknown {
  return isObject(handler) && handler.handler === 'goto' ? handler.params : null;
}

function edgeTo(target: unknown, path: string): Pick<Edge, 'to' | 'isEnd' | 'path'> | null {
  if (!isObject(target) || target.step === undefined || target.step === null) return null;
  return { to: Number(target.step), isEnd: target.type === 'finish', path: below(path, 'step') };
}

function readQuestion(question: readonly Placed[], add: Add): void {
  const counts = { condition: 0, variant: 0, wait: 0 };
  for (const { handler, params, path } of question) {
    const at = below(path, 'params');
    if (handler === 'goto') add('on', params, at);
    if (handler === 'waits')
      listOf(params.conditions).forEach((one, index) => {
        const action = isObject(one) ? one.action : null;
        add(`wait ${counts.wait++}`, action, below(at, 'conditions', index, 'action'));
      });
    if (handler === 'distribution')
      listOf(params.variants).forEach((one, index) => {
        add(`variant ${counts.variant++}`, one, below(at, 'variants', index));
      });
    if (handler === 'widget' && isObject(params.exits))
      for (const [code, target] of Object.entries(params.exits))
        add(`exit ${code}`, target, below(at, 'exits', code));
    if (deciding.has(handler)) {
      const [first] = handlersOf(params.result, below(at, 'result')).filter(isGoto);
      const way = `condition ${counts.condition++}`;
      if (first) add(way, first.params, below(first.path, 'params'));
    }
    add('error', gotoOf(params.on_error), below(at, 'on_error', 'params'));
  }
}

/** Handlers that go elsewhere when something is true. */
export const deciding: ReadonlySet<string> = new Set(['conditions', 'condition', 'validations']);

const isGoto = ({ handler }: Placed): boolean => handler === 'goto';

function readAnswers(step: Raw, path: string, question: readonly Placed[], add: Add): void {
  const titles = rowTitles(question);
  let index = 0;
  listOf(step.answer).forEach((handler, place) => {
    if (!isObject(handler) || handler.handler !== 'buttons') return;
    const at = below(path, 'answer', place);
    listOf(handler.params).forEach((branch, number) => {
      if (!isObject(branch)) return;
      const [goto] = handlersOf(branch.params, below(at, 'params', number, 'params')).filter(isGoto);
      const isElse = branch.type === 'else';
      const way = isElse ? 'on' : `button ${index++}`;
      if (!goto) return;
      const names = isElse ? undefined : namesOf(branch, titles);
      add(way, goto.params, below(goto.path, 'params'), names);
    });
  });
}

function namesOf(branch: Raw, titles: ReadonlyMap<string, string>): string[] {
  const { value, regex } = branch;
  const words = [value, typeof value === 'string' ? titles.get(value) : undefined];
  if (typeof regex === 'string') words.push(wordOfRegex(regex));
  return words.filter((word) => typeof word === 'string');
}

/** The button that a pattern such as `/Да\?/iu` was made of. */
export function wordOfRegex(regex: string): string {
  const inner = /^\/(.*)\/[a-z]*$/s.exec(regex)?.[1] ?? regex;
  return inner.replace(/\\(.)/gs, '$1');
}

/** Rows of lists answer with `callback_data`, and the layout calls them by their titles. */
function rowTitles(question: readonly Placed[]): Map<string, string> {
  const titles = new Map<string, string>();
  for (const { params } of question) {
    const sections = isObject(params.list_message) ? listOf(params.list_message.sections) : [];
    for (const section of sections)
      for (const row of isObject(section) ? listOf(section.rows) : [])
        if (isObject(row)) titles.set(String(row.callback_data), String(row.title));
  }
  return titles;
}

/** What a handler is called where both graphs are compared; jumps are edges and not work. */
function worksOf({ handler, params, path }: Placed): Work[] {
  if (handler === 'goto' || handler === 'wait_answer') return [];
  if (handler === 'waits') return listOf(params.conditions).map(() => ({ name: 'wait', path }));
  if (handler === 'distribution') return listOf(params.variants).map(() => ({ name: 'distribution', path }));
  if (handler === 'action') return [{ name: `action ${String(params.name)}`, path }];
  return [{ name: handler, path }];
}
