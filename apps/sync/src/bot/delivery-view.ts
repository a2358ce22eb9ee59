import type { BotDelivery } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import type { BotDeliveryEntity } from './bot-delivery.entity.js';
import type { BotEntity } from './bot.entity.js';
import { checklistOf } from './checklist.js';
import type { BotFacts } from './bot-facts.js';

/** Longest name of a bot before its mark. */
const longestName = 60;

/** The name of a bot in the branch: who made it, which version, and the mark that no other bot has. */
export function botNameOf(
  { name }: Pick<BotEntity, 'name'>,
  { version, mark }: Pick<BotDeliveryEntity, 'version' | 'mark'>,
): string {
  // The cut never splits a character.
  const short = name.slice(0, longestName).replace(/\p{Surrogate}$/u, '');
  return `${short} · v${version} · ${mark}`;
}

/** A delivery as the API shows it. `all` are the deliveries to the same branch, newest first. */
export function deliveryView(
  delivery: BotDeliveryEntity,
  {
    bot,
    facts,
    circle,
    all,
  }: {
    bot: BotEntity;
    facts: BotFacts;
    circle: readonly string[];
    all: readonly BotDeliveryEntity[];
  },
): BotDelivery {
  const { id, botId, version, accountId, state, checksum, taskId, amoBotId, ticks, madeAt, ranOn } = delivery;
  const own = all.filter((one) => one.botId === botId);
  const at = own.findIndex((one) => one.id === id);
  const before = own.slice(at + 1).find((one) => one.amoBotId !== null);
  const botName = botNameOf(bot, delivery);
  const old = before ? botNameOf(bot, before) : null;
  return {
    id,
    botId,
    version,
    accountId,
    state,
    text: stateText(delivery),
    botName,
    checksum,
    isReplaced: at > 0,
    taskId,
    amoBotId,
    ranOn,
    checklist: checklistOf({ facts, botName, triggers: bot.triggers, circle, old }).map(({ step, text }) => ({
      step,
      text,
      doneBy: ticks[step] ?? null,
    })),
    madeAt: madeAt.toISOString(),
  };
}

/** What is known, and by whom. Nothing here says that a bot works. */
function stateText({
  state,
  declaredBy,
  seenInList,
  ranOn,
}: Pick<BotDeliveryEntity, 'state' | 'declaredBy' | 'seenInList' | 'ranOn'>): Message {
  if (ranOn !== null) return message('bots.state-ran', { leadId: String(ranOn) });
  switch (state) {
    case 'delivering':
      return message('bots.state-delivering');
    case 'delivered':
      return message('bots.state-delivered');
    case 'declared-installed':
      return seenInList
        ? message('bots.state-seen')
        : message('bots.state-declared', { by: declaredBy ?? '' });
    case 'proved':
      return message('bots.state-proved');
  }
}
