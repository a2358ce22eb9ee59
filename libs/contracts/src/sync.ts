import type { Joined, Message } from '@hub/messages';
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
} from './fields.js';
import { MessageField, MessageListField } from './message-field.js';
import { PageRequest } from './router.js';
import { DealMoves, planStates, type PlanState } from './sync-plan-progress.js';

/** A stage or pipeline that will be removed, and where its live deals go first. */
export class MigrationTarget {
  @TextField({ description: 'Branch object that goes: `pipeline` or `pipeline/stage` by amoCRM ids' })
  from: string;

  @TextField({ description: 'Key of the stage in the release that takes the deals' })
  to: string;
}

/** An object of a configuration by its kind and natural key. */
export class PlanObject {
  @TextField({ description: 'Kind of object', example: 'pipeline' })
  kind: string;

  @TextField({ description: 'Natural key', example: 'Заявки' })
  key: string;
}

/** How much an account may hold. What is missing has amoCRM’s usual limit, or none that is known. */
export class PlanLimits {
  @IntField({ description: 'Pipelines (50 when missing)', optional: true })
  pipelines?: number | null;

  @IntField({ description: 'Stages of one pipeline (100 when missing)', optional: true })
  stagesPerPipeline?: number | null;

  @IntField({ description: 'Custom fields of the whole account; depends on its tariff', optional: true })
  fields?: number | null;
}

/** Plans the way of one account to a release. Nothing is written. */
export class MakePlan {
  @IdField({ description: 'Release to bring the account to' })
  releaseId: string;

  @IdField({ description: 'Account to plan for' })
  accountId: string;

  @FlagField({
    description: 'Delete what the hub created and the release no longer has (default: no)',
    optional: true,
  })
  prune?: boolean | null;

  @ObjectListField(() => MigrationTarget, { description: 'Where live deals go', optional: true, max: 200 })
  migrationTargets?: MigrationTarget[] | null;

  @ObjectField(() => PlanLimits, { description: 'Limits of this account’s tariff', optional: true })
  limits?: PlanLimits | null;

  @ObjectListField(() => PlanObject, {
    description:
      'Only these objects, with what is in them and what they need; all when missing. Siblings may move to make room',
    optional: true,
    max: 500,
  })
  only?: PlanObject[] | null;

  @ObjectListField(() => PlanObject, {
    description: 'Objects to make although the account has one of nearly the same name, which stays its own',
    optional: true,
    max: 500,
  })
  createAnyway?: PlanObject[] | null;
}

/** Names a plan. */
export class PlanPath {
  @IdField({ description: 'Plan' })
  planId: string;
}

/** Approves a plan exactly as it was shown. */
export class ApprovePlanBody {
  @TextField({ description: 'Checksum of the plan that was read', example: '9f86d081884c7d65' })
  checksum: string;

  @TextField({
    description: 'Who takes responsibility for a plan that the safety check refuses',
    optional: true,
  })
  forcedBy?: string | null;
}

export class ApprovePlan extends ApprovePlanBody {
  @IdField({ description: 'Plan' })
  planId: string;

  @TextField({ description: 'Who approves' })
  by: string;
}

/** How many changes of each sort a plan holds. */
export class PlanCounts {
  @IntField({ description: 'Objects to create' })
  create: number;

  @IntField({ description: 'Objects to change' })
  update: number;

  @IntField({ description: 'Objects to delete' })
  delete: number;

  @IntField({ description: 'Existing objects that become managed' })
  adopt: number;

  @IntField({ description: 'Steps for a person' })
  manual: number;

  @IntField({ description: 'Changes that cannot be made' })
  blocked: number;

  @IntField({ description: 'Objects of the branch that are managed today' })
  managed: number;

  @IntField({ description: 'Objects of the branch that are its own and stay untouched' })
  own: number;
}

/** One plan in a list of plans. */
export class PlanSummary {
  @IdField({ description: 'Plan' })
  id: string;

  @IdField({ description: 'Account' })
  accountId: string;

  @IdField({ description: 'Release' })
  releaseId: string;

  @IdField({ description: 'Rollout that it belongs to', optional: true })
  rolloutId: string | null;

  @ChoiceField({ of: planStates, description: 'Its state' })
  state: PlanState;

  @MessageField({ description: 'Why it is in this state', optional: true })
  reason: Message | null;

  @TextField({ description: 'Names exactly this plan; approval repeats it' })
  checksum: string;

  @ObjectField(() => PlanCounts, { description: 'Changes by sort' })
  counts: PlanCounts;

  @FlagField({ description: 'Whether there is nothing to do, and nothing is blocked' })
  isEmpty: boolean;

  @FlagField({
    description:
      'Whether the account has all of the release once this plan is applied; if not, `missing` says what it lacks',
  })
  isComplete: boolean;

  @MessageListField({ description: 'Why the safety check refuses it; empty when it does not' })
  objections: Message[];

  @IntField({ description: 'Writing calls it takes' })
  callsPlanned: number;

  @IntField({ description: 'Writing calls done so far, also those no longer needed' })
  callsDone: number;

  @TextField({ description: 'Who approved', optional: true })
  approvedBy: string | null;

  @TextField({ description: 'Who forced', optional: true })
  forcedBy: string | null;

  @MomentField({ description: 'When it was made' })
  madeAt: string;

  @MomentField({ description: 'When its state changed last' })
  changedAt: string;
}

/** An object of an older release that stays, because pruning is off or it was the branch's own before. */
export class LeftoverObject {
  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @TextField({ description: 'Name of what it is in, or its entity type', min: 0 })
  within: string;

  @TextField({ description: 'amoCRM id path in the branch' })
  branchId: string;
}

/** A part of the release that this plan does not bring: it is blocked, or amoCRM refused it. */
export class MissingObject {
  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Natural key in the release' })
  key: string;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @MessageField({ description: 'Why, and what to decide' })
  why: Message;
}

/** One plan, without its list of changes. */
export class PlanView extends PlanSummary {
  @IntField({
    description: 'How many objects of the release it is narrowed to; null when it is about all of them',
    optional: true,
  })
  narrowedTo: number | null;

  @TextField({ description: 'The plan as a change list for people', max: 1_000_000 })
  text: Joined;

  @TextField({
    description:
      'Options of `npm run hub -- plan ACCOUNT` that ask for a plan to the same release, made the same way',
    max: 100_000,
  })
  again: string;

  @MessageListField({
    description: 'What this plan does not bring back though the release has it: moved deals, deleted values',
  })
  irrevocable: Message[];

  @ObjectListField(() => LeftoverObject, {
    description: 'Objects that the release no longer has and that stay',
  })
  leftovers: LeftoverObject[];

  @ObjectListField(() => LeftoverObject, {
    description: 'Objects that the release leaves out: they stay, and the hub no longer manages them',
  })
  released: LeftoverObject[];

  @ObjectListField(() => MissingObject, {
    description: 'What the account lacks of the release after this plan',
  })
  missing: MissingObject[];

  @ObjectField(() => DealMoves, {
    description: 'Deals that leave a stage or pipeline before it goes; null where none have to',
    optional: true,
  })
  dealMoves: DealMoves | null;
}

export class PlanPage {
  @ObjectListField(() => PlanSummary, { description: 'Newest first' })
  items: PlanSummary[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** Which plans to list; what is left out narrows nothing. */
export class PlanQuery extends PageRequest {
  @IdField({ description: 'Only of this account', optional: true })
  accountId?: string | null;

  @IdField({ description: 'Only to this release', optional: true })
  releaseId?: string | null;

  @IdField({ description: 'Only of this rollout', optional: true })
  rolloutId?: string | null;

  @ChoiceField({ of: planStates, description: 'Only in this state', optional: true })
  state?: PlanState | null;
}

export class ListPlans extends PlanQuery {
  @TextListField({ description: 'Only these accounts', optional: true })
  accountIds?: string[] | null;
}

export class ListChanges extends PageRequest {
  @IdField({ description: 'Plan' })
  planId: string;
}

const changeResults = ['waiting', 'done', 'refused', 'left'] as const;

/** One change of a plan, as data. */
export class PlanChange {
  @TextField({ description: 'create, update, delete, adopt, manual or blocked' })
  action: string;

  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Natural key' })
  key: string;

  @TextField({ description: 'Key of the object it belongs to, or its entity type', min: 0 })
  within: string;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @TextField({ description: 'amoCRM id path in the branch', optional: true })
  branchId: string | null;

  @JsonField({ description: 'What it is now', optional: true })
  before: Record<string, unknown> | null;

  @JsonField({ description: 'What it shall be', optional: true })
  after: Record<string, unknown> | null;

  @FlagField({ description: 'Whether it is in the wrong place' })
  moved: boolean;

  @TextField({ description: 'Key of the stage that takes its live deals first', optional: true })
  migrateTo: string | null;

  @JsonField({ description: 'Why it is blocked or manual', optional: true })
  reason: Record<string, unknown> | null;

  @MessageListField({ description: 'How its question is answered, by REST and by the command line' })
  answers: Message[];

  @ObjectListField(() => Object, { description: 'What else it touches' })
  risks: Record<string, unknown>[];

  @ChoiceField({
    of: changeResults,
    description:
      'What became of it: `left` was not tried before the plan ended; null for manual and blocked ones',
    optional: true,
  })
  result: (typeof changeResults)[number] | null;

  @MessageField({ description: 'Why amoCRM refused it', optional: true })
  detail: Message | null;
}

export class ChangePage {
  @ObjectListField(() => PlanChange, { description: 'In the order of work' })
  items: PlanChange[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** Confirms a manual step of a plan as done. */
export class ConfirmStepBody {
  @TextField({ description: 'Key of the step, as the plan’s changes name it', example: 'Цвет сделки' })
  key: string;

  @TextField({ description: 'Kind of the step, where two of a plan have the same key', optional: true })
  kind?: string | null;
}

export class ConfirmStep extends ConfirmStepBody {
  @IdField({ description: 'Plan' })
  planId: string;

  @TextField({ description: 'Who says so' })
  by: string;
}
