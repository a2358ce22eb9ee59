import type { Message } from '@hub/messages';
import { ChoiceField, IdField, IntField, TextField } from './fields.js';
import { MessageField } from './message-field.js';
import { botDeliveryStates } from './sync-bot-deliveries.js';

/** How far a bot of a rollout is in one account: before there is a delivery, and then as the delivery is. */
const rolloutBotStates = ['waiting', 'making', 'refused', ...botDeliveryStates] as const;
export type RolloutBotState = (typeof rolloutBotStates)[number];

/** How many bots are how far, over the accounts of a rollout: each bot counts once per account. */
export class RolloutBotCounts {
  @IntField({ description: 'Waiting until the release is applied and read back in the account' })
  waiting: number;

  @IntField({ description: 'Their file is being made' })
  making: number;

  @IntField({ description: 'Not delivered: a person has to see to it' })
  refused: number;

  @IntField({ description: 'The file is ready, the task is on its way' })
  delivering: number;

  @IntField({ description: 'The task is in the branch account' })
  delivered: number;

  @IntField({ description: 'Installed, as the list of the account or a person says' })
  declaredInstalled: number;

  @IntField({ description: 'Proved to be what was delivered' })
  proved: number;
}

/** A version of a bot that a rollout carries. */
export class RolloutBot {
  @IdField({ description: 'Bot' })
  botId: string;

  @TextField({ description: 'Its name' })
  name: string;

  @IntField({ description: 'Version: the newest when the rollout was made' })
  version: number;
}

/** How far it is in one account. */
export class RolloutBotView extends RolloutBot {
  @ChoiceField({ of: rolloutBotStates, description: 'How far it is' })
  state: RolloutBotState;

  @MessageField({ description: 'What is known, and what a person has to do' })
  text: Message;

  @IdField({ description: 'Its delivery, once there is one', optional: true })
  deliveryId: string | null;
}
