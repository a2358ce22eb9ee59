import type { BlueprintText } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { findAccount, findRelease } from '../hub/find.js';
import type { Work } from './command.js';
import { writeNamed } from './files.js';

interface ExportOptions {
  readonly account?: string;
  readonly release?: string;
  readonly out?: string;
}

/** Gives an account as it is, or a release, as a blueprint. */
export const exportBlueprint: Work<ExportOptions> = async (bench, { account, release, out }) => {
  const { terminal, isJson } = bench;
  if ((account === undefined) === (release === undefined))
    throw new CliError(message('cli.account-or-release'));
  const hub = await bench.hub();
  const query =
    account === undefined
      ? { releaseId: (await findRelease(hub, release ?? '', 'all')).id }
      : { accountId: (await findAccount(hub, account)).accountId };
  const blueprint = await hub.get<Spoken<BlueprintText>>('blueprints/export', query);
  if (out !== undefined) {
    await writeNamed(out, blueprint.text);
    terminal.print(message('cli.saved', { file: out }));
  }
  if (isJson) terminal.json(blueprint);
  else if (out === undefined) terminal.data(blueprint.text);
  if (blueprint.problems.length > 0) terminal.print(message('cli.not-importable'));
  for (const problem of blueprint.problems) terminal.note(`  ${problem}`);
  return 'done';
};
