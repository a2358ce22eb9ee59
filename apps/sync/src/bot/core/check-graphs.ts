import { checkBlocks, checkStart, isStepBlock } from './check-blocks.js';
import { codeGraph, deciding } from './code-graph.js';
import { compareEdges } from './compare-edges.js';
import type { Work } from './edge.js';
import { below } from './json-pointer.js';
import { noteEnds } from './note-ends.js';
import { blocksOf, layoutGraph } from './layout-graph.js';
import { stepsOf, type Bot } from './read-bot.js';
import type { Complaint } from './reference.js';
import { complain, type Jump } from './findings.js';

type Into = { complaints: Complaint[] };

/**
 * Compares the two graphs of a bot with each other, edge by edge, and checks each on its own. Code alone has one graph;
 * so has the export of a bot in code mode, whose layout is empty.
 */
export function checkGraphs(bot: Bot, jumps: readonly Jump[]): Complaint[] {
  const into: Into = { complaints: [] };
  const steps = stepsOf(bot);
  const blocks = blocksOf(bot.blocks ?? []);
  const isDrawn = bot.form === 'export' && (bot.blocks ?? []).length > 0;
  const ends = new Set(blocks.filter(({ type }) => type === 'finish').map(({ step }) => step));
  const dangling = new Set<string>();
  for (const { type, step, path } of jumps) {
    const isThere = type === 'finish' ? steps.has(step) || ends.has(step) || !isDrawn : steps.has(step);
    if (isThere) continue;
    dangling.add(path);
    complain(into, 'dangling-goto', path, String(step));
  }
  const code = codeGraph(bot);
  noteEnds(steps, jumps, into);
  if (!isDrawn) return into.complaints;
  const layout = layoutGraph(blocks);
  for (const { path, block } of layout.loose) complain(into, 'dangling-goto', path, block);
  checkStart(blocks, into);
  checkBlocks(blocks, steps, into);
  // Where two blocks have one number, it is unknown which of them an arrow means.
  if (into.complaints.some(({ code: found }) => found === 'duplicate-block' || found === 'duplicate-step'))
    return into.complaints;
  const drawn = new Map(blocks.filter(isStepBlock).map(({ step, path }) => [step, path]));
  const there = code.edges.filter(({ from, path }) => drawn.has(from) && !dangling.has(path));
  const seen = layout.edges.filter(({ from, to }) => steps.has(from) && (steps.has(to) || ends.has(to)));
  const hasConditions = (step: number): boolean =>
    (code.work.get(step) ?? []).some(({ name }) => deciding.has(name));
  // Links of the layout without a block were reported already.
  const looseFrom = new Set(layout.loose.map(({ path }) => path.split('/').slice(0, 3).join('/')));
  for (const { code: inCode, layout: shown } of compareEdges(there, seen)) {
    const one = inCode ?? shown;
    const block = drawn.get(one?.from ?? -1) ?? '';
    if (inCode && !shown) {
      if (looseFrom.has(block)) continue;
      const isAllowed = inCode.way === 'on' && hasConditions(inCode.from);
      complain(
        into,
        isAllowed ? 'edge-without-picture' : 'graph-disagreement',
        [inCode.path, block],
        inCode.way,
      );
    } else if (shown && !inCode) {
      const isBroken = [...dangling].some((path) => path.startsWith(`/text/${shown.from}/`));
      if (!isBroken) complain(into, 'graph-disagreement', [shown.path, `/text/${shown.from}`], shown.way);
    } else if (inCode && shown) complain(into, 'graph-disagreement', [inCode.path, shown.path], inCode.way);
  }
  for (const [step, path] of drawn)
    compareWork(code.work.get(step), layout.work.get(step) ?? [], { step: below('/text', step), path }, into);
  return into.complaints;
}

/** The end of a bot may be a step with `stop`, or no step at all; the layout always draws it. */
const isStop = ({ name }: Work): boolean => name === 'stop' || name === '_stop';

function compareWork(
  code: readonly Work[] | undefined,
  layout: readonly Work[],
  places: { step: string; path: string },
  into: Into,
): void {
  const inCode = (code ?? []).filter((one) => !isStop(one));
  const shown = layout.filter((one) => !isStop(one));
  const at = Array.from({ length: Math.max(inCode.length, shown.length) }, (_, index) => index).find(
    (index) => inCode[index]?.name !== shown[index]?.name,
  );
  if (at === undefined) return;
  const place = [inCode[at]?.path ?? places.step, shown[at]?.path ?? places.path];
  complain(into, 'graph-disagreement', place, inCode[at]?.name ?? shown[at]?.name);
}
