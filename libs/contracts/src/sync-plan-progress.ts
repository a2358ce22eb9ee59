import type { Message } from '@hub/messages';
import {
  ChoiceField,
  IdField,
  IntField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
} from './fields.js';
import { MessageField } from './message-field.js';

export const planStates = [
  'counting',
  'planned',
  'approved',
  'applying',
  'paused',
  'applied',
  'applied-in-part',
  'stale',
  'failed',
  'cancelled',
] as const;
export type PlanState = (typeof planStates)[number];

/** Deals that leave a stage or pipeline before a plan removes it. */
export class DealMoves {
  @IntField({ description: 'Deals that were there when they were counted' })
  planned: number;

  @IntField({ description: 'Moved, and amoCRM has confirmed it' })
  moved: number;

  @IntField({ description: 'Sent, and amoCRM has not confirmed it yet' })
  sent: number;
}

/** One deal that a plan moves out of a stage before it goes. */
export class MovedDealView {
  @IntField({ description: 'Deal' })
  leadId: number;

  @TextField({ description: 'Where it was: amoCRM ids of pipeline and stage' })
  fromStage: string;

  @TextField({ description: 'Where it goes: amoCRM ids of pipeline and stage' })
  toStage: string;

  @MomentField({ description: 'When the call that moves it was sent last' })
  begunAt: string;

  @MomentField({ description: 'When amoCRM confirmed it; null while that is not known', optional: true })
  movedAt: string | null;
}

export class MovedDealPage {
  @ObjectListField(() => MovedDealView, { description: 'By number of the deal' })
  items: MovedDealView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** How far a plan has come: one event of its stream. */
export class PlanProgress {
  @IdField({ description: 'Plan' })
  planId: string;

  @ChoiceField({ of: planStates, description: 'Its state' })
  state: PlanState;

  @MessageField({ description: 'Why it is in this state', optional: true })
  reason: Message | null;

  @IntField({ description: 'Writing calls it takes' })
  callsPlanned: number;

  @IntField({ description: 'Writing calls done so far, also those no longer needed' })
  callsDone: number;

  @IntField({ description: 'Seconds that the rest takes at least, by amoCRM’s rate limit' })
  secondsLeft: number;

  @ObjectField(() => DealMoves, {
    description: 'Deals that leave a stage or pipeline before it goes; null where none have to',
    optional: true,
  })
  dealMoves: DealMoves | null;
}
