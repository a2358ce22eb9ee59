import type { Message } from '@hub/messages';
import {
  ChoiceField,
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
  @TextField({ description: 'What was looked at', example: 'webhooks' })
  check: string;

  @ChoiceField({ description: 'How it stands', of: verdicts })
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

/** The last dry plan of an account: a plan to the newest release of its group that nobody can apply. */
export class DryPlanState {
  @ObjectField(() => DryPlanRelease, { description: 'The release it leads to', optional: true })
  release: DryPlanRelease | null;

  @MomentField({ description: 'When one was asked for last', optional: true })
  askedAt: string | null;

  @MomentField({ description: 'When it was made; null before the first one', optional: true })
  madeAt: string | null;

  @MomentField({ description: 'From when on another one may be asked for', optional: true })
  nextAt: string | null;

  @ObjectField(() => PlanCounts, { description: 'Changes of each sort', optional: true })
  counts: PlanCounts | null;
}

export class DryPlanView extends DryPlanState {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @ObjectListField(() => CheckView, { description: 'How the release fits the account', max: 20 })
  checks: CheckView[];
}
