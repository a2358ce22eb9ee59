import { Inject, Query } from '@nestjs/common';
import { AlarmRepository, type Alarm } from '@hub/accounts';
import {
  IdField,
  IntField,
  JsonField,
  MomentField,
  pageInMemory,
  PageRequest,
  TextField,
  type CursorShape,
  type Page,
} from '@hub/contracts';
import { message, say, type Locale } from '@hub/messages';
import { Asked, type Call } from '../route/call.js';
import { Area, List } from '../route/route.js';

class AlarmView {
  @IdField({ description: 'The alarm' })
  id: string;

  @TextField({ description: 'What went wrong, in one word', example: 'reconnect-needed' })
  kind: string;

  @TextField({ description: 'What it is about: an account or a budget' })
  subject: string;

  @IdField({ description: 'The account, if it is about one', optional: true })
  accountId: string | null;

  @IdField({ description: 'The branch, if it is about one', optional: true })
  branchId: string | null;

  @TextField({ description: 'What is wrong and the next step, in the language of `Accept-Language`' })
  message: string;

  @JsonField({ description: 'Facts of this kind of alarm' })
  facts: object;

  @IntField({ description: 'How often it was raised since it is open' })
  times: number;

  @MomentField({ description: 'When it was raised first' })
  raisedAt: Date;

  @MomentField({ description: 'When it was raised last' })
  lastSeenAt: Date;
}

/** By when they were raised first: a repeat must not move an alarm from one page to another. */
const cursors: CursorShape & { isNewestFirst: boolean } = {
  list: 'alarms',
  parts: ['moment', 'id'],
  isNewestFirst: true,
};

@Area('alarms')
export class AlarmsController {
  constructor(@Inject(AlarmRepository) private readonly alarms: AlarmRepository) {}

  @List('', {
    answers: AlarmView,
    who: 'branch-read',
    says: 'Lists what a person has to look at, newest first.',
  })
  async list(@Asked() call: Call, @Query() query: PageRequest): Promise<Page<AlarmView>> {
    const own = call.accountIds;
    const open = (await this.alarms.listOpen()).filter(
      ({ accountId }) => !own || (accountId !== null && own.includes(accountId)),
    );
    const page = pageInMemory(open, query, cursors, ({ raisedAt, id }) => [raisedAt.toISOString(), id]);
    return { ...page, items: page.items.map((alarm) => view(alarm, call.locale)) };
  }
}

function view(alarm: Alarm, locale: Locale): AlarmView {
  const { id, kind, subject, accountId, branchId, facts, times, raisedAt, lastSeenAt } = alarm;
  const text = say(message(`alarms.${kind}`, facts), locale);
  return { id, kind, subject, accountId, branchId, message: text, facts, times, raisedAt, lastSeenAt };
}
