import type { Command } from 'commander';
import { message, type NameIn } from '@hub/messages';
import { CliError } from './cli-error.js';
import type { Work } from './commands/command.js';
import { adoptDrift, exceptDrift, fixDrift, showDrift } from './commands/drift.js';
import {
  actOnRollout,
  approveRollout,
  showRollout,
  startRollout,
  watchRollout,
  type RolloutAct,
} from './commands/rollout.js';

export type Options = Record<string, string | boolean | string[] | undefined>;

/** How a program makes commands and runs them. */
interface Tools {
  readonly words: (name: NameIn<'cli'>) => string;
  readonly command: (parent: Command, name: string, about: NameIn<'cli'>) => Command;
  readonly run: <O>(
    work: Work<O>,
    optionsOf: (args: string[], given: Options) => O,
    isApply?: boolean,
  ) => (...all: unknown[]) => Promise<void>;
}

/** The commands about drift: what accounts differ in, and the three answers. */
export function addDrift(program: Command, { words, command, run }: Tools): void {
  const drift = command(program, 'drift', 'about-drift');
  command(drift, 'show', 'about-drift-show')
    .argument('[account]', words('argument-account'))
    .option('--detailed-exitcode', words('option-detailed'))
    .action(run(showDrift, ([account]) => ({ account })));
  const answer = (name: string, about: NameIn<'cli'>) =>
    command(drift, name, about)
      .argument('<account>', words('argument-account'))
      .argument('[findings...]', words('argument-findings'));
  const chosen = ([account = '', ...findings]: string[]) => ({ account, findings });
  answer('fix', 'about-drift-fix')
    .option('--detailed-exitcode', words('option-detailed'))
    .action(run(fixDrift, chosen));
  answer('adopt', 'about-drift-adopt')
    .option('--note <text>', words('option-note'))
    .action(run(adoptDrift, (args, given) => ({ ...chosen(args), note: text(given.note) })));
  answer('except', 'about-drift-except')
    .option('--reason <text>', words('option-reason'))
    .option('--until <date>', words('option-until'))
    .action(
      run(exceptDrift, (args, { reason, until }) => ({
        ...{ ...chosen(args), reason: text(reason), until: text(until) },
      })),
    );
}

/** The commands about rollouts. */
export function addRollout(program: Command, { words, command, run }: Tools): void {
  const rollout = command(program, 'rollout', 'about-rollout');
  command(rollout, 'start', 'about-rollout-start')
    .argument('<release>', words('argument-release'))
    .option('--account <account>', words('option-accounts'), collect)
    .option('--canary <account>', words('option-canary'), collect)
    .option('--waves <sizes>', words('option-waves'))
    .option('--gate <minutes>', words('option-gate'))
    .option('--note <text>', words('option-note'))
    .option('--prune', words('option-prune'))
    .option('--only <kind:key>', words('option-only'), collect)
    .option('--move <from=to>', words('option-rollout-move'), collect)
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(startRollout, ([release = ''], given) => ({
        ...{ release, prune: given.prune === true, note: text(given.note) },
        only: list(given.only),
        ...{ accounts: list(given.account), canary: list(given.canary), move: list(given.move) },
        waves: (text(given.waves)?.split(',') ?? []).map((size) => count('--waves', size)),
        gate: given.gate === undefined ? undefined : count('--gate', text(given.gate) ?? ''),
      })),
    );
  const about = (name: string, words_: NameIn<'cli'>) =>
    command(rollout, name, words_)
      .argument('[rollout]', words('argument-rollout'), 'latest')
      .option('--detailed-exitcode', words('option-detailed'));
  const named = ([id]: string[]) => ({ rollout: id ?? 'latest' });
  about('show', 'about-rollout-show').action(run(showRollout, named));
  about('watch', 'about-rollout-watch').action(run(watchRollout, named, true));
  about('approve', 'about-rollout-approve')
    .option('-y, --yes', words('option-yes'))
    .option('--force <name>', words('option-force'))
    .action(
      run(
        approveRollout,
        (args, given) => ({ ...named(args), yes: given.yes === true, force: text(given.force) }),
        true,
      ),
    );
  const acts: Record<RolloutAct, NameIn<'cli'>> = {
    pause: 'about-rollout-pause',
    resume: 'about-rollout-resume',
    stop: 'about-rollout-stop',
    retry: 'about-rollout-retry',
  };
  for (const act of Object.keys(acts) as RolloutAct[])
    about(act, acts[act]).action(run(actOnRollout(act), named));
}

const collect = (word: string, before: string[] = []): string[] => [...before, word];
const list = (value: Options[string]): string[] => (Array.isArray(value) ? value : []);
const text = (value: Options[string]): string | undefined => (typeof value === 'string' ? value : undefined);

function count(option: string, words: string): number {
  const of = /^\d{1,5}$/.exec(words.trim());
  if (!of) throw new CliError(message('cli.bad-number', { option, words }));
  return Number(of[0]);
}
