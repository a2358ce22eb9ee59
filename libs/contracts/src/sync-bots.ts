import type { Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField, MessageListField } from './message-field.js';
import { PageRequest } from './router.js';

/** Longest exported file: 64 KB of code, its layout, and both escaped inside JSON. */
export const longestFile = 700_000;

/** What is said about an uploaded file. */
class AboutUpload {
  @IdField({ description: 'Reference account that the bot is in, as the hub names it' })
  accountId: string;

  @TextField({
    description: 'Name of the bot; the one in the file when missing. The same name again is its next version',
    optional: true,
    max: 200,
    example: 'Запись на пробный урок',
  })
  name?: string | null;

  @IntField({
    description: 'Id of the bot in the reference account, by which other bots start it',
    optional: true,
    min: 1,
    example: 31001,
  })
  amoBotId?: number | null;

  @TextField({
    description: 'What starts the bot: its triggers are not in the file, so they are kept here by hand',
    optional: true,
    max: 4000,
    example: 'Воронка «Продажи», этап «Новая»: при создании сделки',
  })
  triggers?: string | null;

  @TextField({ description: 'What is new, for people', optional: true, example: 'Спрашивает возраст' })
  note?: string | null;
}

/** A bot's exported file or its code, uploaded to a reference account. */
export class UploadBotBody extends AboutUpload {
  @TextField({
    description: 'The exported file as it was downloaded, or the code of the bot',
    max: longestFile,
    example:
      '[{"question":[{"handler":"show","params":{"type":"text","value":"Здравствуйте!"}},{"handler":"goto","params":{"type":"finish","step":0}}],"finish":[{"handler":"stop","params":{"action":"talk-close"}}]}]',
  })
  file: string;
}

/** The same as the bus carries it. */
export class UploadBot extends AboutUpload {
  @TextField({ description: 'The file, packed', max: 1_000_000 })
  packed: string;
}

/** Something in a file that is wrong, or worth reading. */
export class BotRemark {
  @TextField({ description: 'What it is, as a word for machines' })
  code: string;

  @ChoiceField({ description: 'An error keeps a file out', of: ['error', 'note'] })
  severity: 'error' | 'note';

  @MessageField({ description: 'What it is, in words' })
  text: Message;

  @TextListField({ description: 'Where, as JSON pointers; `/text` is the code, `/positions` the layout' })
  places: string[];
}

/** One uploaded version. It never changes. */
export class BotVersionView {
  @IntField({ description: 'Grows by one with every version of the bot' })
  number: number;

  @TextField({ description: 'SHA-256 of the content; the same file has the same' })
  checksum: string;

  @ChoiceField({ description: 'Exported file, or code alone', of: ['export', 'code'] })
  form: 'export' | 'code';

  @IntField({ description: 'Steps of the code' })
  steps: number;

  @IntField({ description: 'Places with an id of the account' })
  references: number;

  @TextField({ description: 'What is new, for people', optional: true })
  note: string | null;

  @ObjectListField(() => BotRemark, { description: 'What is worth reading' })
  remarks: BotRemark[];

  @MomentField({ description: 'When it was uploaded' })
  madeAt: string;
}

/** A bot of a reference account with its versions. */
export class BotView {
  @IdField({ description: 'Bot' })
  id: string;

  @IdField({ description: 'Reference account' })
  referenceId: string;

  @TextField({ description: 'Name of the bot' })
  name: string;

  @IntField({ description: 'Its id in the reference account', optional: true })
  amoBotId: number | null;

  @TextField({ description: 'What starts it, kept by hand', optional: true })
  triggers: string | null;

  @TextListField({ description: 'Bots that it starts, which are to be delivered before it' })
  after: string[];

  @TextListField({
    description:
      'Bots that start each other, itself among them: the start of one has to be set by hand. Empty when it does not start itself, not even through others',
  })
  circle: string[];

  @ObjectListField(() => BotVersionView, { description: 'Newest first' })
  versions: BotVersionView[];
}

export class BotPage {
  @ObjectListField(() => BotView, { description: 'In the order of delivery' })
  items: BotView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** Which bots. */
export class BotQuery extends PageRequest {
  @IdField({ description: 'Only those of this reference account', optional: true })
  referenceId?: string | null;
}

export class BotPath {
  @IdField({ description: 'Bot' })
  botId: string;
}

/** Notes of a bot that are in no file. Fields that are missing stay as they are. */
export class ChangeBotBody {
  @IntField({ description: 'Its id in the reference account', optional: true, min: 1, example: 31002 })
  amoBotId?: number | null;

  @TextField({ description: 'What starts it', optional: true, max: 4000, example: 'При создании сделки' })
  triggers?: string | null;
}

export class ChangeBot extends ChangeBotBody {
  @IdField({ description: 'Bot' })
  botId: string;
}

/** Which version, and in whose words. */
export class OutlineQuery {
  @IntField({ description: 'Version; the newest when missing', optional: true, min: 1, example: 1 })
  version?: number | null;

  @IdField({ description: 'In the names of this branch account instead of the reference', optional: true })
  accountId?: string | null;
}

export class OutlineRequest extends OutlineQuery {
  @IdField({ description: 'Bot' })
  botId: string;
}

class BotStepView {
  @IntField({ description: 'Number of the step' })
  step: number;

  @MessageListField({ description: 'What it does' })
  does: Message[];

  @MessageListField({ description: 'Where it leads' })
  ways: Message[];
}

/** A bot in words. */
export class BotOutline {
  @TextField({ description: 'Name of the bot' })
  name: string;

  @IntField({ description: 'Version' })
  version: number;

  @ObjectListField(() => BotStepView, { description: 'Step by step' })
  steps: BotStepView[];
}

export class BotDifferenceQuery {
  @IntField({ description: 'Version before', min: 1, example: 1 })
  from: number;

  @IntField({ description: 'Version after', min: 1, example: 2 })
  to: number;

  @IdField({ description: 'In the names of this branch account instead of the reference', optional: true })
  accountId?: string | null;
}

export class BotDifferenceRequest extends BotDifferenceQuery {
  @IdField({ description: 'Bot' })
  botId: string;
}

/** A step that differs between two versions. */
export class BotStepDifference {
  @IntField({ description: 'Number of the step' })
  step: number;

  @ChoiceField({ description: 'What became of it', of: ['added', 'removed', 'changed'] })
  change: 'added' | 'removed' | 'changed';

  @MessageListField({ description: 'What it did' })
  before: Message[];

  @MessageListField({ description: 'What it does now' })
  after: Message[];
}

export class BotDifference {
  @ObjectListField(() => BotStepDifference, { description: 'Steps that differ; empty when none does' })
  steps: BotStepDifference[];
}

/** Which version for which branch. */
export class ReadinessQuery {
  @IdField({ description: 'Branch account, as the hub names it' })
  accountId: string;

  @IntField({ description: 'Version; the newest when missing', optional: true, min: 1, example: 1 })
  version?: number | null;
}

export class ReadinessRequest extends ReadinessQuery {
  @IdField({ description: 'Bot' })
  botId: string;
}

class BotCandidate {
  @TextField({ description: 'Id in the branch account, to be sent as the answer' })
  value: string;

  @TextField({ description: 'Its name there' })
  name: string;
}

/** What an id of the reference is in the branch, which only a person can say. */
export class BotQuestion {
  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Its id in the reference account, or the text itself' })
  ref: string;

  @MessageField({ description: 'What is asked, and why' })
  text: Message;

  @FlagField({ description: 'Whether the file waits for the answer; the others may stay as they are' })
  isNeeded: boolean;

  @TextField({ description: 'The answer that was given', optional: true })
  answer: string | null;

  @TextListField({ description: 'Where it is in the file, as JSON pointers' })
  places: string[];

  @ObjectListField(() => BotCandidate, { description: 'Possible answers, the same name first' })
  candidates: BotCandidate[];
}

/** Whether a bot can go to a branch. */
export class BotReadiness {
  @IntField({ description: 'Version' })
  version: number;

  @FlagField({ description: 'Every id has its counterpart: the file can be delivered' })
  isReady: boolean;

  @ObjectListField(() => BotQuestion, { description: 'What is asked' })
  questions: BotQuestion[];
}

class BotAnswer {
  @TextField({ description: 'Kind of object, as the question names it', max: 40, example: 'user' })
  kind: string;

  @TextField({ description: 'Its id in the reference account, as the question names it', example: '5300001' })
  ref: string;

  @TextField({
    description: 'Id in the branch account, or another text for a link; null takes an answer back',
    optional: true,
    example: '6400077',
  })
  value?: string | null;
}

/** Answers of one branch. They hold for every bot of that reference account. */
export class AnswerBotBody {
  @IdField({ description: 'Branch account, as the hub names it' })
  accountId: string;

  @IdField({ description: 'Reference account that the bots are in' })
  referenceId: string;

  @ObjectListField(() => BotAnswer, { description: 'Answers; those that are not named stay', max: 200 })
  answers: BotAnswer[];
}

export class AnswerBot extends AnswerBotBody {
  @TextField({ description: 'Who answers' })
  by: string;
}

export class BotAnswers {
  @ObjectListField(() => BotAnswer, { description: 'Every answer of the branch' })
  answers: BotAnswer[];
}

/** Names the branch whose answers are asked for. */
export class BotAnswersQuery {
  @IdField({ description: 'Branch account, as the hub names it' })
  accountId: string;

  @IdField({ description: 'Reference account that the bots are in' })
  referenceId: string;
}
