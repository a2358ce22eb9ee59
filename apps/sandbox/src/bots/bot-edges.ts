import { handlersOf, isObject, type BotHandler } from './bot-code.js';

/** Label of a way out of a step → number of the step it leads to. */
export type Edges = Map<string, number>;

type Raw = Record<string, unknown>;

const rawList = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const listIn = (value: unknown): Raw[] => rawList(value).filter(isObject);

const deciding = new Set(['conditions', 'condition', 'validations']);

/** Ways of a step as its code tells them. */
export function codeEdges(step: Raw): Edges {
  const edges: Edges = new Map();
  const add = (label: string, target: unknown): void => {
    if (isObject(target) && target.step !== undefined && target.step !== null)
      edges.set(label, Number(target.step));
  };
  const goto = (handler: unknown): unknown =>
    isObject(handler) && handler.handler === 'goto' ? handler.params : undefined;
  const counts = { condition: 0, wait: 0, variant: 0, button: 0 };
  for (const { handler, params } of handlersOf(step, 'question')) {
    if (handler === 'goto') add('on', params);
    if (handler === 'waits')
      for (const { action } of listIn(params.conditions)) add(`wait ${counts.wait++}`, action);
    if (handler === 'distribution')
      for (const one of listIn(params.variants)) add(`variant ${counts.variant++}`, one);
    if (handler === 'widget' && isObject(params.exits))
      for (const [code, target] of Object.entries(params.exits)) add(`exit ${code}`, target);
    if (deciding.has(handler)) add(`condition ${counts.condition++}`, firstGoto(params.result)?.params);
    add('error', goto(params.on_error));
  }
  for (const { handler, params } of buttonsOf(step))
    if (handler === 'buttons')
      for (const branch of listIn(params.list)) {
        const jump = firstGoto(branch.params)?.params;
        if (jump) add(branch.type === 'else' ? 'on' : `button ${counts.button++}`, jump);
      }
  add('none', goto(step.no_answer));
  return edges;
}

/** The `buttons` of a step, whose params are a list. */
function buttonsOf(step: Raw): BotHandler[] {
  return listIn(step.answer).map(({ handler, params }) => ({
    handler: String(handler),
    params: { list: params },
  }));
}

function firstGoto(list: unknown): BotHandler | undefined {
  return handlersOf({ list }, 'list').find(({ handler }) => handler === 'goto');
}

/** Ways of a block as the picture shows them. `stepOf` gives the step of a block. */
export function blockEdges(block: Raw, stepOf: (block: unknown) => number | undefined): Edges {
  const edges: Edges = new Map();
  const add = (label: string, link: unknown): void => {
    const step = isObject(link) ? stepOf(link.block) : undefined;
    if (step !== undefined) edges.set(label, step);
  };
  add('on', block.goto);
  add('error', block.on_error);
  add('none', block.no_answer);
  const counts = { condition: 0, wait: 0, variant: 0, button: 0 };
  const actions = listIn(block.actions).sort((a, b) => Number(a.sort ?? 0) - Number(b.sort ?? 0));
  for (const { params, links } of actions) {
    const handler = isObject(params) ? String(params.handler) : '';
    for (const link of listIn(links)) {
      if (handler === 'widget') add(`exit ${String(link.code)}`, link);
      else if (handler === 'wait') add(`wait ${counts.wait}`, link);
      else if (handler === 'distribution') add(`variant ${counts.variant}`, link);
      else if (deciding.has(handler)) add(`condition ${counts.condition}`, link);
      else if (link.block !== null && link.block !== undefined) add(`button ${counts.button++}`, link);
    }
    if (handler === 'wait') counts.wait += 1;
    if (handler === 'distribution') counts.variant += 1;
    if (deciding.has(handler)) counts.condition += 1;
  }
  return edges;
}

/** Whether a way on may be in the code alone: the designer leaves it out behind conditions. */
export function mayBeUndrawn(step: Raw, label: string): boolean {
  return label === 'on' && handlersOf(step, 'question').some(({ handler }) => deciding.has(handler));
}
