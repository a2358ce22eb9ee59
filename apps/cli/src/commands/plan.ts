import { message } from '@hub/messages';
import { askPlan, type PlanRequest } from '../plan/ask-plan.js';
import { markdownOf } from '../plan/markdown.js';
import { outcomeOfPlan } from '../plan/outcome-of-plan.js';
import { writePlanFile } from '../plan/plan-file.js';
import type { Work } from './command.js';
import { writeNamed } from './files.js';
import { printObjections } from './print-plan.js';

export type Format = 'text' | 'md';

/** Shows how an account differs from a release, and keeps the plan where it can be applied from. */
export const plan: Work<PlanRequest & { out?: string; format: Format }> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { plan: made, release, host } = await askPlan(hub, options, (why) => terminal.note(why));
  const { id: planId, checksum, text } = made;
  const number = String(release.number);
  if (isJson) terminal.json(made);
  else if (options.format === 'text') terminal.data(text);
  else {
    const heading = terminal.words(message('cli.plan-heading', { host, release: number }));
    terminal.data(markdownOf({ heading, counts: made.counts, text }, (said) => terminal.words(said)));
  }
  terminal.print(message('cli.plan-made', { planId, release: number, host, checksum }));
  printObjections(terminal, made);
  if (options.out !== undefined) {
    await writeNamed(
      options.out,
      writePlanFile({ hub: hub.url, planId, checksum, text, locale: hub.locale }),
    );
    terminal.print(message('cli.plan-saved', { file: options.out }));
  } else if (made.isEmpty) terminal.print(message('cli.nothing-to-do'));
  else terminal.print(message('cli.plan-next', { planId }));
  return outcomeOfPlan(made);
};
