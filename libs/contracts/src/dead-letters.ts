import type { Message } from '@hub/messages';
import {
  IdField,
  IntField,
  JsonField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField } from './message-field.js';

/** Every service with an inbox of its own, and so with dead letters. */
export type BusService = 'gateway' | 'observer' | 'sync' | 'router' | 'limits';

/** Which dead letters are meant. */
export class DeadLetterFilter {
  @TextField({ description: 'Only this consumer, e.g. `router.lead`', optional: true, max: 100 })
  consumer?: string | null;

  @IdField({ description: 'Only work about this account', optional: true })
  accountId?: string | null;

  @TextField({
    description: 'Only this kind of reason: a key of its message, e.g. `failures.forbidden`',
    optional: true,
    max: 100,
  })
  reasonKey?: string | null;
}

/** Which dead letters to show, oldest first. */
export class DeadLetterQuery extends DeadLetterFilter {
  @TextListField({
    description: 'Only work about these accounts; for readers who may see no others',
    optional: true,
  })
  accountIds?: string[] | null;

  @TextField({ description: '`nextCursor` of the page before', optional: true, max: 500 })
  cursor?: string | null;

  @IntField({ description: 'Rows per page', optional: true, min: 1, max: 100 })
  limit?: number | null;
}

/** Names one dead letter. */
export class DeadLetterRef {
  @TextField({ description: 'The consumer that gave up', max: 100 })
  consumer: string;

  @TextField({ description: 'Id of the message', max: 300 })
  id: string;
}

/** Work that was given up. */
export class DeadLetterView extends DeadLetterRef {
  @TextField({ description: 'The key of its lane, e.g. `{accountId}:lead:{leadId}`' })
  key: string;

  @IdField({ description: 'The account it is about', optional: true })
  accountId: string | null;

  @MessageField({ description: 'Why it was given up and what to do' })
  reason: Message;

  @JsonField({ description: 'The message itself' })
  payload: object;

  @TextField({ description: 'Thread of this work through all logs' })
  correlationId: string;

  @MomentField({ description: 'When it arrived' })
  arrivedAt: string;

  @MomentField({ description: 'When it was given up' })
  gaveUpAt: string;

  @TextField({ description: 'Pass it as `cursor` to go on behind this one' })
  cursor: string;
}

/** One page of dead letters. */
export class DeadLetterPage {
  @ObjectListField(() => DeadLetterView, { description: 'Dead letters, oldest first' })
  items: DeadLetterView[];

  @TextField({ description: 'Pass it as `cursor` for the next page; null on the last', optional: true })
  nextCursor: string | null;
}

/** What became of a request to try many again. */
export class DeadLettersReplayed {
  @IntField({ description: 'How many are tried again' })
  replayed: number;

  @IntField({ description: 'How many such there are still: ask again for them' })
  left: number;
}

/** Every service answers these, in the same way. */
export type DeadLetterRequests = Record<
  `${BusService}.dead-letters.list`,
  { request: DeadLetterQuery; reply: DeadLetterPage }
> &
  Record<
    `${BusService}.dead-letters.${'replay' | 'discard'}`,
    { request: DeadLetterRef; reply: DeadLetterRef }
  > &
  Record<`${BusService}.dead-letters.replay-many`, { request: DeadLetterFilter; reply: DeadLettersReplayed }>;
