import type { Joined, Message } from '@hub/messages';
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
  TextListField,
} from './fields.js';
import { MessageField, MessageListField } from './message-field.js';
import { PlanCounts } from './sync.js';
import { RolloutBot, RolloutBotCounts, RolloutBotView } from './sync-rollout-bots.js';

/** The states are in `apps/sync/src/rollout/decide-rollout.ts`. */
const rolloutStates = ['planning', 'approval', 'running', 'gate', 'paused', 'done', 'stopped'] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** The state of one account of a rollout. */
export const rolloutAccountStates = [
  'queued',
  'planned',
  'needs-approval',
  'applying',
  'verified',
  'healthy',
  'failed',
  'skipped',
  'suspended',
] as const;
export type RolloutAccountState = (typeof rolloutAccountStates)[number];

/** How many accounts are in each state. */
export class RolloutCounts {
  @IntField({ description: 'Waiting for their plan' })
  queued: number;

  @IntField({ description: 'Planned, not begun' })
  planned: number;

  @IntField({ description: 'Planned again with another content: a person has to approve it' })
  needsApproval: number;

  @IntField({ description: 'Being changed' })
  applying: number;

  @IntField({ description: 'Applied and read back; the gate’s time runs' })
  verified: number;

  @IntField({ description: 'At the release, and without an alarm for the gate’s time' })
  healthy: number;

  @IntField({ description: 'Failed' })
  failed: number;

  @IntField({ description: 'Left out' })
  skipped: number;

  @IntField({ description: 'Not reachable or too slow; caught up later' })
  suspended: number;
}

/** How far a rollout has come: one event of its stream. */
export class RolloutProgress {
  @IdField({ description: 'Rollout' })
  rolloutId: string;

  @ChoiceField({ of: rolloutStates, description: 'Its state' })
  state: RolloutState;

  @IntField({ description: 'Wave that is running; 0 before the first' })
  wave: number;

  @IntField({ description: 'Waves in all' })
  waves: number;

  @ObjectField(() => RolloutCounts, { description: 'Accounts by state' })
  accounts: RolloutCounts;

  @IntField({
    description: 'Accounts whose plan was applied in part: what it left out waits for a person',
  })
  inPart: number;

  @ObjectField(() => RolloutBotCounts, { description: 'Bots that it carries, by state' })
  botStates: RolloutBotCounts;

  @IntField({ description: 'Writing calls of all plans' })
  callsPlanned: number;

  @IntField({ description: 'Writing calls done so far, also those no longer needed' })
  callsDone: number;

  @IntField({
    description: 'Seconds that the rest takes at least; null while nothing runs or a person has to act',
    optional: true,
  })
  secondsLeft: number | null;

  @FlagField({ description: 'Whether the estimate rests on accounts of this rollout that are done' })
  isMeasured: boolean;

  @MessageField({ description: 'Why it is in this state, and what comes next', optional: true })
  reason: Message | null;
}

/** One rollout in a list of rollouts. */
export class RolloutSummary extends RolloutProgress {
  @IdField({ description: 'Release' })
  releaseId: string;

  @IntField({ description: 'Number of the release' })
  release: number;

  @TextField({ description: 'What it is for', optional: true })
  note: string | null;

  @TextField({ description: 'Who made it' })
  madeBy: string;

  @TextField({ description: 'Who approved it', optional: true })
  approvedBy: string | null;

  @TextField({
    description: 'Who took responsibility for plans that the safety check refuses',
    optional: true,
  })
  forcedBy: string | null;

  @MomentField({ description: 'When it was made' })
  madeAt: string;

  @MomentField({ description: 'When it changed last' })
  changedAt: string;
}

/** Accounts whose plans say the same. */
export class PlanGroup {
  @MessageField({ description: 'The group in one sentence' })
  title: Message;

  @IntField({ description: 'Accounts in it' })
  accounts: number;

  @TextListField({ description: 'Names of the first of them' })
  names: string[];

  @TextField({ description: 'Names this content: `group` of the list of accounts' })
  content: string;

  @IdField({ description: 'One of the plans, to be read in full' })
  planId: string;

  @ObjectField(() => PlanCounts, {
    description:
      'Changes by sort: the most that one of its accounts has. Only `manual`, `managed` and `own` may differ between them',
  })
  counts: PlanCounts;

  @ObjectField(() => PlanCounts, { description: 'The same, the fewest that one of its accounts has' })
  fewest: PlanCounts;

  @MessageListField({
    description:
      'Why the safety check refuses these plans; empty when it refuses none. Counts are added up, and accounts are named where not all are refused alike',
  })
  objections: Message[];

  @TextField({
    description:
      'The first group: its plan. The others: how they differ from it. Null from the eleventh group on',
    optional: true,
    max: 100_000,
  })
  text: Joined | null;
}

/** Something with deals, filled cards or waiting requests that a plan is to remove, rename or switch off. */
export class TouchedObject {
  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Its key in the release, or that it has by its own name' })
  key: string;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @TextField({
    description:
      'What is counted: `deals-in-stage`, `deals-in-pipeline`, `cards-with-value`, or with `unsorted-off` the requests that wait among its incoming leads',
  })
  risk: string;

  @IntField({ description: 'How many' })
  count: number;

  @FlagField({
    description:
      'Whether it is to go; else it gets another name, or with `unsorted-off` is closed to incoming leads',
  })
  isRemoved: boolean;

  @FlagField({
    description:
      'Whether the plan leaves this out, because something stands in the way: nothing happens to it',
  })
  isLeftOut: boolean;

  @FlagField({ description: 'Whether it stays until `dealTargets` names a stage for its deals' })
  needsTarget: boolean;

  @TextField({ description: 'Key of the stage that takes its deals', optional: true })
  migrateTo: string | null;
}

/** How much one account has of something. */
export class TouchedShare {
  @IdField({ description: 'Account' })
  accountId: string;

  @TextField({ description: 'Its name' })
  name: string;

  @IntField({ description: 'Deals, cards or requests' })
  count: number;
}

/** The same over the plans of a rollout. */
export class RolloutTouched extends TouchedObject {
  @IntField({ description: 'Accounts with any' })
  accounts: number;

  @ObjectListField(() => TouchedShare, {
    description: 'Those with the most; of every account in the list of accounts',
  })
  largest: TouchedShare[];

  @MessageField({ description: 'The same in one sentence, with the next step' })
  text: Message;
}

/** One rollout with the plans of all its accounts, grouped by what they say. */
export class RolloutView extends RolloutSummary {
  @TextField({ description: 'Over the plans of all accounts; approval repeats it' })
  checksum: string;

  @IntListField({ description: 'Accounts of each wave' })
  waveSizes: number[];

  @IntField({ description: 'Minutes without an alarm that make an account healthy' })
  gateMinutes: number;

  @IntField({ description: 'Minutes after which a running account is not waited for' })
  slowMinutes: number;

  @TextField({
    description: 'Options of `npm run hub -- plan ACCOUNT` that ask for the plan of one of its accounts',
    max: 100_000,
  })
  again: string;

  @ObjectListField(() => PlanGroup, { description: 'Largest first' })
  groups: PlanGroup[];

  @ObjectListField(() => RolloutTouched, {
    description: 'Deals, values on cards and waiting requests that the plans touch, the most first',
  })
  touched: RolloutTouched[];

  @ObjectListField(() => RolloutBot, { description: 'Bots that it carries, in the order of delivery' })
  bots: RolloutBot[];

  @MessageField({
    description: 'Which bots a rollback leaves as they are: those that came with rollouts of later releases',
    optional: true,
  })
  botsStay: Message | null;

  @MessageField({ description: 'What came of it, once it is done or stopped', optional: true })
  summary: Message | null;
}

export class RolloutPage {
  @ObjectListField(() => RolloutSummary, { description: 'Newest first' })
  items: RolloutSummary[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** One account of a rollout. */
export class RolloutAccountView {
  @IdField({ description: 'Account' })
  accountId: string;

  @TextField({ description: 'Its name' })
  name: string;

  @IntField({ description: 'Its wave' })
  wave: number;

  @ChoiceField({ of: rolloutAccountStates, description: 'Its state' })
  state: RolloutAccountState;

  @MessageField({ description: 'Why it is in this state', optional: true })
  reason: Message | null;

  @FlagField({ description: 'Whether its plan was applied in part: what it left out waits for a person' })
  isInPart: boolean;

  @IdField({ description: 'Its plan', optional: true })
  planId: string | null;

  @TextField({ description: 'Checksum of its plan; approval of this account repeats it', optional: true })
  checksum: string | null;

  @TextField({ description: 'Names the content of its plan', optional: true })
  content: string | null;

  @IntField({ description: 'Writing calls its plan takes' })
  callsPlanned: number;

  @IntField({ description: 'Writing calls done so far, also those no longer needed' })
  callsDone: number;

  @ObjectListField(() => TouchedObject, {
    description: 'Deals, values on cards and waiting requests that its plan touches',
  })
  touched: TouchedObject[];

  @ObjectListField(() => RolloutBotView, { description: 'Bots of the rollout, and how far each is here' })
  bots: RolloutBotView[];

  @MomentField({ description: 'When its plan was begun', optional: true })
  beganAt: string | null;

  @MomentField({ description: 'When it was applied and read back', optional: true })
  verifiedAt: string | null;
}

export class RolloutAccountPage {
  @ObjectListField(() => RolloutAccountView, { description: 'In the order of the waves' })
  items: RolloutAccountView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}
