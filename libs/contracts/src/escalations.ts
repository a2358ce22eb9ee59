import type { Fact } from '@hub/messages';
import {
  ChoiceField,
  IdField,
  IntField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { PageRequest } from './router.js';

const escalationStates = ['asked', 'delivered', 'accepted', 'ending', 'ended'] as const;
export type EscalationState = (typeof escalationStates)[number];

const escalationEnds = [
  'won',
  'lost',
  'handed-back',
  'withdrawn',
  'closed-in-branch',
  'gone',
  're-routed',
  'no-reason',
] as const;
export type EscalationEnd = (typeof escalationEnds)[number];

/** A branch lead that its branch has given to HQ. */
export class EscalationView {
  @IdField({ description: 'The escalation' })
  escalationId: string;

  @IdField({ description: 'Branch account' })
  branchAccountId: string;

  @TextField({ description: 'Name of the branch' })
  branchName: string;

  @IntField({ description: 'Lead in the branch account' })
  branchLeadId: number;

  @IdField({ description: 'HQ account' })
  accountId: string;

  @IntField({ description: 'HQ lead; null until there is one', optional: true })
  leadId: number | null;

  @ChoiceField({
    of: escalationStates,
    description:
      '`delivered`: HQ has the card; `accepted`: somebody there works on it; `ending`: both leads are being brought into line',
  })
  state: EscalationState;

  @ChoiceField({ of: escalationEnds, description: 'What ended it; null while it lives', optional: true })
  endedAs: EscalationEnd | null;

  @MomentField({ description: 'When the branch asked for it' })
  askedAt: string;

  @MomentField({ description: 'When HQ accepted it', optional: true })
  acceptedAt: string | null;

  @MomentField({ description: 'When it ended', optional: true })
  endedAt: string | null;

  @IntField({ description: 'How long it took, or has taken until now, in minutes' })
  minutes: number;

  @TextListField({ description: 'What could not be written, and why' })
  leftOut: readonly Fact[];
}

/** Which escalations to list; what is left out narrows nothing. */
export class ListEscalations extends PageRequest {
  @ChoiceField({ of: escalationStates, description: 'Only in this state', optional: true })
  state?: EscalationState | null;

  @IdField({ description: 'Only of this branch account', optional: true })
  accountId?: string | null;
}

/** Which escalations, and for whom. */
export class EscalationQuery extends ListEscalations {
  @TextListField({
    description: 'Only of these branch accounts, for readers who may see no others',
    optional: true,
  })
  accountIds?: string[] | null;
}

export class EscalationPage {
  @ObjectListField(() => EscalationView, { description: 'Newest first' })
  items: EscalationView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}
