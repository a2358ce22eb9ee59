import type { Message } from '@hub/messages';
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

/** How the lead exchange of one account works. */
export class ExchangeSettings extends AccountQuery {
  @ObjectListField(() => StageRef, { description: 'Stages whose leads are handed out', max: 100 })
  exchangeStages: StageRef[];

  @IntListField({ description: 'Users who own the leads that are handed out', max: 20 })
  exchangeUserIds: number[];

  @ObjectField(() => StageRef, { description: 'Stage to which a handed-out lead moves' })
  targetStage: StageRef;

  @ObjectListField(() => StageRef, { description: 'Stages that count in no limit', max: 500 })
  excludedStages: StageRef[];
}

/** Saves settings over those of a version. */
export class SaveExchangeSettings extends ExchangeSettings {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

/** The settings as stored, and how fresh the hub's picture of the account's leads is. */
export class ExchangeSettingsView extends ExchangeSettings {
  @MomentField({
    description: 'When the leads were read last; null while the first reading runs',
    optional: true,
  })
  leadsReadAt: string | null;

  @IntField({ description: 'Grows by one with every change' })
  version: number;
}

/** The switch and the limits of one user. An empty limit is off. */
export class UserLimits {
  @IntField({ description: 'amoCRM user' })
  userId: number;

  @FlagField({ description: 'May the user take leads with the button?' })
  enabled: boolean;

  @IntField({
    description: 'Limit 2 «Активные сделки»: blocks at this many',
    optional: true,
    max: 100_000,
    example: 3,
  })
  activeDeals: number | null;
}

/** The limits of an account's users. */
export class ExchangeLimits extends AccountQuery {
  @ObjectListField(() => UserLimits, { description: 'One row per user', max: 500 })
  users: UserLimits[];
}

/** Saves limits over those of a version. */
export class SaveExchangeLimits extends ExchangeLimits {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

/** The limits as stored. */
export class ExchangeLimitsView extends ExchangeLimits {
  @IntField({ description: 'Grows by one with every change; 0 before the first' })
  version: number;
}

/** One press of the button, as REST takes it. */
export class ClaimBody extends AccountQuery {
  @IntField({ description: 'The user who pressed' })
  userId: number;
}

/** The same with the key that makes a repeated press harmless. */
export class ClaimRequest extends ClaimBody {
  @TextField({ description: 'The Idempotency-Key of the press', optional: true, max: 200 })
  idempotencyKey?: string | null;
}

const blockingLimits = ['not-enabled', 'exchange-user', 'claim-in-progress', 'active-deals'] as const;
type BlockingLimit = (typeof blockingLimits)[number];

/** One thing that stands in the way of a claim. */
export class BlockView {
  @ChoiceField({ of: blockingLimits, description: 'Which limit or rule blocks' })
  limit: BlockingLimit;

  @IntField({ description: 'The value that was counted', optional: true })
  value: number | null;

  @IntField({ description: 'The bound it ran into', optional: true })
  bound: number | null;

  @MessageField({ description: 'The reason in words' })
  text: Message;

  @MessageField({ description: 'What frees it' })
  whatFrees: Message;
}

const claimOutcomes = ['granted', 'refused', 'empty'] as const;

/** The answer to a press. */
export class ClaimAnswer {
  @IdField({ description: 'Id of the claim' })
  claimId: string;

  @ChoiceField({ of: claimOutcomes, description: 'What came of it' })
  outcome: (typeof claimOutcomes)[number];

  @IntField({ description: 'The lead that was granted', optional: true })
  leadId: number | null;

  @TextField({ description: 'Address of its card', optional: true })
  link: string | null;

  @ObjectListField(() => BlockView, { description: 'Everything that blocks; empty unless refused' })
  reasons: BlockView[];

  @MessageField({ description: 'The outcome in words' })
  text: Message;
}
