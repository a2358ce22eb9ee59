import type { BotAnswers, BotDifference, BotOutline, BotReadiness } from '@hub/contracts';
import { message, type Message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { findBot, type Bot, type BotInBranch } from '../bot/find-bot.js';
import { findAccount, readAll } from '../hub/find.js';
import type { HubApi } from '../hub/hub-api.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Work } from './command.js';
import { readNamed } from './files.js';

interface UploadOptions {
  readonly account: string;
  readonly file: string;
  readonly name?: string;
  readonly amoBotId?: number;
  readonly triggers?: string;
  readonly note?: string;
}

/** Takes an exported file, or the code of a bot, to a reference account. A file that is refused is an error that names its places. */
export const uploadBot: Work<UploadOptions> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const { account, file, ...about } = options;
  const text = await readNamed(file);
  const hub = await bench.hub();
  const { accountId } = await findAccount(hub, account);
  const bot = await hub.post<Bot>('bots', { ...about, accountId, file: text });
  if (isJson) terminal.json(bot);
  else printBot(terminal, bot);
  for (const { text: what, places } of bot.versions[0]?.remarks ?? [])
    terminal.note(`  ${places[0] ?? ''}: ${what}`);
  return 'done';
};

/** Lists bots in the order of delivery. */
export const listBots: Work<{ reference?: string }> = async (bench, { reference }) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const query: Record<string, string> =
    reference === undefined ? {} : { referenceId: (await findAccount(hub, reference)).accountId };
  const bots = await readAll<Bot>(hub, 'bots', query);
  if (isJson) terminal.json(bots);
  else for (const bot of bots) printBot(terminal, bot);
  return 'done';
};

interface ShowOptions {
  readonly bot: string;
  readonly version?: number;
  /** In whose names. */
  readonly branch?: string;
}

/** Shows a version as an outline, in the names of the reference account or of a branch. */
export const showBot: Work<ShowOptions> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { id } = await findBot(hub, options.bot);
  const query = { version: options.version?.toString(), ...(await inNamesOf(hub, options.branch)) };
  const outline = await hub.get<Spoken<BotOutline>>(`bots/${id}/outline`, query);
  if (isJson) terminal.json(outline);
  else {
    terminal.data(
      terminal.words(message('cli.bot-version', { name: outline.name, version: outline.version })),
    );
    for (const { step, does, ways } of outline.steps) {
      terminal.data(terminal.words(message('cli.bot-step', { step })));
      for (const line of [...does, ...ways]) terminal.data(`  ${line}`);
    }
  }
  return 'done';
};

/** Shows what one version of a bot does otherwise than another. */
export const diffBot: Work<ShowOptions & { from: number; to: number }> = async (bench, options) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { id } = await findBot(hub, options.bot);
  const query = {
    from: String(options.from),
    to: String(options.to),
    ...(await inNamesOf(hub, options.branch)),
  };
  const difference = await hub.get<Spoken<BotDifference>>(`bots/${id}/difference`, query);
  if (isJson) terminal.json(difference);
  else
    for (const { step, change, before, after } of difference.steps) {
      terminal.data(terminal.words(message('cli.bot-step-change', { step, change })));
      for (const line of before) terminal.data(`  - ${line}`);
      for (const line of after) terminal.data(`  + ${line}`);
    }
  if (difference.steps.length > 0) return 'changes';
  terminal.print(message('cli.no-bot-difference'));
  return 'nothing';
};

/** Shows what a branch still lacks for a bot, with the possible answers. */
export const askBot: Work<BotInBranch & { version?: number }> = async (bench, { bot, account, version }) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { id, name } = await findBot(hub, bot);
  const { accountId, host } = await findAccount(hub, account);
  const query = { accountId, version: version?.toString() };
  const readiness = await hub.get<Spoken<BotReadiness>>(`bots/${id}/readiness`, query);
  if (isJson) terminal.json(readiness);
  else
    for (const { kind, ref, text, isNeeded, candidates } of readiness.questions) {
      terminal.data(`${isNeeded ? '?' : '·'} ${kind}:${ref}  ${text}`);
      for (const { value, name: own } of candidates.slice(0, mostOffered))
        terminal.data(`    ${value}  ${own}`);
    }
  terminal.print(nextOf(readiness.isReady, { name, host, id, accountId }));
  return readiness.isReady ? 'done' : 'blocked';
};

/** A person who needs another answer knows its id. */
const mostOffered = 20;

function nextOf(isReady: boolean, facts: Message['facts']): Message {
  return message(isReady ? 'cli.bot-ready' : 'cli.bot-asks', facts);
}

/** Answers questions of a branch; the answers hold for every bot of the same reference account. */
export const answerBot: Work<BotInBranch & { answers: readonly string[] }> = async (bench, options) => {
  const answers = options.answers.map(answerIn);
  const hub = await bench.hub();
  const { referenceId } = await findBot(hub, options.bot);
  const { accountId } = await findAccount(hub, options.account);
  const kept = await hub.put<BotAnswers>('bots/answers', { accountId, referenceId, answers });
  if (bench.isJson) bench.terminal.json(kept);
  bench.terminal.print(message('cli.bot-answered', { count: answers.length }));
  return 'done';
};

/** `kind:ref=value`; without a value the answer is taken back. An address with `=` in it is answered by REST. */
function answerIn(words: string): { kind: string; ref: string; value: string | null } {
  const [, kind, ref, value] = /^([a-z_-]+):([^=]+)=(.*)$/.exec(words) ?? [];
  if (kind === undefined || ref === undefined) throw new CliError(message('cli.bad-answer', { words }));
  return { kind, ref, value: value === undefined || value === '' ? null : value };
}

async function inNamesOf(hub: HubApi, branch: string | undefined): Promise<Record<string, string>> {
  return branch === undefined ? {} : { accountId: (await findAccount(hub, branch)).accountId };
}

function printBot(terminal: Terminal, { id, name, versions, after, circle }: Bot): void {
  const [newest] = versions;
  const facts = { name, id, version: newest?.number ?? 0, steps: newest?.steps ?? 0 };
  terminal.data(terminal.words(message('cli.bot', facts)));
  if (circle.length > 0)
    terminal.data(`  ${terminal.words(message('cli.bot-circle', { count: circle.length, bots: circle }))}`);
  else if (after.length > 0) terminal.data(`  ${terminal.words(message('cli.bot-after', { bots: after }))}`);
}
