import type { Fact, Message } from '@hub/messages';
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
import { MessageField } from './message-field.js';
import { EscalationView } from './escalations.js';
import { legEnds, type LegEnd } from './router.js';

/** A lead by its account: HQ's or a branch's. */
export class CustodyPath {
  @IdField({ description: 'The HQ account or a branch account' })
  accountId: string;

  @IntField({ description: 'The lead in that account', min: 1 })
  leadId: number;
}

/** Whose custody is asked for, and by whom. */
export class CustodyQuery extends CustodyPath {
  @TextListField({
    description: 'Only legs in these accounts, for readers who may see no others',
    optional: true,
  })
  accountIds?: string[] | null;
}

const legStates = ['on-way', 'in-branch', 'leaving', 'ended'] as const;
export type LegStateName = (typeof legStates)[number];

/** The time that one branch had the lead. */
export class LegView {
  @IdField({ description: 'The transfer that brought it there' })
  transferId: string;

  @IdField({ description: 'Branch' })
  branchId: string;

  @TextField({ description: 'Name of the branch' })
  branchName: string;

  @IdField({ description: 'Branch account' })
  branchAccountId: string;

  @IntField({ description: 'Lead in the branch account', optional: true })
  branchLeadId: number | null;

  @ChoiceField({
    of: legStates,
    description: '`leaving`: its lead is being closed, so that another branch can have it',
  })
  state: LegStateName;

  @ChoiceField({ of: legEnds, description: 'What ended the leg; null while it lives', optional: true })
  endedAs: LegEnd | null;

  @MomentField({ description: 'Since when' })
  from: string;

  @MomentField({ description: 'Until when; null: to this day', optional: true })
  to: string | null;

  @IntField({ description: 'How long, in minutes' })
  minutes: number;

  @TextListField({ description: 'What of the branch lead the HQ lead does not show, and why' })
  leftOut: readonly Fact[];
}

/** Who had a lead, from when to when, over all accounts. */
export class CustodyView {
  @IdField({ description: 'Its trail; of a lead that began in a branch: its first escalation' })
  trailId: string;

  @IdField({ description: 'HQ account' })
  accountId: string;

  @IntField({ description: 'HQ lead; null until an escalation has made one', optional: true })
  leadId: number | null;

  @FlagField({ description: 'Whether no branch has a living lead, although one is to have it' })
  isInHand: boolean;

  @MomentField({ description: 'Since when it is in hand', optional: true })
  inHandSince: string | null;

  @MessageField({
    description: 'Why no branch is to have it, although the last one has it no more; null: no such reason',
    optional: true,
  })
  offHand: Message | null;

  @ObjectListField(() => LegView, { description: 'Oldest first' })
  legs: LegView[];

  @ObjectListField(() => EscalationView, { description: 'How often a branch gave it to HQ, oldest first' })
  escalations: EscalationView[];

  @MessageField({ description: 'The whole trail in one line' })
  text: Message;
}
