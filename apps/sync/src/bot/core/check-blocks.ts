import { complain, isObject } from './findings.js';
import { below } from './json-pointer.js';
import type { Block } from './layout-graph.js';
import type { Steps } from './read-bot.js';
import type { Complaint } from './reference.js';

type Into = { complaints: Complaint[] };

/** Whether a block draws a step. */
export const isStepBlock = ({ type, step }: Block): boolean =>
  (type === 'question' || type === 'finish') && step >= 0;

/** The bot starts with its first step. */
export function checkStart(blocks: readonly Block[], into: Into): void {
  const start = blocks.find(({ type }) => type === 'start');
  if (!start) {
    complain(into, 'missing-block', '/positions', '0');
    return;
  }
  if (start.id !== 0) complain(into, 'graph-disagreement', below(start.path, 'id'), start.id);
  if (start.step !== -1) complain(into, 'graph-disagreement', below(start.path, 'step'), start.raw.step);
  const goto = isObject(start.raw.goto) ? start.raw.goto.block : null;
  const first = blocks.find(({ id }) => id === goto);
  const place = isObject(start.raw.goto) ? below(start.path, 'goto', 'block') : below(start.path, 'goto');
  const isLoose = goto !== null && goto !== undefined && !first;
  if (!isLoose && first?.step !== 0) complain(into, 'graph-disagreement', [place, '/text/0'], goto);
}

/** Every step has one block and every block one step, and no number is used twice. */
export function checkBlocks(blocks: readonly Block[], steps: Steps, into: Into): void {
  twice(
    blocks,
    ({ id }) => id,
    ({ path }) => below(path, 'id'),
    'duplicate-block',
    into,
  );
  const placed = blocks.filter(isStepBlock);
  twice(
    placed,
    ({ step }) => step,
    ({ path }) => below(path, 'step'),
    'duplicate-step',
    into,
  );
  const actions = blocks.flatMap(({ raw, path }) =>
    (Array.isArray(raw.actions) ? (raw.actions as unknown[]) : []).flatMap((action, at) =>
      isObject(action) && action.id !== undefined
        ? [{ id: action.id, path: below(path, 'actions', at, 'id') }]
        : [],
    ),
  );
  twice(
    actions,
    ({ id }) => id,
    ({ path }) => path,
    'duplicate-action',
    into,
  );
  const shown = new Set(placed.map(({ step }) => step));
  for (const [step, { path }] of steps)
    if (!shown.has(step)) complain(into, 'missing-block', path, String(step));
  for (const block of blocks) {
    if (block.type !== 'question' && block.type !== 'finish') continue;
    const place = [below(block.path, 'step'), block.path];
    const found = steps.get(block.step)?.step;
    if (!isStepBlock(block)) complain(into, 'missing-step', place, block.raw.step);
    else if (found === undefined && block.type === 'question')
      complain(into, 'missing-step', place, block.step);
    const uuid = isObject(found) ? found.block_uuid : undefined;
    const own = block.raw.block_uuid;
    if (uuid && own && uuid !== own)
      complain(
        into,
        'graph-disagreement',
        [below('/text', block.step, 'block_uuid'), below(block.path, 'block_uuid')],
        own,
      );
  }
}

function twice<T>(
  list: readonly T[],
  keyOf: (one: T) => unknown,
  placeOf: (one: T) => string,
  code: 'duplicate-block' | 'duplicate-step' | 'duplicate-action',
  into: Into,
): void {
  const places = new Map<unknown, string[]>();
  for (const one of list) places.set(keyOf(one), [...(places.get(keyOf(one)) ?? []), placeOf(one)]);
  for (const [key, found] of places)
    if (found.length > 1)
      complain(
        into,
        code,
        [...found.slice(1), ...found.slice(0, 1), ...found.map((at) => at.slice(0, at.lastIndexOf('/')))],
        String(key),
      );
}
