import { deciding } from './code-graph.js';
import { complain, isObject } from './findings.js';
import { below } from './json-pointer.js';
import type { Steps } from './read-bot.js';
import type { Complaint } from './reference.js';

/** With more conditions in one block the editor freezes. */
const mostConditions = 150;

/** What is legal but worth checking: steps no jump reaches, buttons without a target, blocks that freeze the editor. */
export function noteEnds(
  steps: Steps,
  jumps: readonly { step: number }[],
  into: { complaints: Complaint[] },
): void {
  const reached = new Set([0, ...jumps.map(({ step }) => step)]);
  for (const [number, { step, path }] of steps) {
    if (!reached.has(number)) complain(into, 'orphan-step', path, String(number));
    if (!isObject(step)) continue;
    const question = Array.isArray(step.question) ? (step.question as unknown[]) : [];
    const count = question.filter((one) => isObject(one) && deciding.has(String(one.handler))).length;
    if (count > mostConditions) complain(into, 'many-conditions', path, String(count));
    for (const place of unwired(step, question, path)) complain(into, 'dead-end', place);
  }
}

/** Buttons that nobody wired: the client presses them and nothing follows. */
function unwired(step: Record<string, unknown>, question: readonly unknown[], path: string): string[] {
  const answers = Array.isArray(step.answer) ? (step.answer as unknown[]) : [];
  const branches = answers.flatMap((one) =>
    isObject(one) && Array.isArray(one.params) ? (one.params as unknown[]) : [],
  );
  if (branches.some((one) => isObject(one) && one.type === 'else')) return [];
  return question.flatMap((one, at) => {
    const params = isObject(one) && isObject(one.params) ? one.params : {};
    const buttons = Array.isArray(params.buttons) ? (params.buttons as unknown[]) : [];
    const inline = buttons.filter((button) => isObject(button) && button.type === 'inline').length;
    return inline > branches.length ? [below(path, 'question', at, 'params', 'buttons')] : [];
  });
}
