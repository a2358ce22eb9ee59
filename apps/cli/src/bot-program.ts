import type { Command } from 'commander';
import { answerBot, askBot, diffBot, listBots, showBot, uploadBot } from './commands/bot.js';
import {
  declareBot,
  deliverBot,
  fileOfBot,
  listDeliveries,
  proveBot,
  runBot,
  showDelivery,
  tickBot,
} from './commands/bot-delivery.js';
import { readCount, textIn, type Options, type Tools } from './tools.js';

/** The commands about bots: files of the reference account, and their way into the branches. */
export function addBots(program: Command, { words, command, run }: Tools): void {
  const bot = command(program, 'bot', 'about-bot');
  const version = ({ version: given }: Options) => numberIn('--version', given);

  command(bot, 'upload', 'about-bot-upload')
    .argument('<reference>', words('argument-reference'))
    .argument('<file>', words('argument-bot-file'))
    .option('--name <name>', words('option-bot-name'))
    .option('--id <id>', words('option-bot-id'))
    .option('--triggers <text>', words('option-triggers'))
    .option('--note <text>', words('option-note'))
    .action(
      run(uploadBot, ([account = '', file = ''], given) => ({
        ...{ account, file, name: textIn(given.name), amoBotId: numberIn('--id', given.id) },
        ...{ triggers: textIn(given.triggers), note: textIn(given.note) },
      })),
    );
  command(bot, 'list', 'about-bot-list')
    .option('--reference <account>', words('argument-reference'))
    .action(run(listBots, (_args, given) => ({ reference: textIn(given.reference) })));
  command(bot, 'show', 'about-bot-show')
    .argument('<bot>', words('argument-bot'))
    .option('--version <number>', words('option-version'))
    .option('--branch <account>', words('option-branch'))
    .action(
      run(showBot, ([named = ''], given) => ({
        ...{ bot: named, version: version(given), branch: textIn(given.branch) },
      })),
    );
  command(bot, 'diff', 'about-bot-diff')
    .argument('<bot>', words('argument-bot'))
    .argument('<from>', words('argument-version'))
    .argument('<to>', words('argument-version'))
    .option('--branch <account>', words('option-branch'))
    .option('--detailed-exitcode', words('option-detailed'))
    .action(
      run(diffBot, ([named = '', from = '', to = ''], given) => ({
        ...{
          bot: named,
          from: readCount('FROM', from),
          to: readCount('TO', to),
          branch: textIn(given.branch),
        },
      })),
    );

  const about = (name: string, what: Parameters<Tools['command']>[2]) =>
    command(bot, name, what)
      .argument('<bot>', words('argument-bot'))
      .argument('<account>', words('argument-account'));
  const named = ([one = '', account = '']: string[]) => ({ bot: one, account });
  about('ask', 'about-bot-ask')
    .option('--version <number>', words('option-version'))
    .option('--detailed-exitcode', words('option-detailed'))
    .action(run(askBot, (args, given) => ({ ...named(args), version: version(given) })));
  about('answer', 'about-bot-answer')
    .argument('<kind:ref=value...>', words('argument-bot-answers'))
    .action(run(answerBot, (args) => ({ ...named(args), answers: args.slice(2) })));
  about('deliver', 'about-bot-deliver')
    .option('--version <number>', words('option-version'))
    .action(run(deliverBot, (args, given) => ({ ...named(args), version: version(given) })));
  command(bot, 'deliveries', 'about-bot-deliveries')
    .argument('<account>', words('argument-account'))
    .option('--all', words('option-replaced'))
    .action(run(listDeliveries, ([account = ''], given) => ({ account, all: given.all === true })));
  about('state', 'about-bot-state').action(run(showDelivery, named));
  about('file', 'about-bot-file')
    .option('-o, --out <file>', words('option-out'))
    .action(run(fileOfBot, (args, given) => ({ ...named(args), out: textIn(given.out) })));
  about('declare', 'about-bot-declare')
    .option('--id <id>', words('option-branch-bot-id'))
    .action(run(declareBot, (args, given) => ({ ...named(args), amoBotId: numberIn('--id', given.id) })));
  about('tick', 'about-bot-tick')
    .argument('<step>', words('argument-step'))
    .option('--undo', words('option-undo'))
    .action(
      run(tickBot, (args, given) => ({ ...named(args), step: args[2] ?? '', undo: given.undo === true })),
    );
  about('prove', 'about-bot-prove')
    .argument('<file>', words('argument-export'))
    .action(run(proveBot, (args) => ({ ...named(args), file: args[2] ?? '' })));
  const acts = { run: 'about-bot-run', stop: 'about-bot-stop', 'prove-run': 'about-bot-prove-run' } as const;
  for (const how of Object.keys(acts) as (keyof typeof acts)[])
    about(how, acts[how])
      .argument('<lead>', words('argument-branch-lead'))
      .action(run(runBot, (args) => ({ ...named(args), how, lead: readCount('LEAD', args[2] ?? '') })));
}

function numberIn(option: string, value: Options[string]): number | undefined {
  return value === undefined ? undefined : readCount(option, textIn(value) ?? '');
}
