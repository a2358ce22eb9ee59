import type { Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
} from './fields.js';
import { MessageField } from './message-field.js';
import { verdicts, type PreflightCheck, type Verdict } from './preflight-check.js';
import { PlanCounts } from './sync.js';

/** Names the account whose dry plan is meant. */
export class DryPlanPath {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

export class CheckView implements PreflightCheck {
  @TextField({ description: 'What was checked', example: 'webhooks' })
  check: string;

  @ChoiceField({ description: 'The verdict', of: verdicts })
  verdict: Verdict;

  @MessageField({ description: 'What was found' })
  text: Message;

  @MessageField({ description: 'What to do about it', optional: true })
  suggestion: Message | null;
}

/** The release that a dry plan leads to. */
export class DryPlanRelease {
  @IdField({ description: 'Release' })
  id: string;

  @IntField({ description: 'Its number' })
  number: number;

  @TextField({ description: 'What is new in it, for people', optional: true })
  note: string | null;
}

/**
 * - `never`: none was asked for.
 * - `waiting`: the one that was asked for last is not done.
 * - `made`: it is done.
 * - `failed`: it could not be made, and is not tried again by itself.
 */
export const dryPlanStates = ['never', 'waiting', 'made', 'failed'] as const;

/** The last dry plan of an account: a plan to the newest release of its group that nobody can apply. */
export class DryPlanState {
  @ChoiceField({
    description:
      'State of the one that was asked for last: none was, it is not done, it is done, it could not be made',
    of: dryPlanStates,
  })
  state: (typeof dryPlanStates)[number];

  @ObjectField(() => DryPlanRelease, { description: 'The release it leads to', optional: true })
  release: DryPlanRelease | null;

  @MomentField({ description: 'When one was asked for last', optional: true })
  askedAt: string | null;

  @MomentField({
    description: 'When the last one was made that could be; null before the first',
    optional: true,
  })
  madeAt: string | null;

  @MomentField({ description: 'From when on another one may be asked for', optional: true })
  nextAt: string | null;

  @ObjectField(() => PlanCounts, {
    description:
      'Changes of each sort. No cards are counted for it: where a plan to be applied has to count some, its numbers may differ',
    optional: true,
  })
  counts: PlanCounts | null;
}

export class DryPlanView extends DryPlanState {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @ObjectListField(() => CheckView, { description: 'How the release fits the account', max: 20 })
  checks: CheckView[];
}

/** What came of asking for a dry plan. */
export class DryPlanAnswer extends DryPlanView {
  @FlagField({
    description:
      'Whether this request started one. Not before `nextAt`, while another one waits, or where there is no release',
  })
  isStarted: boolean;
}
