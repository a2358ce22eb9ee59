import { allHandlers, isObject, stepsOf } from './bot-code.js';

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
      ...(isObject(block.goto) ? [block.goto.block] : []),
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

/** Jumps of the code to steps that are not there. */
export function jumpErrors(code: unknown): string[] {
  const steps = stepsOf(code);
  const errors: string[] = [];
  for (const { handler, params } of allHandlers([...steps.values()])) {
    const jumps = handler === 'goto' || handler === 'wait_answer';
    if (jumps && params.type !== 'finish' && !steps.has(Number(params.step)))
      errors.push(`${handler} to step ${String(params.step)}, which is missing`);
  }
  return errors;
}

/** What would show as a broken bot in the editor: code and picture must tell the same graph (config 6.5). */
export function graphErrors(code: unknown, positions: unknown): string[] {
  const blocks = asBlocks(positions);
  return [...blockErrors(blocks, stepsOf(code)), ...linkErrors(blocks), ...jumpErrors(code)];
}
