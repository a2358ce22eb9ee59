import type { BotDeliveryEntity } from './bot-delivery.entity.js';
import type { BotFacts } from './bot-facts.js';
import type { BotEntity } from './bot.entity.js';

type Delivery = Pick<BotDeliveryEntity, 'id' | 'botId' | 'version' | 'amoBotId' | 'started'>;
type Named = Pick<BotEntity, 'id' | 'referenceId' | 'name' | 'amoBotId'>;

/** Bots of one branch, and which of them start which. */
export interface Starting {
  /** Deliveries to the branch, newest first. */
  readonly all: readonly Delivery[];
  readonly bots: ReadonlyMap<string, Named>;
  readonly startsOf: (delivery: Delivery) => BotFacts['starts'];
  /** Ids of the bots that start each other, the given one among them: no file can name those. */
  readonly circleOf: (botId: string) => readonly string[];
}

/**
 * Names of the bots that this delivery's file starts under an id that they no longer have in the branch: a later import of
 * theirs was declared since. Those of a circle are chosen by hand and not known.
 */
export function replacedStarts(delivery: Delivery, starting: Starting): string[] {
  const { all, bots, circleOf } = starting;
  const own = bots.get(delivery.botId);
  const circle = circleOf(delivery.botId);
  return Object.entries(delivery.started ?? {}).flatMap(([ref, id]) => {
    const bot = [...bots.values()].find(
      (one) => one.referenceId === own?.referenceId && String(one.amoBotId) === ref,
    );
    if (!bot || circle.includes(bot.id)) return [];
    const newest = all.find((one) => one.botId === bot.id && one.amoBotId !== null);
    return newest && String(newest.amoBotId) !== id ? [bot.name] : [];
  });
}

/**
 * Names of the branch's other bots that still start the bot which this delivery takes the place of: switched off, it would
 * leave their steps without effect. Those of a circle are always named, because what a person chose there is not known.
 */
export function startersOfOld(delivery: Delivery, { all, bots, startsOf, circleOf }: Starting): string[] {
  const own = bots.get(delivery.botId);
  if (!own || own.amoBotId === null) return [];
  const ref = String(own.amoBotId);
  const circle = circleOf(own.id);
  const isNewest = (one: Delivery) => all.find(({ botId }) => botId === one.botId)?.id === one.id;
  return all.flatMap((one) => {
    const bot = bots.get(one.botId);
    if (!bot || bot.id === own.id || bot.referenceId !== own.referenceId || !isNewest(one)) return [];
    if (!startsOf(one).includes(ref)) return [];
    const isMoved = delivery.amoBotId !== null && one.started?.[ref] === String(delivery.amoBotId);
    return circle.includes(bot.id) || !isMoved ? [bot.name] : [];
  });
}
