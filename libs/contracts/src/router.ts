import { type Fact, type Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  IntListField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField } from './message-field.js';

/** One page of a list, newest first. */
export class PageRequest {
  @TextField({ description: '`nextCursor` of the page before', optional: true, max: 200 })
  cursor?: string | null;

  @IntField({ description: 'Rows per page', optional: true, min: 1, max: 100 })
  limit?: number | null;
}

export const decisionKinds = ['transfer', 'wait', 'manual', 'ignore'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** Which decisions to list; what is left out narrows nothing. */
export class DecisionQuery extends PageRequest {
  @IntField({ description: 'Only about this HQ lead', optional: true })
  leadId?: number | null;

  @IdField({ description: 'Only for this branch', optional: true })
  branchId?: string | null;

  @ChoiceField({ of: decisionKinds, description: 'Only this kind', optional: true })
  kind?: DecisionKind | null;

  @MomentField({ description: 'Only those made at this moment or later', optional: true })
  since?: string | null;
}

/** One step on the path to a decision. */
export class ReasonView {
  @TextField({ description: 'What was checked, e.g. `region`' })
  check: string;

  @TextField({ description: 'What was found, e.g. `one-branch`' })
  found: string;

  @TextField({ description: 'The value that was checked', optional: true, min: 0 })
  value?: string | null;

  @TextListField({
    description: 'Regions that the text may mean, when it says more than one',
    optional: true,
  })
  candidates?: string[] | null;

  @MomentField({ description: 'Until when it holds', optional: true })
  until?: string | null;

  @MessageField({ description: 'The step in words', optional: true })
  text?: Message | null;
}

/** A branch that might have got the lead, and why it did not. */
export class NotTakenView extends ReasonView {
  @IdField({ description: 'The branch; `value` is its name' })
  branchId: string;
}

/** What was decided about one lead, and why. */
export class DecisionView {
  @IdField({ description: 'Id of the decision' })
  id: string;

  @IdField({ description: 'HQ account of the lead' })
  accountId: string;

  @IntField({ description: 'amoCRM id of the lead' })
  leadId: number;

  @ChoiceField({ of: decisionKinds, description: 'What was decided' })
  kind: DecisionKind;

  @IdField({
    description: 'The branch that gets the lead, or from which a person has taken it',
    optional: true,
  })
  branchId: string | null;

  @ObjectListField(() => ReasonView, { description: 'The path that led to the decision, in order' })
  reasons: ReasonView[];

  @ObjectListField(() => NotTakenView, { description: 'Branches that might have got the lead, and why not' })
  notTaken: NotTakenView[];

  @IntField({ description: 'Version of the routing rules' })
  rulesVersion: number;

  @TextField({ description: 'Follows the lead through all services' })
  correlationId: string;

  @MomentField({ description: 'When it was decided' })
  decidedAt: string;
}

export class DecisionPage {
  @ObjectListField(() => DecisionView, { description: 'Newest first' })
  items: DecisionView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

const answers = ['yes', 'no'] as const;
const waitingKinds = ['wait', 'manual'] as const;

/**
 * Answers the open ask about leads that could be handed over now. Without an answer it judges leads again that wait,
 * chosen by id or kind.
 */
export class ReJudge {
  @ChoiceField({
    of: answers,
    description: '`yes`: the leads that the hub asks about are judged again; `no`: they stay',
    ...{ optional: true, example: 'yes' },
  })
  answer?: (typeof answers)[number] | null;

  @IntField({
    description: 'How many leads the hub asks about; 409 when it asks about another number by now',
    ...{ optional: true, example: 25 },
  })
  leads?: number | null;

  @IntListField({ description: 'Only these HQ leads', max: 1000, optional: true })
  leadIds?: number[] | null;

  @ChoiceField({ of: waitingKinds, description: 'Only leads with this decision', optional: true })
  kind?: (typeof waitingKinds)[number] | null;
}

export class ReJudged {
  @IntField({ description: 'Leads that this was about' })
  leads: number;

  @IntField({ description: 'Leads that the hub still asks about' })
  asked: number;
}

const transferStates = [
  'decided',
  'contact-ready',
  'lead-created',
  'company-ready',
  'company-linked',
  'branch-noted',
  'branch-tasked',
  'hq-noted',
  'done',
  'contact-late',
  'contact-late-ready',
  'cancelled',
] as const;
export type TransferState = (typeof transferStates)[number];

export const legEnds = ['won', 'lost', 'gone', 're-routed', 'rejected', 'not-taken'] as const;
/** What ended a leg of custody. The last three: its branch lead was closed, so that another branch can have the lead. */
export type LegEnd = (typeof legEnds)[number];

/** Which transfers to list; what is left out narrows nothing. */
export class TransferQuery extends PageRequest {
  @IntField({ description: 'Only of this HQ lead', optional: true })
  leadId?: number | null;

  @IdField({ description: 'Only to this branch', optional: true })
  branchId?: string | null;

  @ChoiceField({ of: transferStates, description: 'Only in this state', optional: true })
  state?: TransferState | null;

  @MomentField({ description: 'Only those begun at this moment or later', optional: true })
  since?: string | null;
}

export class TransferPath {
  @IdField({ description: 'The transfer' })
  transferId: string;
}

export class CancelBody {
  @TextField({ description: 'Why, in the words of whoever cancels', max: 500 })
  reason: string;
}

/** Ends a transfer that has made nothing in the branch account yet. */
export class CancelTransfer extends CancelBody {
  @IdField({ description: 'The transfer' })
  transferId: string;
}

export class LeadPath {
  @IntField({ description: 'amoCRM id of a lead of the HQ account', min: 1 })
  leadId: number;
}

export class ReRouteBody {
  @IdField({ description: 'The branch that is to have the lead' })
  branchId: string;

  @TextField({ description: 'Why, in the words of whoever asks', max: 500 })
  reason: string;
}

/** Takes an HQ lead from its branch and gives it to another one. */
export class ReRouteLead extends ReRouteBody {
  @IntField({ description: 'amoCRM id of a lead of the HQ account', min: 1 })
  leadId: number;
}

/** A lead that waits for the router's next free hand. */
export class LeadInQueue extends LeadPath {
  @IdField({ description: 'HQ account' })
  accountId: string;
}

/** One lead on its way from HQ to a branch account. */
export class TransferView {
  @IdField({ description: 'Transfer id; the branch lead carries it in its hub field' })
  id: string;

  @IdField({ description: 'HQ account' })
  hqAccountId: string;

  @IntField({ description: 'HQ lead' })
  hqLeadId: number;

  @IdField({ description: 'Branch' })
  branchId: string;

  @TextField({ description: 'Name of the branch' })
  branchName: string;

  @IdField({ description: 'Branch account' })
  branchAccountId: string;

  @ChoiceField({
    of: transferStates,
    description:
      'The last step that is finished; `contact-late`: the lead got a contact after it was done, which follows; ' +
      '`cancelled`: nothing was made, and the lead is decided anew',
  })
  state: TransferState;

  @MessageField({ description: 'Why it was cancelled', optional: true })
  cancelReason: Message | null;

  @IntField({ description: 'Contact in the branch account', optional: true })
  branchContactId: number | null;

  @IntField({ description: 'Lead in the branch account', optional: true })
  branchLeadId: number | null;

  @FlagField({ description: "Whether amoCRM's duplicate control joined the lead to a deal of the branch" })
  isJoined: boolean;

  @TextListField({ description: 'What did not cross, in the language of `Accept-Language`; fields by name' })
  leftOut: readonly Fact[];

  @MessageField({
    description: 'Why the last attempt failed and what to do; null when it did not',
    optional: true,
  })
  problem: Message | null;

  @IdField({ description: 'The trail of custody that it is a leg of' })
  trailId: string;

  @ChoiceField({ of: legEnds, description: 'What ended the leg; null while it lives', optional: true })
  endedAs: LegEnd | null;

  @MomentField({ description: 'When the leg ended', optional: true })
  endedAt: string | null;

  @TextField({ description: 'Follows the lead through all services' })
  correlationId: string;

  @MomentField({ description: 'When the transfer began' })
  startedAt: string;

  @MomentField({ description: 'When its state changed last' })
  changedAt: string;
}

export class TransferPage {
  @ObjectListField(() => TransferView, { description: 'Newest first' })
  items: TransferView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}
