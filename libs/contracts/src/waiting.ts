import type { Message } from '@hub/messages';
import {
  IdField,
  IntField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
  ChoiceField,
} from './fields.js';
import { MessageField } from './message-field.js';

/** Why a lead or a transfer waits: the router has these. */
export const leadCauses = [
  'lead-manual',
  'lead-waits-long',
  'lead-unsorted',
  'lead-not-made',
  'lead-undecided',
  'lead-unjudged',
  'lead-in-hand',
  'lead-not-left',
  'lead-in-two',
  'mirror-stuck',
  'escalation-late',
  'escalation-stuck',
  'escalation-gone',
  'escalation-not-back',
  'transfer-target',
  'transfer-stage',
  'transfer-suspended',
  'transfer-stuck',
  're-judge',
] as const;

/** Why an account waits. */
export const accountCauses = ['account-reconnect', 'account-unpaid', 'account-blocked'] as const;

/** Why something waits for a person: only a person can end it, or it takes longer than it should. */
export const waitingCauses = [...leadCauses, 'claim-refused', 'dead-letter', ...accountCauses] as const;
export type WaitingCause = (typeof waitingCauses)[number];

/** A branch that a lead may be given to, and why it has not got it by itself. */
class WaitingCandidate {
  @IdField({ description: 'The branch' })
  branchId: string;

  @TextField({ description: 'Its name' })
  name: string;

  @MessageField({ description: 'Why it has not got the lead by itself', optional: true })
  why: Message | null;
}

/** What waits for a person, one row per cause; it is gone when its cause is. */
export class WaitingRow {
  @TextField({ description: 'What waits: a lead, a transfer, a message of the bus or an account' })
  id: string;

  @ChoiceField({
    description: 'Why a person is needed, or what takes longer than it should',
    of: waitingCauses,
  })
  cause: WaitingCause;

  @MomentField({ description: 'Since when it waits' })
  since: string;

  @IdField({ description: 'The account it is in', optional: true })
  accountId: string | null;

  @IdField({ description: 'The branch it is about', optional: true })
  branchId: string | null;

  @IntField({ description: 'The lead in that account', optional: true })
  leadId: number | null;

  @MessageField({ description: 'What waits, why, and the next step' })
  text: Message;

  @ObjectListField(() => WaitingCandidate, {
    description: 'Branches that a lead may be given to first: `POST /api/v1/leads/{leadId}/assign`',
    optional: true,
  })
  candidates?: WaitingCandidate[] | null;

  @TextField({ description: 'Pass it as `cursor` to go on behind this one' })
  cursor: string;
}

/** Which rows a service is asked for, oldest first. */
export class WaitingQuery {
  @TextListField({ description: 'Only these causes', of: waitingCauses, optional: true })
  causes?: WaitingCause[] | null;

  @IdField({ description: 'Only in this account', optional: true })
  accountId?: string | null;

  @IdField({ description: 'Only about this branch', optional: true })
  branchId?: string | null;

  @TextListField({
    description: 'Only about these branches, for readers who may see no others',
    optional: true,
  })
  branchIds?: string[] | null;

  @TextListField({
    description: 'Only in these accounts, for readers who may see no others',
    optional: true,
  })
  accountIds?: string[] | null;

  @TextField({ description: '`nextCursor` of the page before', optional: true, max: 500 })
  cursor?: string | null;

  @IntField({ description: 'Rows per page', optional: true, min: 1, max: 100 })
  limit?: number | null;
}

export class WaitingPage {
  @ObjectListField(() => WaitingRow, { description: 'Oldest first' })
  items: WaitingRow[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}
