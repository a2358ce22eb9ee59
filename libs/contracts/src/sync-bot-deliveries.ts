import type { Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField } from './message-field.js';
import { PageRequest } from './router.js';
import { longestFile } from './sync-bots.js';

/** How far a delivery is, and never more than is known. */
export const botDeliveryStates = ['delivering', 'delivered', 'declared-installed', 'proved'] as const;
export type BotDeliveryState = (typeof botDeliveryStates)[number];

const botChecklistSteps = [
  'import',
  'triggers',
  'widgets',
  'channels',
  'starts',
  'switch-on',
  'deliver-again',
  'switch-off-old',
] as const;
export type BotChecklistStep = (typeof botChecklistSteps)[number];

/** One step that a person takes in the branch account. */
class BotChecklistRow {
  @ChoiceField({ description: 'The step', of: botChecklistSteps })
  step: BotChecklistStep;

  @MessageField({ description: 'What to do' })
  text: Message;

  @TextField({ description: 'Who ticked it off', optional: true })
  doneBy: string | null;
}

/** One version of a bot on its way to one branch. */
export class BotDelivery {
  @IdField({ description: 'Delivery' })
  id: string;

  @IdField({ description: 'Bot' })
  botId: string;

  @IntField({ description: 'Version' })
  version: number;

  @IdField({ description: 'Branch account' })
  accountId: string;

  @ChoiceField({ description: 'How far it is', of: botDeliveryStates })
  state: BotDeliveryState;

  @MessageField({ description: 'What is known, and by whom' })
  text: Message;

  @TextField({ description: 'Name that the bot has in the branch: the mark in it makes it unique' })
  botName: string;

  @TextField({ description: 'SHA-256 of the content for this branch, without the name of the bot' })
  checksum: string;

  @FlagField({ description: 'A later delivery of the bot to this branch takes its place' })
  isReplaced: boolean;

  @TextListField({
    description:
      'Names of the bots that it starts under an id which a later import has replaced: deliver it again',
  })
  startsReplaced: string[];

  @IntField({ description: 'Task in the branch account', optional: true })
  taskId: number | null;

  @IntField({ description: 'Id of the bot in the branch, as far as it is known', optional: true })
  amoBotId: number | null;

  @IntField({ description: 'Deal in which its mark was found: a deal that it handled', optional: true })
  ranOn: number | null;

  @ObjectListField(() => BotChecklistRow, { description: 'What a person does in the branch account' })
  checklist: BotChecklistRow[];

  @MomentField({ description: 'When it was delivered' })
  madeAt: string;
}

export class BotDeliveryPage {
  @ObjectListField(() => BotDelivery, { description: 'Newest first' })
  items: BotDelivery[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

export class BotDeliveryQuery extends PageRequest {
  @IdField({ description: 'Branch account, as the hub names it' })
  accountId: string;
}

export class DeliverBotBody {
  @IdField({ description: 'Bot' })
  botId: string;

  @IdField({ description: 'Branch account, as the hub names it' })
  accountId: string;

  @IntField({ description: 'Version; the newest when missing', optional: true, min: 1, example: 1 })
  version?: number | null;
}

export class DeliverBot extends DeliverBotBody {
  @TextField({ description: 'Who delivers' })
  by: string;
}

export class BotDeliveryPath {
  @IdField({ description: 'Delivery' })
  deliveryId: string;
}

class AboutFile {
  @TextField({ description: 'Name for the file' })
  fileName: string;

  @TextField({ description: 'Name that the bot gets; code is pasted into a bot of this name' })
  botName: string;

  @TextField({ description: 'SHA-256 of the content, without the name of the bot' })
  checksum: string;
}

/** The file of one branch. */
export class BotFile extends AboutFile {
  @TextField({ description: 'Content of the file, to be imported as it is' })
  text: string;
}

/** The same as the bus carries it. */
export class PackedBotFile extends AboutFile {
  @TextField({ description: 'Content of the file, packed' })
  packed: string;
}

export class DeclareBotBody {
  @IntField({
    description: 'Id of the bot in the branch; where its list can be read, found by the mark when missing',
    optional: true,
    min: 1,
    example: 42011,
  })
  amoBotId?: number | null;
}

export class DeclareBot extends DeclareBotBody {
  @IdField({ description: 'Delivery' })
  deliveryId: string;

  @TextField({ description: 'Who says so' })
  by: string;
}

export class TickBotBody {
  @ChoiceField({ description: 'Step of the checklist', of: botChecklistSteps, example: 'triggers' })
  step: BotChecklistStep;

  @FlagField({ description: 'Done, or not done after all', example: true })
  isDone: boolean;
}

export class TickBot extends TickBotBody {
  @IdField({ description: 'Delivery' })
  deliveryId: string;

  @TextField({ description: 'Who did it' })
  by: string;
}

export class ProveBotBody {
  @TextField({
    description: 'The file that the branch exported after the bot was installed',
    max: longestFile,
    example: '[{"question":[{"handler":"show","params":{"type":"text","value":"Здравствуйте!"}}]}]',
  })
  file: string;
}

export class ProveBot {
  @TextField({ description: 'The file, packed', max: 1_000_000 })
  packed: string;

  @IdField({ description: 'Delivery' })
  deliveryId: string;
}

/** Whether the branch's own export is the file that was delivered. */
export class BotProof {
  @FlagField({ description: 'Nothing differs' })
  isProved: boolean;

  @TextListField({ description: 'Places that differ, as JSON pointers', max: 1000 })
  places: string[];

  @ObjectField(() => BotDelivery, { description: 'The delivery as it is now' })
  delivery: BotDelivery;
}

export class RunBotBody {
  @IntField({ description: 'Deal of the branch account', min: 1, example: 18233901 })
  leadId: number;
}

export class RunBot extends RunBotBody {
  @IdField({ description: 'Delivery' })
  deliveryId: string;
}
