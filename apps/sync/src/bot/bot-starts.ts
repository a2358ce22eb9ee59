import { groupBy } from '../plan/match-objects.js';
import type { BotFacts } from './bot-facts.js';
import type { BotEntity } from './bot.entity.js';
import { circleOf } from './order-bots.js';

type Named = Pick<BotEntity, 'id' | 'referenceId' | 'name' | 'amoBotId'>;

/** Which bots start which, by the newest version of each. */
export interface BotStarts {
  /** Bots that a bot starts: they have to be in a branch before it. */
  startedBy(botId: string): readonly Named[];
  /**
   * Bots that start each other, this one among them; none when it does not start itself, not even through others.
   * `starts`: the bots that a version of this one starts that may not be its newest.
   */
  circle(botId: string, starts?: readonly string[]): readonly Named[];
}

/** Of these bots, with their versions, the newest first. */
export function startsOf(
  bots: readonly Named[],
  versions: readonly { readonly botId: string; readonly facts: Pick<BotFacts, 'starts'> }[],
): BotStarts {
  const byId = new Map(bots.map((bot) => [bot.id, bot]));
  const versionsOf = groupBy(versions, ({ botId }) => botId);
  const newest = ({ id }: Named): readonly string[] => versionsOf.get(id)?.[0]?.facts.starts ?? [];
  const startedBy = (bot: Named, starts = newest(bot)): Named[] => {
    const { referenceId } = bot;
    return bots.filter(
      (other) =>
        other.referenceId === referenceId &&
        other.amoBotId !== null &&
        starts.includes(String(other.amoBotId)),
    );
  };
  const about = (botId: string, answer: (bot: Named) => readonly Named[]) => {
    const bot = byId.get(botId);
    return bot ? answer(bot) : [];
  };
  return {
    startedBy: (botId) => about(botId, (bot) => startedBy(bot)),
    circle: (botId, starts) =>
      about(botId, (bot) => circleOf(bot, (one) => startedBy(one, one === bot ? starts : undefined))),
  };
}
