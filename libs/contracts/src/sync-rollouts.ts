import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  IntListField,
  ObjectListField,
  TextField,
  IdListField,
} from './fields.js';
import { PageRequest } from './router.js';
import { PlanObject } from './sync.js';
import { rolloutAccountStates, type RolloutAccountState } from './sync-rollout-views.js';

/** Where the deals of a stage or pipeline go that the release has no more, in every account of the rollout. */
export class DealTarget {
  @TextField({ description: 'Key of the stage or pipeline that goes, as the plans’ changes have it' })
  from: string;

  @TextField({ description: 'Key of the stage in the release that takes its deals' })
  to: string;
}

/** Brings many accounts to one release, in waves. An earlier release makes it a rollback. */
export class MakeRolloutBody {
  @IdField({ description: 'Release to bring the accounts to; an earlier one to roll back' })
  releaseId: string;

  @IdListField({
    description: 'These accounts; every branch of the release’s group when missing',
    optional: true,
    max: 1_000,
    example: ['3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30'],
  })
  accountIds?: string[] | null;

  @IdListField({
    description: 'Accounts of the first wave (default: the first account)',
    optional: true,
    max: 100,
    example: ['3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30'],
  })
  canaryIds?: string[] | null;

  @IntListField({
    description: 'Accounts of each wave after the canary; the last number repeats (default: 10, 50)',
    optional: true,
    max: 50,
    least: 1,
    example: [10, 50],
  })
  waveSizes?: number[] | null;

  @IntField({
    description: 'Minutes that an account must be without an alarm before it is healthy (default: 30)',
    optional: true,
    max: 10_080,
    example: 30,
  })
  gateMinutes?: number | null;

  @IntField({
    description:
      'Minutes after which an account whose plan is still being applied is not waited for (default: 30)',
    optional: true,
    min: 1,
    max: 1_440,
    example: 30,
  })
  slowMinutes?: number | null;

  @FlagField({
    description: 'Delete what the hub created and the release no longer has (default: no)',
    optional: true,
  })
  prune?: boolean | null;

  @ObjectListField(() => DealTarget, {
    description: 'Where live deals of removed stages go',
    optional: true,
    max: 200,
  })
  dealTargets?: DealTarget[] | null;

  @ObjectListField(() => PlanObject, {
    description: 'Only these objects, with what is in them and what they need; all when missing',
    optional: true,
    max: 200,
  })
  only?: PlanObject[] | null;

  @IdListField({
    description:
      'Bots of a reference account of the release’s group: the newest version of each is delivered to an account once the release is applied and read back there',
    optional: true,
    max: 50,
    example: ['8d1f0c52-7a3e-4b96-8c2d-5e9f1a60b7d4'],
  })
  botIds?: string[] | null;

  @TextField({ description: 'What it is for, for people', optional: true, example: 'Осенний релиз' })
  note?: string | null;
}

export class MakeRollout extends MakeRolloutBody {
  @TextField({ description: 'Who makes it' })
  by: string;
}

/** Names a rollout. */
export class RolloutPath {
  @IdField({ description: 'Rollout' })
  rolloutId: string;
}

/** What a person does with a rollout. */
export class ActOnRollout extends RolloutPath {
  @TextField({ description: 'Who does it' })
  by: string;
}

/** Names an account of a rollout. */
export class RolloutAccountPath extends RolloutPath {
  @IdField({ description: 'Account' })
  accountId: string;
}

/** Leaves an account out. */
export class SkipRolloutAccount extends RolloutAccountPath {
  @TextField({ description: 'Who does it' })
  by: string;
}

/** Approves the plans of a rollout exactly as they were shown. */
export class ApproveRolloutBody {
  @TextField({ description: 'Checksum over all plans that was read', example: '9f86d081884c7d65' })
  checksum: string;

  @TextField({
    description: 'Who takes responsibility for plans that the safety check refuses',
    optional: true,
  })
  forcedBy?: string | null;
}

export class ApproveRollout extends ApproveRolloutBody {
  @IdField({ description: 'Rollout' })
  rolloutId: string;

  @TextField({ description: 'Who approves' })
  by: string;
}

/** Approves the plan of one account whose plan was made again and differs from the approved one. */
export class ApproveRolloutAccount extends ApproveRolloutBody {
  @IdField({ description: 'Rollout' })
  rolloutId: string;

  @IdField({ description: 'Account' })
  accountId: string;

  @TextField({ description: 'Who approves' })
  by: string;
}

/** Which accounts of a rollout to list; what is left out narrows nothing. */
export class RolloutAccountQuery extends PageRequest {
  @ChoiceField({ of: rolloutAccountStates, description: 'Only in this state', optional: true })
  state?: RolloutAccountState | null;

  @TextField({ description: 'Only with this content of their plan', optional: true, max: 100 })
  group?: string | null;
}

export class ListRolloutAccounts extends RolloutAccountQuery {
  @IdField({ description: 'Rollout' })
  rolloutId: string;
}
