import type { LeftOutRule, NewReleaseView } from '@hub/contracts';
import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { findAccount } from '../hub/find.js';
import type { Work } from './command.js';
import { readRule } from './read-rule.js';

interface ReleaseOptions {
  readonly account: string;
  readonly note?: string;
  readonly confirm?: string;
  /** Rules as `kind` or `kind:key`; none: as in the release before. */
  readonly leaveOut: readonly string[];
  /** Nothing is left out, whatever the release before did. */
  readonly manageAll: boolean;
}

/** Makes a release of a reference account as it is now. */
export const release: Work<ReleaseOptions> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const { note, confirm, manageAll } = options;
  const leaveOut = options.leaveOut.map(readRule);
  if (manageAll && leaveOut.length > 0) throw new CliError(message('cli.all-or-left-out'));
  const hub = await bench.hub();
  const { accountId } = await findAccount(hub, options.account);
  const made = await hub.post<NewReleaseView>('releases', {
    ...{ accountId, note, confirm },
    ...(manageAll || leaveOut.length > 0 ? { leaveOut } : {}),
  });
  const { number, sameAs, objects, leftOut } = made;
  if (isJson) terminal.json(made);
  else terminal.data(String(number));
  const isNew = sameAs !== number;
  terminal.print(
    message(isNew ? 'cli.release-made' : 'cli.release-same', { number: String(number), objects }),
  );
  if (leftOut.length > 0) terminal.print(message('cli.release-leaves', { rules: leftOut.map(ruleWords) }));
  return 'done';
};

function ruleWords({ kind, key }: LeftOutRule): string {
  return key ? `${kind}:${key}` : kind;
}
