import type { Message } from '@hub/messages';
import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  MomentField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField } from './message-field.js';
import { PageRequest } from './router.js';

const stepStates = ['open', 'done', 'all'] as const;

/** Which steps to list. */
export class ChecklistQuery extends PageRequest {
  @IdField({ description: 'Only of this account', optional: true })
  accountId?: string | null;

  @ChoiceField({ of: stepStates, description: 'Open ones by default', optional: true })
  state?: (typeof stepStates)[number] | null;
}

export class ListChecklist extends ChecklistQuery {
  @TextListField({ description: 'Only these accounts', optional: true })
  accountIds?: string[] | null;
}

/** What a release asks of a person in one account. */
export class ChecklistStep {
  @IdField({ description: 'Account' })
  accountId: string;

  @IdField({ description: 'Release that the account was brought to' })
  releaseId: string;

  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Natural key in the release' })
  key: string;

  @TextField({ description: 'Name', min: 0 })
  name: string;

  @MessageField({ description: 'What to do' })
  text: Message;

  @ChoiceField({ of: ['open', 'done'], description: 'Whether it is ticked off' })
  state: 'open' | 'done';

  @ChoiceField({
    of: ['hub', 'person'],
    description: '`hub`: the hub sees in the account that it was done; `person`: somebody says so',
  })
  checkedBy: 'hub' | 'person';

  @FlagField({ description: 'Whether a person may tick it off' })
  isTickable: boolean;

  @FlagField({ description: 'Whether it was ticked off before and its words have changed since' })
  isReworded: boolean;

  @TextField({
    description: 'Who ticked it off; null for an open one and where the hub saw it',
    optional: true,
  })
  tickedBy: string | null;

  @MomentField({ description: 'When it was ticked off; null where that was not kept', optional: true })
  tickedAt: string | null;
}

export class ChecklistPage {
  @ObjectListField(() => ChecklistStep, { description: 'By account, in release order' })
  items: ChecklistStep[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** Names a step of the release that an account was brought to. */
export class StepBody {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @TextField({ description: 'Kind of object, as the checklist names it', example: 'manual' })
  kind: string;

  @TextField({ description: 'Natural key, as the checklist names it', example: 'Цвет сделки' })
  key: string;
}

/** As `StepBody`, with who asked. */
export class TickStep extends StepBody {
  @TextField({ description: 'Who says so' })
  by: string;
}

/** Asks for a reading of what an account has. */
export class VerifyChecklist {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

/** What is left to do in an account after a reading. */
export class VerifiedChecklist {
  @IdField({ description: 'Account' })
  accountId: string;

  @IntField({ description: 'Steps that are open' })
  open: number;

  @IntField({ description: 'Steps that are done' })
  done: number;
}
