import type { Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  JsonField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
  IdListField,
} from './fields.js';
import { MessageField } from './message-field.js';
import { PageRequest } from './router.js';
import { ExceptionView } from './sync-exceptions.js';

/** Names the account whose drift is asked for. */
export class DriftPath {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

const findingStates = ['open', 'gone', 'all'] as const;

/** Which findings to list. */
export class DriftQuery extends PageRequest {
  @IdField({ description: 'Only of this account', optional: true })
  accountId?: string | null;

  @TextField({ description: 'Only this kind of object', optional: true, max: 100 })
  kind?: string | null;

  @ChoiceField({ of: findingStates, description: 'Living ones by default', optional: true })
  state?: (typeof findingStates)[number] | null;

  @ChoiceField({
    of: ['adopt'],
    description: '`adopt`: only those proposed for the next release',
    optional: true,
  })
  answer?: 'adopt' | null;
}

export class ListDrift extends DriftQuery {
  @TextListField({ description: 'Only these accounts', optional: true })
  accountIds?: string[] | null;
}

/** Somebody who may have changed the configuration. */
export class DriftAdmin {
  @IntField({ description: 'amoCRM user' })
  id: number;

  @TextField({ description: 'Name', min: 0 })
  name: string;
}

/** A proposal to take what a branch did over into the next release. */
export class DriftProposal {
  @TextField({ description: 'Why', min: 0 })
  note: string;

  @TextField({ description: 'Who proposes it' })
  by: string;

  @MomentField({ description: 'When' })
  at: string;
}

const forms = ['vanished', 'replaced', 'changed'] as const;
const endings = ['same', 'excepted', 'release'] as const;

/** One managed object of an account that is not as its release says. */
export class DriftFindingView {
  @IdField({ description: 'Finding' })
  id: string;

  @IdField({ description: 'Account' })
  accountId: string;

  @IdField({ description: 'Release it was compared with' })
  releaseId: string;

  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Natural key in the release' })
  key: string;

  @TextField({ description: 'Name in the release', min: 0 })
  name: string;

  @TextField({ description: 'amoCRM id path in the branch', optional: true })
  branchId: string | null;

  @ChoiceField({ of: forms, description: 'What became of it' })
  form: (typeof forms)[number];

  @TextListField({ description: 'Attributes that differ, `order` for its place; empty for the whole object' })
  attributes: string[];

  @JsonField({ description: 'What the account has', optional: true })
  before: Record<string, unknown> | null;

  @JsonField({ description: 'What the release says', optional: true })
  after: Record<string, unknown> | null;

  @FlagField({ description: 'Whether only a person can bring it back' })
  isByHand: boolean;

  @MessageField({ description: 'What differs, in words' })
  text: Message;

  @ChoiceField({ of: ['open', 'gone'], description: 'Whether it still differs' })
  state: 'open' | 'gone';

  @ChoiceField({
    of: endings,
    description:
      'Why it is gone: the account is as released again, an exception allows it, another release came',
    optional: true,
  })
  ending: (typeof endings)[number] | null;

  @MomentField({ description: 'Last reading without it; it happened after that', optional: true })
  absentAt: string | null;

  @MomentField({ description: 'First reading with it; it happened before that' })
  seenAt: string;

  @MomentField({ description: 'Last reading with it' })
  lastSeenAt: string;

  @MomentField({ description: 'When it was gone', optional: true })
  goneAt: string | null;

  @IntField({ description: 'How often it came back after the account was as released again' })
  returns: number;

  @ObjectListField(() => DriftAdmin, {
    description: 'Administrators of the account: amoCRM does not say which of them it was',
  })
  admins: DriftAdmin[];

  @ObjectField(() => DriftProposal, {
    description: 'Set when it is proposed for the next release',
    optional: true,
  })
  proposal: DriftProposal | null;

  @MomentField({ description: 'When the account was read last', optional: true })
  readAt: string | null;

  @MomentField({ description: 'Since when the account cannot be read', optional: true })
  unreadSince: string | null;
}

export class DriftPage {
  @ObjectListField(() => DriftFindingView, { description: 'Newest first' })
  items: DriftFindingView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** The state of an account's drift. */
export class DriftOfAccount {
  @IdField({ description: 'Account' })
  accountId: string;

  @IdField({ description: 'Release it was brought to; null while there is none', optional: true })
  releaseId: string | null;

  @IntField({ description: 'Living findings' })
  findings: number;

  @MomentField({ description: 'When it was read last', optional: true })
  readAt: string | null;

  @MomentField({ description: 'When a reading was asked for last', optional: true })
  askedAt: string | null;

  @MomentField({ description: 'Since when it cannot be read; its findings stay', optional: true })
  unreadSince: string | null;

  @MessageField({ description: 'Why it cannot be read', optional: true })
  unreadWhy: Message | null;
}

/** Findings of one account that are answered together. */
class ChosenFindings {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @IdListField({
    description: 'Findings of the account; all living ones when missing',
    optional: true,
    max: 500,
  })
  findingIds?: string[] | null;
}

/** Plans the way back. */
export class FixDrift extends ChosenFindings {}

/** Proposes findings for the next release. */
export class AdoptDriftBody extends ChosenFindings {
  @TextField({ description: 'Why the reference should become so', max: 300, optional: true })
  note?: string | null;
}

export class AdoptDrift extends AdoptDriftBody {
  @TextField({ description: 'Who proposes' })
  by: string;
}

/** Makes findings exceptions of the account. */
export class ExceptDriftBody extends ChosenFindings {
  @TextField({ description: 'Why the account may differ', max: 300, example: 'Договор филиала' })
  reason: string;

  @MomentField({ description: 'When the exceptions end', example: '2099-12-31T21:00:00Z' })
  endsAt: string;
}

export class ExceptDrift extends ExceptDriftBody {
  @TextField({ description: 'Who allows it' })
  by: string;
}

export class ProposedFindings {
  @ObjectListField(() => DriftFindingView, { description: 'What is proposed now' })
  items: DriftFindingView[];
}

export class ExceptedFindings {
  @ObjectListField(() => ExceptionView, { description: 'Exceptions that were made or widened' })
  items: ExceptionView[];
}
