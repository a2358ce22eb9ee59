import { limits, type Bounds, type LimitName } from '@hub/limits';
import { message, say, type Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  IntListField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
} from './fields.js';
import { MessageField } from './message-field.js';

/** One stage, named with its pipeline because 142 and 143 exist in every pipeline. */
export class StageRef {
  @IntField({ description: 'Pipeline' })
  pipelineId: number;

  @IntField({ description: 'Stage' })
  statusId: number;
}

/** Names an account. */
export class AccountQuery {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

/**
 * Bounds of the limits by name, a field for each limit of the list. An empty bound is off; one that is not given is the
 * group's. Typed as `Bounds`, because its fields are made from the list.
 */
class LimitBounds {}
for (const { name, number, bound, words } of limits) {
  const description = `Limit ${number}, ${say(message(words.title), 'en')}. ${say(message(words.rule), 'en')}.`;
  IntField({ ...bound, description, optional: true })(LimitBounds.prototype, name);
}

/** A group of managers: what is handed out to them, what counts for them, and their limits where nothing else is said. */
export class ManagerGroup {
  @TextField({ description: 'What people call it', max: 100, example: 'Новостройки' })
  name: string;

  @IntListField({ description: 'Its managers; each is in one group', max: 500 })
  managerIds: number[];

  @ObjectListField(() => StageRef, { description: 'Stages whose leads are handed out', max: 100 })
  exchangeStages: StageRef[];

  @IntListField({ description: 'Users who own the leads that are handed out; they cannot press', max: 20 })
  exchangeUserIds: number[];

  @ObjectField(() => StageRef, { description: 'Stage to which a handed-out lead moves' })
  targetStage: StageRef;

  @ObjectListField(() => StageRef, {
    description: 'Stages that count in no limit',
    max: 500,
    optional: true,
  })
  excludedStages?: StageRef[] | null;

  @ObjectListField(() => StageRef, {
    description: 'Key stages (КЭВ), at most one per pipeline; limit 10 needs them',
    max: 100,
    optional: true,
  })
  keyStages?: StageRef[] | null;

  @ObjectListField(() => StageRef, {
    description: 'Stages that are a sale; empty: 142 of every pipeline',
    max: 100,
    optional: true,
  })
  saleStages?: StageRef[] | null;

  @ObjectListField(() => StageRef, {
    description: 'Stages that are a refusal; empty: 143 of every pipeline',
    max: 100,
    optional: true,
  })
  refusalStages?: StageRef[] | null;

  @FlagField({
    description: 'Do tasks, contacts and companies of a handed-out lead change their owner with it?',
    optional: true,
  })
  changeOwnerOfLinked?: boolean | null;

  @FlagField({ description: 'Is the newest lead handed out first? Otherwise the oldest', optional: true })
  newestFirst?: boolean | null;

  @ObjectField(() => LimitBounds, {
    description: 'Limits of managers for whom nothing else is said',
    optional: true,
  })
  limits?: Bounds | null;

  @IntField({
    description:
      'For how many days since `startedAt` of their row limits 6, 9 and 10 spare new managers; a row without it is spared none',
    max: 365,
    optional: true,
    example: 0,
  })
  graceDays?: number | null;
}

export const whenUnknownWays = ['block', 'pass'] as const;

/** How the lead exchange of one account works. */
export class ExchangeSettings extends AccountQuery {
  @ObjectListField(() => ManagerGroup, { description: 'Groups of managers', max: 50 })
  groups: ManagerGroup[];

  @ChoiceField({
    of: whenUnknownWays,
    description: 'What a limit does while its history is not in yet; `block` by default',
    optional: true,
  })
  whenUnknown?: (typeof whenUnknownWays)[number] | null;
}

/** Saves settings over those of a version. */
export class SaveExchangeSettings extends ExchangeSettings {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

/** The settings as stored, and how fresh what the hub knows of the account's leads is. */
export class ExchangeSettingsView extends ExchangeSettings {
  @MomentField({
    description:
      'When the leads were read or confirmed last; null while they are read for the first time: nobody can press',
    optional: true,
  })
  leadsReadAt: string | null;

  @IntField({ description: 'Grows by one with every change' })
  version: number;
}

/** The switch and the limits of one user. */
export class UserLimits {
  @IntField({ description: 'amoCRM user' })
  userId: number;

  @FlagField({ description: 'May the user take leads with the button?' })
  enabled: boolean;

  @ObjectField(() => LimitBounds, {
    description: 'Limits of this user alone; one that is missing is the group’s, an empty one is off',
    optional: true,
  })
  limits?: Bounds | null;

  @MomentField({
    description: 'When the user started; a group may spare new managers some limits. Empty: long ago',
    optional: true,
  })
  startedAt?: string | null;
}

/** How many users of an account may have limits. */
export const maxLimitedUsers = 500;

/** The limits of an account's users. */
export class ExchangeLimits extends AccountQuery {
  @ObjectListField(() => UserLimits, { description: 'One row per user', max: maxLimitedUsers })
  users: UserLimits[];
}

/** Saves limits over those of a version. */
export class SaveExchangeLimits extends ExchangeLimits {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

const tableFormats = ['csv', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Asks for the limits of all users of an account as a file. */
export class LimitsTableQuery extends AccountQuery {
  @ChoiceField({ of: tableFormats, description: 'CSV for a spreadsheet, or JSON', example: 'csv' })
  format: TableFormat;
}

/** The limits of all users of an account as a file. */
export class LimitsTable extends LimitsTableQuery {
  @TextField({
    description: 'A line, or an item, per user. In CSV an empty cell is off and = is the group’s limit',
    max: 500_000,
    example: 'userId;enabled;activeDeals\n',
  })
  text: string;
}

/** Takes the lines of a file over the limits that are stored. */
export class ImportLimits extends LimitsTable {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

/** The limits as stored. */
export class ExchangeLimitsView extends ExchangeLimits {
  @IntField({ description: 'Grows by one with every change; 0 before the first' })
  version: number;
}

/** One press of the button, with the key that makes a repeated press harmless. */
export class ClaimRequest extends AccountQuery {
  @IntField({ description: 'The user who pressed' })
  userId: number;

  @TextField({ description: 'The Idempotency-Key of the press', optional: true, max: 200 })
  idempotencyKey?: string | null;
}

export const blockReasons = [
  'exchange-user',
  'not-enabled',
  'not-in-group',
  'account-away',
  'claim-in-progress',
  'limit',
  'history-missing',
  'stock-unknown',
] as const;
export type BlockReason = (typeof blockReasons)[number];

/** One reason why a claim is refused. */
export class BlockView {
  @ChoiceField({ of: blockReasons, description: 'What blocks' })
  reason: BlockReason;

  @ChoiceField({
    of: limits.map(({ name }) => name),
    description: 'Which limit blocks; empty unless `reason` is `limit` or `history-missing`',
    optional: true,
  })
  limit: LimitName | null;

  @IntField({ description: 'The value that was counted', optional: true })
  value: number | null;

  @IntField({ description: 'The bound it ran into', optional: true })
  bound: number | null;

  @MomentField({ description: 'When it frees itself; empty: not by waiting', optional: true })
  freesAt: string | null;

  @MessageField({ description: 'The reason in words' })
  text: Message;

  @MessageField({ description: 'What frees it' })
  whatFrees: Message;
}

/** Names a user of an account. */
export class EligibilityQuery extends AccountQuery {
  @IntField({ description: 'amoCRM user' })
  userId: number;
}

/** The value of one limit for a user. */
export class LimitState {
  @ChoiceField({ of: limits.map(({ name }) => name), description: 'Which limit' })
  limit: LimitName;

  @IntField({ description: 'Its number in the table of limits' })
  number: number;

  @MessageField({ description: 'What it is called' })
  title: Message;

  @MessageField({ description: 'When it lets through' })
  rule: Message;

  @IntField({ description: 'The bound in force; empty: the limit is off', optional: true })
  bound: number | null;

  @IntField({ description: 'What was counted; empty where there is nothing to count', optional: true })
  value: number | null;

  @FlagField({ description: 'Is the history in by which it is counted?' })
  isKnown: boolean;

  @FlagField({
    description: 'Did closed deals stand in for history that amoCRM does not have any more?',
  })
  isEstimated: boolean;

  @FlagField({ description: 'Does it stand in the way now?' })
  blocks: boolean;

  @MomentField({ description: 'When it frees itself; empty: not by waiting', optional: true })
  freesAt: string | null;
}

/** Whether a user may take a lead now, and the value of every limit. */
export class EligibilityView {
  @IntField({ description: 'amoCRM user' })
  userId: number;

  @TextField({ description: 'The group of the user', optional: true })
  group: string | null;

  @FlagField({ description: 'Would a press be granted, if there is a lead?' })
  mayPress: boolean;

  @ObjectListField(() => BlockView, { description: 'Everything that stands in the way' })
  reasons: BlockView[];

  @ObjectListField(() => LimitState, { description: 'Every limit; counted only for members of a group' })
  limits: LimitState[];
}

/** A lead that the button gave. */
export class TakenLead {
  @IntField({ description: 'The lead' })
  leadId: number;

  @MomentField({ description: 'When it was given' })
  takenAt: string;

  @TextField({ description: 'Address of its card' })
  link: string;
}

/** What the button shows beside its limits. */
export class ExchangeOverview {
  @IntField({
    description:
      'Leads that the user’s group could get now; empty for a user without a group, and while the hub does not know them',
    optional: true,
  })
  inStock: number | null;

  @ObjectListField(() => TakenLead, { description: 'Leads that the user got today, newest first' })
  takenToday: TakenLead[];
}

const claimOutcomes = ['granted', 'refused', 'empty'] as const;

/** The answer to a press. */
export class ClaimAnswer {
  @IdField({ description: 'Id of the claim' })
  claimId: string;

  @ChoiceField({ of: claimOutcomes, description: 'What came of it' })
  outcome: (typeof claimOutcomes)[number];

  @MomentField({ description: 'When the press came in; that of the first one where it is repeated' })
  pressedAt: string;

  @IntField({ description: 'The lead that was granted', optional: true })
  leadId: number | null;

  @TextField({ description: 'Address of its card', optional: true })
  link: string | null;

  @ObjectListField(() => BlockView, { description: 'Everything that blocks; empty unless refused' })
  reasons: BlockView[];

  @MessageField({ description: 'The outcome in words' })
  text: Message;
}
