import type { ReleaseDifference, ReleaseView } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { findRelease } from '../hub/find.js';
import type { HubApi } from '../hub/hub-api.js';
import { markdownOf } from '../plan/markdown.js';
import type { Work } from './command.js';
import type { Format } from './plan.js';

/** Shows what the second release changes against the first. */
export const diff: Work<{ from: string; to: string; format: Format }> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { from, to } = await findBoth(hub, options);
  const difference = await hub.get<Spoken<ReleaseDifference>>(`releases/${from.id}/difference`, {
    to: to.id,
  });
  const { counts, text, isEmpty } = difference;
  if (isJson) terminal.json(difference);
  else if (options.format === 'text') terminal.data(text);
  else {
    const numbers = { from: String(from.number), to: String(to.number) };
    const heading = terminal.words(message('cli.difference-heading', numbers));
    terminal.data(markdownOf({ heading, counts, text }, (said) => terminal.words(said)));
  }
  if (isEmpty) terminal.print(message('cli.no-difference'));
  return isEmpty ? 'nothing' : 'changes';
};

/** Both releases; `latest` is the newest one of the other's group. */
async function findBoth(
  hub: HubApi,
  { from, to }: { from: string; to: string },
): Promise<{ from: ReleaseView; to: ReleaseView }> {
  if (from !== 'latest') {
    const first = await findRelease(hub, from, 'all');
    return { from: first, to: await findRelease(hub, to, first) };
  }
  const second = await findRelease(hub, to, 'all');
  return { from: await findRelease(hub, from, second), to: second };
}
