import { limits, type LimitName } from '@hub/limits';
import { ChoiceField, FlagField, IntField, ObjectField, ObjectListField, TextField } from './fields.js';
import {
  AccountQuery,
  blockReasons,
  ManagerGroup,
  UserLimits,
  whenUnknownWays,
  type BlockReason,
} from './limits.js';
import { PageRequest } from './router.js';

/** Changed settings or limits of an account's exchange. What is left out stays as it is stored. */
export class PreviewRequest extends AccountQuery {
  @ObjectListField(() => ManagerGroup, {
    description: 'Groups in the place of those stored',
    max: 50,
    optional: true,
  })
  groups?: ManagerGroup[] | null;

  @ChoiceField({
    of: whenUnknownWays,
    description: 'What a limit does while its history is not in yet',
    optional: true,
  })
  whenUnknown?: (typeof whenUnknownWays)[number] | null;

  @ObjectListField(() => UserLimits, {
    description: 'Rows in the place of those stored; users that it does not name keep theirs',
    max: 500,
    optional: true,
  })
  users?: UserLimits[] | null;
}

/** Which page of the answer; without `limit` as many users as fit. */
export class PreviewPageRequest extends PageRequest {
  @ObjectField(() => PreviewRequest, { description: 'What would change' })
  changes: PreviewRequest;
}

/** One reason why a press is refused. */
class PreviewBlock {
  @ChoiceField({ of: blockReasons, description: 'What blocks' })
  reason: BlockReason;

  @ChoiceField({ of: limits.map(({ name }) => name), description: 'Which limit', optional: true })
  limit: LimitName | null;

  @IntField({ description: 'The value that was counted', optional: true })
  value: number | null;

  @IntField({ description: 'The bound it ran into', optional: true })
  bound: number | null;
}

/** What the change does to one user. */
class PreviewUser {
  @IntField({ description: 'amoCRM user' })
  userId: number;

  @TextField({ description: 'The group after the change', optional: true })
  group: string | null;

  @FlagField({ description: 'Would a press be granted today, if there is a lead?' })
  mayPress: boolean;

  @FlagField({ description: 'And after the change?' })
  mayPressThen: boolean;

  @ObjectListField(() => PreviewBlock, { description: 'What stands in the way today' })
  reasons: PreviewBlock[];

  @ObjectListField(() => PreviewBlock, { description: 'What would stand in the way' })
  reasonsThen: PreviewBlock[];
}

/** Who would be blocked by changed settings or limits, compared with today: a page of the users, and counts over all of them. */
export class ExchangePreview {
  @IntField({ description: 'Users who may press today, on all pages' })
  mayPress: number;

  @IntField({ description: 'Users who might after the change, on all pages' })
  mayPressThen: number;

  @ObjectListField(() => PreviewUser, {
    description:
      'Every manager of a group and every user with a row, in the order of their ids: one page of them',
  })
  users: PreviewUser[];

  @TextField({ description: 'Cursor of the next page', optional: true })
  nextCursor: string | null;
}
