import { Command, Help, type HelpConfiguration, type Option } from 'commander';
import { locales, message, type Facts, type Locale, type NameIn } from '@hub/messages';
import { CliError } from './cli-error.js';
import { answer } from './commands/answer.js';
import { apply } from './commands/apply.js';
import { checkBlueprints, type Annotations } from './commands/check-blueprints.js';
import type { Bench, Work } from './commands/command.js';
import { diff } from './commands/diff.js';
import { explain } from './commands/explain.js';
import { exportBlueprint } from './commands/export.js';
import { login } from './commands/login.js';
import { plan, type Format } from './commands/plan.js';
import { release } from './commands/release.js';
import { exitCodeOf, type Outcome } from './exit-code.js';
import { addBots } from './bot-program.js';
import { addDrift, addRollout } from './rollout-program.js';
import { collect, listIn, textIn, type Options } from './tools.js';

/** What the commands need besides their own options. */
export interface Surroundings {
  /** The bench of a run, once its global options are known. */
  readonly bench: (isJson: boolean) => Bench;
  readonly words: (name: NameIn<'cli'>, facts?: Facts) => string;
  readonly folder: string;
  readonly key: string | undefined;
  readonly isGithub: boolean;
  readonly setExitCode: (code: number) => void;
}

/** Every command with its arguments and options. Help and mistakes are in the person's language. */
export function buildProgram(around: Surroundings): Command {
  const { words } = around;
  const program = new Command('hub')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp(helpIn(words))
    .helpOption('-h, --help', words('option-help'))
    .helpCommand(false)
    .description(words('about'))
    .option('--json', words('option-json'))
    .option('--locale <locale>', words('option-locale'));

  const command = (parent: Command, name: string, about: NameIn<'cli'>) =>
    parent
      .command(name)
      .description(words(about))
      .helpOption('-h, --help', words('option-help'))
      .helpCommand(false);
  const run =
    <O>(work: Work<O>, optionsOf: (args: string[], given: Options) => O, needsAll = false) =>
    async (...all: unknown[]) => {
      const self = all.at(-1) as Command;
      const given = self.optsWithGlobals<Options>();
      const outcome: Outcome = await work(around.bench(given.json === true), optionsOf(self.args, given));
      around.setExitCode(exitCodeOf(outcome, { isDetailed: given.detailedExitcode === true, needsAll }));
    };

  command(program, 'login', 'about-login')
    .argument('<url>', words('argument-url'))
    .action(run(login, ([url = '']) => ({ url, key: around.key, folder: around.folder })));

  withPlanOptions(command(program, 'plan', 'about-plan'), words)
    .argument('<account>', words('argument-account'))
    .option('-o, --out <file>', words('option-out'))
    .option('--format <format>', words('option-format'), 'text')
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(plan, ([account = ''], given) => ({
        ...{ ...planRequest(given), account, out: textIn(given.out) },
        format: oneOf<Format>('--format', given.format, ['text', 'md']),
      })),
    );

  command(program, 'answer', 'about-answer')
    .argument('<plan>', words('argument-plan-id'))
    .argument('<question>', words('argument-question'))
    .option('--adopt <id>', words('option-adopt'))
    .option('--except <reason>', words('option-except'))
    .option('--until <date>', words('option-until'))
    .option('--done', words('option-done'))
    .action(
      run(answer, ([named = '', question = ''], given) => ({
        ...{ plan: named, question, adopt: textIn(given.adopt), except: textIn(given.except) },
        ...{ until: textIn(given.until), done: given.done === true },
      })),
    );

  command(program, 'release', 'about-release')
    .argument('<account>', words('argument-reference'))
    .option('--note <text>', words('option-note'))
    .option('--leave-out <kind[:key]>', words('option-leave-out'), collect)
    .option('--manage-all', words('option-manage-all'))
    .option('--confirm <word>', words('option-confirm'))
    .action(
      run(release, ([account = ''], given) => ({
        ...{ account, note: textIn(given.note), confirm: textIn(given.confirm) },
        leaveOut: listIn(given.leaveOut),
        manageAll: given.manageAll === true,
      })),
    );

  command(program, 'diff', 'about-diff')
    .argument('<from>', words('argument-release'))
    .argument('<to>', words('argument-release'))
    .option('--format <format>', words('option-format'), 'text')
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(diff, ([from = '', to = ''], given) => ({
        ...{ from, to },
        format: oneOf<Format>('--format', given.format, ['text', 'md']),
      })),
    );

  withPlanOptions(command(program, 'apply', 'about-apply'), words)
    .argument('[plan]', words('argument-plan'))
    .option('--account <account>', words('option-account'))
    .option('-y, --yes', words('option-yes'))
    .option('--force <name>', words('option-force'))
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(
        apply,
        ([named], given) => ({
          ...{ ...planRequest(given), plan: named, account: textIn(given.account) },
          ...{ yes: given.yes === true, force: textIn(given.force) },
        }),
        true,
      ),
    );

  const tools = { words, command, run };
  addDrift(program, tools);
  addRollout(program, tools);
  addBots(program, tools);

  command(program, 'export', 'about-export')
    .argument('[account]', words('argument-account'))
    .option('-r, --release <release>', words('option-release'))
    .option('-o, --out <file>', words('option-out'))
    .action(
      run(exportBlueprint, ([account], given) => ({
        ...{ account, release: textIn(given.release), out: textIn(given.out) },
      })),
    );

  command(program, 'explain', 'about-explain')
    .argument('<lead>', words('argument-lead'))
    .option('--all', words('option-all'))
    .action(run(explain, ([lead = ''], given) => ({ lead, all: given.all === true })));

  command(command(program, 'blueprint', 'about-blueprint'), 'check', 'about-check')
    .argument('<files...>', words('argument-files'))
    .option('--annotations <form>', words('option-annotations'), around.isGithub ? 'github' : 'text')
    .action(
      run(checkBlueprints, (files, given) => ({
        files,
        annotations: oneOf<Annotations>('--annotations', given.annotations, ['text', 'github']),
      })),
    );
  return program;
}

/** The language of texts: `--locale`, else the environment's, else Russian. Throws a `CliError` for any other. */
export function localeFrom(args: readonly string[], environment: string | undefined): Locale {
  const at = args.findIndex((word) => word === '--locale' || word.startsWith('--locale='));
  const given =
    at < 0 ? undefined : args[at]?.includes('=') ? args[at].slice('--locale='.length) : args[at + 1];
  if (given !== undefined) return oneOf<Locale>('--locale', given, locales);
  return locales.find((locale) => locale === environment) ?? 'ru';
}

function withPlanOptions(command: Command, words: Surroundings['words']): Command {
  return command
    .option('-r, --release <release>', words('option-release'), 'latest')
    .option('--prune', words('option-prune'))
    .option('--only <kind:key>', words('option-only'), collect)
    .option('--move <from=to>', words('option-move'), collect)
    .option('--create <kind:key>', words('option-create'), collect);
}

function planRequest(given: Options) {
  const { release, prune, only, move, create } = given;
  return {
    ...{ release: textIn(release) ?? 'latest', prune: prune === true },
    ...{ only: listIn(only), move: listIn(move), create: listIn(create) },
  };
}

function oneOf<T extends string>(option: string, value: Options[string], of: readonly T[]): T {
  const found = of.find((one) => one === value);
  if (found === undefined)
    throw new CliError(message('cli.bad-choice', { option, words: String(value), of }));
  return found;
}

/** Help in the person's language: what commander itself says there is English. */
function helpIn(words: Surroundings['words']): HelpConfiguration {
  const own = new Help();
  const inWords = (term: string) =>
    term.replace('[options]', words('usage-options')).replace('[command]', words('usage-command'));
  return {
    showGlobalOptions: true,
    styleTitle: (title) => titleOf(title, words),
    commandUsage: (command) => inWords(own.commandUsage(command)),
    subcommandTerm: (command) => inWords(own.subcommandTerm(command)),
    optionDescription: ({ description, defaultValue }: Option) =>
      typeof defaultValue === 'string'
        ? words('option-default', { about: description, value: defaultValue })
        : description,
  };
}

const titles: Readonly<Record<string, NameIn<'cli'>>> = {
  'Usage:': 'title-usage',
  'Arguments:': 'title-arguments',
  'Options:': 'title-options',
  'Global Options:': 'title-global',
  'Commands:': 'title-commands',
};

function titleOf(title: string, words: Surroundings['words']): string {
  const name = titles[title];
  return name === undefined ? title : words(name);
}
