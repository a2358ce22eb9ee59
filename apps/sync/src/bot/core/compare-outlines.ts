import type { BotStepDifference } from '@hub/contracts';
import type { Message } from '@hub/messages';
import type { OutlineStep } from './outline-bot.js';

/** What the second bot does otherwise. Steps are the same by their mark, else by their number. */
export function compareOutlines(
  before: readonly OutlineStep[],
  after: readonly OutlineStep[],
): BotStepDifference[] {
  const old = new Map(before.map((one) => [nameOf(one), one]));
  const now = new Map(after.map((one) => [nameOf(one), one]));
  const changed = after.flatMap((one): BotStepDifference[] => {
    const was = old.get(nameOf(one));
    if (!was) return [{ step: one.step, change: 'added', before: [], after: linesOf(one) }];
    const [a, b] = [linesOf(was), linesOf(one)];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    return [{ step: one.step, change: 'changed', before: without(a, b), after: without(b, a) }];
  });
  const removed = before
    .filter((one) => !now.has(nameOf(one)))
    .map((one): BotStepDifference => ({
      step: one.step,
      change: 'removed',
      before: linesOf(one),
      after: [],
    }));
  return [...changed, ...removed];
}

const nameOf = ({ mark, step }: OutlineStep): string => mark ?? `step ${step}`;
const linesOf = ({ does, ways }: OutlineStep): Message[] => [...does, ...ways];

/** What only the first has; all of it when only the order differs. */
function without(lines: readonly Message[], others: readonly Message[]): Message[] {
  const there = new Set(others.map((line) => JSON.stringify(line)));
  const own = lines.filter((line) => !there.has(JSON.stringify(line)));
  const isOrder = lines.length === others.length && own.length === 0;
  return isOrder ? [...lines] : own;
}
