import type { BotDelivery, BotView } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { isId } from '../hub/choose-one.js';
import { findAccount, readAll } from '../hub/find.js';
import type { HubApi } from '../hub/hub-api.js';

export type Bot = Spoken<BotView>;
export type Delivery = Spoken<BotDelivery>;

/** A bot and the branch that it is for, as a person names them. */
export interface BotInBranch {
  readonly bot: string;
  readonly account: string;
}

/** The bot that is meant, by id or name. Throws a `CliError` when there is none, or several of one name. */
export async function findBot(hub: HubApi, words: string): Promise<Bot> {
  if (isId(words)) return hub.get<Bot>(`bots/${words}`);
  const found = (await readAll<Bot>(hub, 'bots')).filter(
    ({ name }) => name.toLowerCase() === words.toLowerCase(),
  );
  const [bot, ...others] = found;
  if (!bot) throw new CliError(message('cli.no-such-bot', { words }));
  if (others.length > 0)
    throw new CliError(message('cli.several-bots', { words, ids: found.map(({ id }) => id) }));
  return bot;
}

/** The newest delivery of a bot to a branch. Throws a `CliError` when there is none. */
export async function findDelivery(hub: HubApi, { bot: words, account }: BotInBranch): Promise<Delivery> {
  const { id: botId, name } = await findBot(hub, words);
  const { accountId, host } = await findAccount(hub, account);
  const deliveries = await readAll<Delivery>(hub, 'bot-deliveries', { accountId });
  const newest = deliveries.find((one) => one.botId === botId && !one.isReplaced);
  if (!newest) throw new CliError(message('cli.not-delivered', { name, host }));
  return newest;
}
