import { allHandlers, isObject, stepsOf } from './bot-code.js';
import { blockEdges, codeEdges, mayBeUndrawn } from './bot-edges.js';

type Block = Record<string, unknown>;

const asBlocks = (value: unknown): Block[] => (Array.isArray(value) ? value.filter(isObject) : []);

function blockErrors(blocks: readonly Block[], steps: ReadonlyMap<number, unknown>): string[] {
  const errors: string[] = [];
  const ids = new Set<unknown>();
  const placed = new Set<unknown>();
  for (const { id, type, step } of blocks) {
    if (!Number.isInteger(id)) errors.push('a block has no id');
    if (ids.has(id)) errors.push(`block ${String(id)} is there twice`);
    ids.add(id);
    if (id === 0 && (type !== 'start' || step !== -1)) errors.push('block 0 must be the start with step -1');
    if (id === -1 && type !== 'static') errors.push('block -1 must be static');
    // A finish block may have its step in the code, with a `stop`, or not.
    if (type !== 'question' && !(type === 'finish' && steps.has(Number(step)))) continue;
    if (!steps.has(Number(step)))
      errors.push(`block ${String(id)} shows step ${String(step)}, which is missing`);
    if (placed.has(step)) errors.push(`step ${String(step)} has two blocks`);
    placed.add(step);
  }
  if (!ids.has(0)) errors.push('block 0 is missing');
  for (const step of steps.keys()) if (!placed.has(step)) errors.push(`step ${step} has no block`);
  return errors;
}

function linkErrors(blocks: readonly Block[]): string[] {
  const ids = new Set(blocks.map((block) => block.id));
  return blocks.flatMap((block) => {
    const actions = asBlocks(block.actions);
    const targets = [
      ...[block.goto, block.on_error, block.no_answer].flatMap((link) =>
        isObject(link) ? [link.block] : [],
      ),
      ...actions.flatMap((action) => asBlocks(action.links).map((link) => link.block)),
    ];
    const stops = actions.some((action) => isObject(action.params) && action.params.handler === '_stop');
    return [
      ...(block.type === 'finish' && !stops
        ? [`finish block ${String(block.id)} needs the handler _stop`]
        : []),
      ...targets
        .filter((target) => target !== undefined && target !== null && !ids.has(target))
        .map((target) => `block ${String(block.id)} leads to block ${String(target)}, which is missing`),
    ];
  });
}

/** Jumps of the code to steps that are not there: of `goto`, pauses, variants, exits, delivery errors and "no answer". */
export function jumpErrors(code: unknown, ends: ReadonlySet<number> = new Set()): string[] {
  const steps = stepsOf(code);
  const errors: string[] = [];
  const check = (what: string, target: unknown): void => {
    if (!isObject(target) || target.step === undefined || target.step === null) return;
    const step = Number(target.step);
    if (target.type !== 'finish' && !steps.has(step))
      errors.push(`${what} to step ${step}, which is missing`);
    if (target.type === 'finish' && ends.size > 0 && !steps.has(step) && !ends.has(step))
      errors.push(`${what} to finish ${step}, which is missing`);
  };
  for (const { handler, params } of allHandlers([...steps.values()])) {
    if (handler === 'goto' || handler === 'wait_answer') check(handler, params);
    if (handler === 'waits') for (const { action } of asBlocks(params.conditions)) check('a pause', action);
    if (handler === 'distribution') for (const one of asBlocks(params.variants)) check('a variant', one);
    if (handler === 'widget' && isObject(params.exits))
      for (const target of Object.values(params.exits)) check('an exit', target);
  }
  return errors;
}

/** Ways that differ between code and picture, one by one and with their labels. */
function edgeErrors(blocks: readonly Block[], steps: ReadonlyMap<number, Block>): string[] {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  const stepOf = (id: unknown): number | undefined => {
    const found = byId.get(id);
    return found ? Number(found.step) : undefined;
  };
  return blocks.flatMap((block) => {
    const step = steps.get(Number(block.step));
    if (!step || (block.type !== 'question' && block.type !== 'finish')) return [];
    const [inCode, shown] = [codeEdges(step), blockEdges(block, stepOf)];
    return [...new Set([...inCode.keys(), ...shown.keys()])]
      .filter((label) => inCode.get(label) !== shown.get(label))
      .filter((label) => shown.has(label) || !mayBeUndrawn(step, label))
      .map(
        (label) =>
          `step ${String(block.step)}, ${label}: code leads to ${String(inCode.get(label))}, picture to ${String(shown.get(label))}`,
      );
  });
}

/** What would show as a broken bot in the editor: code and picture must have the same graph (config 6.5). */
export function graphErrors(code: unknown, positions: unknown): string[] {
  const blocks = asBlocks(positions);
  const steps = stepsOf(code);
  const ends = new Set(blocks.filter(({ type }) => type === 'finish').map(({ step }) => Number(step)));
  const errors = [...blockErrors(blocks, steps), ...linkErrors(blocks), ...jumpErrors(code, ends)];
  // Where something is missing, every way to it differs as well.
  return errors.length > 0 ? errors : edgeErrors(blocks, steps);
}
