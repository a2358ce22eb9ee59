import type { Message } from '@hub/messages';

/** A version of a bot that a rollout carries: the newest when it was made, so that every wave gets the same. */
export interface CarriedBot {
  botId: string;
  version: number;
}

/** Why a bot was not delivered to an account, and when that was found. */
export interface BotRefusal {
  botId: string;
  reason: Message;
  at: string;
}

/** One try to deliver the bots of a rollout to an account. A job with the `askId` of an earlier one does nothing. */
export interface BotRound {
  askId: string;
  isDone: boolean;
  refused: BotRefusal[];
}
