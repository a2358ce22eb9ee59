import type { ReleaseDifference } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { findRelease } from '../hub/find.js';
import { markdownOf } from '../plan/markdown.js';
import type { Work } from './command.js';
import type { Format } from './plan.js';

/** Shows what the second release changes against the first. */
export const diff: Work<{ from: string; to: string; format: Format }> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const [from, to] = [await findRelease(hub, options.from), await findRelease(hub, options.to)];
  const difference = await hub.get<Spoken<ReleaseDifference>>(`releases/${from.id}/difference`, {
    to: to.id,
  });
  const { counts, text, isEmpty } = difference;
  if (isJson) terminal.json(difference);
  else if (options.format === 'text') terminal.data(text);
  else {
    const numbers = { from: String(from.number), to: String(to.number) };
    terminal.data(
      markdownOf(terminal.words(message('cli.difference-heading', numbers)), { ...counts }, text),
    );
  }
  if (isEmpty) terminal.tell(message('cli.no-difference'));
  return isEmpty ? 'nothing' : 'changes';
};
