import type { BotDelivery } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import type { BotDeliveryEntity } from './bot-delivery.entity.js';
import type { BotEntity } from './bot.entity.js';
import { checklistOf, inQuotes } from './checklist.js';
import type { BotFacts } from './bot-facts.js';
import { replacedStarts, startersOfOld, type Starting } from './replaced-starts.js';

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
    starting,
    all,
  }: {
    bot: BotEntity;
    facts: BotFacts;
    circle: readonly string[];
    starting: Starting;
    all: readonly BotDeliveryEntity[];
  },
): BotDelivery {
  const { id, botId, version, accountId, state, checksum, taskId, amoBotId, ticks, madeAt, ranOn } = delivery;
  const own = all.filter((one) => one.botId === botId);
  const at = own.findIndex((one) => one.id === id);
  const before = own.slice(at + 1).find((one) => one.amoBotId !== null);
  const botName = botNameOf(bot, delivery);
  const old = before ? botNameOf(bot, before) : null;
  const isReplaced = at > 0;
  const startsReplaced = isReplaced ? [] : replacedStarts(delivery, starting);
  const starters = startersOfOld(delivery, starting);
  const steps = checklistOf({
    facts,
    botName,
    triggers: bot.triggers,
    circle,
    startsReplaced,
    old,
    starters,
  });
  return {
    id,
    botId,
    version,
    accountId,
    state,
    text: viewText(delivery, startsReplaced),
    botName,
    checksum,
    isReplaced,
    startsReplaced,
    taskId,
    amoBotId,
    ranOn,
    checklist: steps.map(({ step, text }) => ({ step, text, doneBy: ticks[step] ?? null })),
    madeAt: madeAt.toISOString(),
  };
}

/** What is known, and what has to be done about it: an id in its file may have become that of an old bot. */
function viewText(delivery: BotDeliveryEntity, startsReplaced: readonly string[]): Message {
  const state = stateText(delivery);
  if (startsReplaced.length === 0) return state;
  return message('bots.state-starts-replaced', { state, bots: startsReplaced.map(inQuotes) });
}

/** What is known, and by whom. Nothing here says that a bot works. */
export function stateText({
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
