import { quotas, type QuotaBounds, type QuotaName } from '@hub/limits';
import { message, say, type Message } from '@hub/messages';
import { MessageField } from './message-field.js';
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
  ZoneField,
} from './fields.js';
import type { Page } from './paging.js';
import { PageRequest } from './router.js';

const names = quotas.map(({ name }) => name);

/** Names a branch whose quota is meant. */
export class QuotaPath {
  @IdField({ description: 'The branch' })
  branchId: string;
}

/** Bounds of a branch by name, a field for each of the list; typed as `QuotaBounds`. */
class QuotaBoundsBody {}
for (const { name, bound, words } of quotas) {
  const description = `${say(message(words.title), 'en')}. ${say(message(words.rule), 'en')}. Empty: off`;
  IntField({ ...bound, description, optional: true })(QuotaBoundsBody.prototype, name);
}

/** How many leads a branch may get from routing. */
export class QuotaBody {
  @ObjectField(() => QuotaBoundsBody, { description: 'Bounds; an empty or missing one is off' })
  limits: QuotaBounds;

  @ZoneField({ description: 'Whose days and months count; empty: those of the branch', optional: true })
  timeZone?: string | null;
}

/** Saves a quota over that of a version. */
export class SaveQuota extends QuotaBody {
  @IdField({ description: 'The branch' })
  branchId: string;

  @IntField({ description: 'The version it takes the place of; 0 for the first one', optional: true })
  ifVersion?: number | null;
}

/** The quota of a branch as it is stored. */
export class QuotaSettingsView extends QuotaBody {
  @IdField({ description: 'The branch' })
  branchId: string;

  @IntField({ description: 'Grows by one with every change; 0 before the first' })
  version: number;
}

/** A lead of HQ that is on its way to a branch. */
export class LeadAtHq {
  @IdField({ description: 'The account of the lead at HQ' })
  hqAccountId: string;

  @IntField({ description: 'The lead at HQ' })
  hqLeadId: number;
}

/** Asks which branches are full. */
export class AskQuotas {
  @TextListField({ description: 'The branches; empty: all that have a quota', max: 1000, optional: true })
  branchIds?: string[] | null;

  @ObjectField(() => LeadAtHq, {
    description: 'The lead that is asked for: what is reserved for it does not stand in its own way',
    optional: true,
  })
  lead?: LeadAtHq | null;
}

/** Whether a branch may get a lead, as routing needs it. */
export class QuotaFullness {
  @IdField({ description: 'The branch' })
  branchId: string;

  @FlagField({ description: 'Has it as many leads as it may?' })
  isFull: boolean;

  @MomentField({ description: 'Since when; empty: it is not full', optional: true })
  since: string | null;

  @MomentField({ description: 'Until when; empty: it is not full, or not by waiting', optional: true })
  until: string | null;

  @TextListField({ description: 'The bounds that it met', of: names })
  full: QuotaName[];
}

/** The branches among those asked for that have a quota. */
export class QuotaAnswers {
  @ObjectListField(() => QuotaFullness, { description: 'One per branch with a quota' })
  items: QuotaFullness[];
}

/** Takes a lead out of the quota of a branch. The same transfer again is the same lead. */
export class ReserveQuota {
  @IdField({ description: 'The transfer that is about to be added' })
  transferId: string;

  @IdField({ description: 'The branch that is to get the lead' })
  branchId: string;

  @IdField({ description: 'The account of the lead at HQ' })
  hqAccountId: string;

  @IntField({ description: 'The lead at HQ' })
  hqLeadId: number;

  @FlagField({
    description:
      'Whether the branch is decided, by a person or by the leg before: the lead counts and is never refused',
    optional: true,
  })
  isForced?: boolean | null;
}

/** Whether the branch may get the lead, and the values of its quota now; null: it has none. */
export class QuotaReserved {
  @FlagField({ description: 'May the transfer be added?' })
  isReserved: boolean;

  @ObjectField(() => QuotaFullness, { description: 'The quota afterwards', optional: true })
  quota: QuotaFullness | null;
}

/** What became of a transfer, which ends a reservation. */
export class ResolveQuota {
  @IdField({ description: 'The transfer' })
  transferId: string;
}

/** The branch has the lead. */
export class ConfirmQuota extends ResolveQuota {
  @IdField({ description: 'The branch' })
  branchId: string;

  @IdField({ description: 'The account in which the branch lead is' })
  accountId: string;

  @IntField({ description: 'The branch lead' })
  leadId: number;
}

/** Whether there was such a reservation. */
export class QuotaResolved {
  @FlagField({ description: 'Was there a reservation of this transfer?' })
  isKnown: boolean;
}

/** The value of one bound of a branch. */
export class QuotaState {
  @ChoiceField({ of: names, description: 'Which bound' })
  limit: QuotaName;

  @IntField({ description: 'Its number in the list' })
  number: number;

  @MessageField({ description: 'What it is called' })
  title: Message;

  @MessageField({ description: 'When it lets through' })
  rule: Message;

  @IntField({ description: 'The bound in force' })
  bound: number;

  @IntField({ description: 'What was counted; empty where there is nothing to count', optional: true })
  value: number | null;

  @FlagField({ description: 'Is it met?' })
  blocks: boolean;

  @MomentField({ description: 'When it frees itself; empty: not by waiting', optional: true })
  freesAt: string | null;

  @MessageField({ description: 'Why it is met', optional: true })
  text: Message | null;

  @MessageField({ description: 'What frees it', optional: true })
  whatFrees: Message | null;
}

/** Whether a branch may get leads, since when not and until when, and the value of each bound. */
export class QuotaView {
  @IdField({ description: 'The branch' })
  branchId: string;

  @TextField({ description: 'What it is called' })
  branchName: string;

  @ZoneField({ description: 'Whose days and months count' })
  timeZone: string;

  @FlagField({ description: 'Has it as many leads as it may?' })
  isFull: boolean;

  @MomentField({ description: 'Since when; empty: it is not full', optional: true })
  since: string | null;

  @MomentField({ description: 'Until when; empty: it is not full, or not by waiting', optional: true })
  until: string | null;

  @ObjectListField(() => QuotaState, { description: 'Every bound that is on' })
  limits: QuotaState[];
}

export type QuotaPage = Page<QuotaView>;

/** Narrows the list to the branches of the reader. */
export class QuotaQuery extends PageRequest {
  @TextListField({ description: 'Only of these branches', max: 1000, optional: true })
  branchIds?: string[] | null;
}

/** Asks what became of transfers. */
export class TransferStatesQuery {
  @TextListField({ description: 'The transfers', max: 1000 })
  transferIds: string[];
}

const transferEnds = ['under-way', 'done', 'cancelled'] as const;

/** How far a transfer is. */
export class TransferEnd {
  @IdField({ description: 'The transfer' })
  transferId: string;

  @ChoiceField({ of: transferEnds, description: '`under-way`: it may still make the branch lead' })
  state: (typeof transferEnds)[number];

  @IdField({ description: 'The branch that gets the lead' })
  branchId: string;

  @IdField({ description: 'The account that it brings the lead to' })
  accountId: string;

  @IntField({ description: 'The branch lead; empty: it is not made', optional: true })
  leadId: number | null;
}

/** The transfers among those asked for that there are. */
export class TransferStates {
  @ObjectListField(() => TransferEnd, { description: 'One per transfer' })
  items: TransferEnd[];
}
