import type { Command } from 'commander';
import type { NameIn } from '@hub/messages';
import { adoptDrift, exceptDrift, fixDrift, showDrift } from './commands/drift.js';
import {
  actOnRollout,
  approveAccount,
  approveRollout,
  showRollout,
  skipAccount,
  startRollout,
  watchRollout,
  type RolloutAct,
} from './commands/rollout.js';
import { collect, listIn, readCount, textIn, type Tools } from './tools.js';

/** The commands about drift: what accounts differ in, and the three answers. */
export function addDrift(program: Command, { words, command, run }: Tools): void {
  const drift = command(program, 'drift', 'about-drift');
  command(drift, 'show', 'about-drift-show')
    .argument('[account]', words('argument-account'))
    .option('--detailed-exitcode', words('option-detailed'))
    .action(run(showDrift, ([account]) => ({ account }), true));
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
    .action(run(adoptDrift, (args, given) => ({ ...chosen(args), note: textIn(given.note) })));
  answer('except', 'about-drift-except')
    .option('--reason <text>', words('option-reason'))
    .option('--until <date>', words('option-until'))
    .action(
      run(exceptDrift, (args, { reason, until }) => ({
        ...{ ...chosen(args), reason: textIn(reason), until: textIn(until) },
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
    .option('--bot <bot>', words('option-rollout-bot'), collect)
    .option('--note <text>', words('option-note'))
    .option('--prune', words('option-prune'))
    .option('--only <kind:key>', words('option-only'), collect)
    .option('--move <from=to>', words('option-rollout-move'), collect)
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(startRollout, ([release = ''], given) => ({
        ...{ release, prune: given.prune === true, note: textIn(given.note) },
        ...{ only: listIn(given.only), bots: listIn(given.bot) },
        ...{ accounts: listIn(given.account), canary: listIn(given.canary), move: listIn(given.move) },
        waves: (textIn(given.waves)?.split(',') ?? []).map((size) => readCount('--waves', size)),
        gate: given.gate === undefined ? undefined : readCount('--gate', textIn(given.gate) ?? ''),
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
        (args, given) => ({ ...named(args), yes: given.yes === true, force: textIn(given.force) }),
        true,
      ),
    );
  const account = (name: string, about_: NameIn<'cli'>) =>
    command(rollout, name, about_)
      .argument('<rollout>', words('argument-rollout'))
      .argument('<account>', words('argument-account'));
  const inRollout = ([id = 'latest', named_ = '']: string[]) => ({ rollout: id, account: named_ });
  account('approve-account', 'about-rollout-approve-account')
    .option('-y, --yes', words('option-yes'))
    .option('--force <name>', words('option-force'))
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(
        approveAccount,
        (args, given) => ({ ...inRollout(args), yes: given.yes === true, force: textIn(given.force) }),
        true,
      ),
    );
  account('skip', 'about-rollout-skip').action(run(skipAccount, inRollout));
  const acts: Record<RolloutAct, NameIn<'cli'>> = {
    pause: 'about-rollout-pause',
    resume: 'about-rollout-resume',
    stop: 'about-rollout-stop',
    retry: 'about-rollout-retry',
  };
  for (const act of Object.keys(acts) as RolloutAct[])
    about(act, acts[act]).action(run(actOnRollout(act), named));
}
