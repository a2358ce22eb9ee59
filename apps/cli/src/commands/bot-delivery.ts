import type { BotFile, BotProof } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { findBot, findDelivery, type BotInBranch, type Delivery } from '../bot/find-bot.js';
import { findAccount, readAll } from '../hub/find.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Bench, Work } from './command.js';
import { readNamed, writeNamed } from './files.js';

/** Delivers a version to a branch: its file is ready, and a task there says what to do. */
export const deliverBot: Work<BotInBranch & { version?: number }> = async (
  bench,
  { bot, account, version },
) => {
  const hub = await bench.hub();
  const { id: botId } = await findBot(hub, bot);
  const { accountId } = await findAccount(hub, account);
  const delivery = await hub.post<Delivery>('bot-deliveries', {
    ...{ botId, accountId },
    ...(version === undefined ? {} : { version }),
  });
  show(bench, delivery);
  bench.terminal.print(message('cli.bot-file-next', { botId, accountId }));
  return 'done';
};

/** Lists what was delivered to a branch, with how far each is; replaced ones only on request. */
export const listDeliveries: Work<{ account: string; all: boolean }> = async (bench, { account, all }) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { accountId } = await findAccount(hub, account);
  const deliveries = await readAll<Delivery>(hub, 'bot-deliveries', { accountId });
  const shown = deliveries.filter(({ isReplaced }) => all || !isReplaced);
  if (isJson) terminal.json(shown);
  else for (const delivery of shown) printDelivery(terminal, delivery);
  return 'done';
};

/** Shows how far the newest delivery of a bot to a branch is, and what a person has to do there. */
export const showDelivery: Work<BotInBranch> = async (bench, named) => {
  show(bench, await findDelivery(await bench.hub(), named));
  return 'done';
};

/** Gives the file of a branch, to be imported as it is. */
export const fileOfBot: Work<BotInBranch & { out?: string }> = async (bench, { out, ...named }) => {
  const { terminal, isJson } = bench;
  const hub = await bench.hub();
  const { id } = await findDelivery(hub, named);
  const file = await hub.get<BotFile>(`bot-deliveries/${id}/file`);
  if (out !== undefined) {
    await writeNamed(out, file.text);
    terminal.print(message('cli.saved', { file: out }));
  }
  if (isJson) terminal.json(file);
  else if (out === undefined) terminal.data(file.text);
  return 'done';
};

/** Says that a bot is installed in a branch. */
export const declareBot: Work<BotInBranch & { amoBotId?: number }> = (bench, { amoBotId, ...named }) =>
  act(bench, named, 'declare', amoBotId === undefined ? {} : { amoBotId });

/** Ticks a step of the checklist off, or takes that back. */
export const tickBot: Work<BotInBranch & { step: string; undo: boolean }> = (
  bench,
  { step, undo, ...named },
) => act(bench, named, 'tick', { step, isDone: !undo });

/** Starts a bot on a deal of its branch, ends what it does there, or reads from the deal whether it ran. */
export const runBot: Work<BotInBranch & { how: 'run' | 'stop' | 'prove-run'; lead: number }> = (
  bench,
  options,
) => act(bench, options, options.how, { leadId: options.lead });

/** Compares the branch's own export with the file that was delivered. */
export const proveBot: Work<BotInBranch & { file: string }> = async (bench, { file: name, ...named }) => {
  const { terminal, isJson } = bench;
  const file = await readNamed(name);
  const hub = await bench.hub();
  const { id } = await findDelivery(hub, named);
  const proof = await hub.post<Spoken<BotProof>>(`bot-deliveries/${id}/prove`, { file });
  if (isJson) terminal.json(proof);
  else {
    for (const place of proof.places) terminal.data(place === '' ? '/' : place);
    printDelivery(terminal, proof.delivery);
  }
  terminal.print(message('cli.bot-proof', { places: proof.isProved ? 0 : proof.places.length }));
  return proof.isProved ? 'done' : 'failed';
};

async function act(bench: Bench, named: BotInBranch, what: string, body: object): Promise<'done'> {
  const hub = await bench.hub();
  const { id } = await findDelivery(hub, named);
  show(bench, await hub.post<Delivery>(`bot-deliveries/${id}/${what}`, body));
  return 'done';
}

function show({ terminal, isJson }: Bench, delivery: Delivery): void {
  if (isJson) {
    terminal.json(delivery);
    return;
  }
  printDelivery(terminal, delivery);
  for (const { step, text, doneBy } of delivery.checklist)
    terminal.data(`  [${doneBy === null ? ' ' : 'x'}] ${step}: ${text}`);
}

function printDelivery(terminal: Terminal, { botName, state, text }: Delivery): void {
  terminal.data(`${botName}: ${state}. ${text}`);
}
