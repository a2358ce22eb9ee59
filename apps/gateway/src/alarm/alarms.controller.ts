import { Inject, Param, Query } from '@nestjs/common';
import { AlarmRepository, type Alarm } from '@hub/accounts';
import {
  ChoiceField,
  decodeCursor,
  IdField,
  IntField,
  JsonField,
  MomentField,
  pageOf,
  PageRequest,
  TextField,
  type CursorShape,
  type Page,
} from '@hub/contracts';
import { message, say, type Locale } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, forbidden, type Call } from '../route/call.js';
import { Area, List, Show } from '../route/route.js';

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

  @MomentField({ description: 'When it was raised or checked last' })
  lastSeenAt: Date;

  @ChoiceField({ description: 'Whether its cause is still there', of: ['open', 'cleared'] })
  state: 'open' | 'cleared';

  @MomentField({ description: 'When its cause was gone; null while it is open', optional: true })
  clearedAt: Date | null;
}

class AlarmPath {
  @IdField({ description: 'Id of the alarm' })
  alarmId: string;
}

const states = ['open', 'cleared', 'all'] as const;

class AlarmQuery extends PageRequest {
  @ChoiceField({ description: 'Open ones by default', of: states, optional: true })
  state?: (typeof states)[number] | null;

  @TextField({ description: 'Only this kind', optional: true, max: 100 })
  kind?: string | null;

  @IdField({ description: 'Only alarms about this account', optional: true })
  accountId?: string | null;

  @IdField({ description: 'Only alarms about this branch', optional: true })
  branchId?: string | null;

  @MomentField({ description: 'Only alarms that were raised at this moment or later', optional: true })
  since?: string | null;
}

const cursors: CursorShape = { list: 'alarms', parts: ['moment', 'id'] };

@Area('alarms')
export class AlarmsController {
  constructor(@Inject(AlarmRepository) private readonly alarms: AlarmRepository) {}

  @List('', {
    answers: AlarmView,
    who: 'branch-read',
    says: 'Lists what a person has to see to, newest first.',
  })
  async list(@Asked() call: Call, @Query() query: AlarmQuery): Promise<Page<AlarmView>> {
    const { cursor, limit, state, ...filter } = query;
    const [accountIds, branchIds] = [call.narrowToAccounts(), call.narrowToBranches()];
    const own = accountIds || branchIds ? { accountIds: accountIds ?? [], branchIds: branchIds ?? [] } : null;
    const [raisedAt = '', id = ''] = cursor ? decodeCursor(cursors, cursor) : [];
    const size = limit ?? 50;
    const rows = await this.alarms.list(
      { ...filter, state: state ?? 'open', own },
      cursor ? { raisedAt, id } : null,
      size + 1,
    );
    const page = pageOf(rows, size, cursors, (row) => [row.raisedAt.toISOString(), row.id]);
    return { ...page, items: page.items.map((alarm) => view(alarm, call.locale)) };
  }

  @Show(':alarmId', { answers: AlarmView, who: 'branch-read', says: 'Shows one alarm, also a cleared one.' })
  async show(@Asked() call: Call, @Param() { alarmId }: AlarmPath): Promise<AlarmView> {
    const alarm = await this.alarms.find(alarmId);
    const [accountIds, branchIds] = [call.narrowToAccounts(), call.narrowToBranches()];
    const isOwn =
      (!accountIds && !branchIds) ||
      (alarm?.branchId
        ? branchIds?.includes(alarm.branchId)
        : alarm?.accountId && accountIds?.includes(alarm.accountId));
    if (!isOwn) throw forbidden();
    if (!alarm) throw new Problem(404, message('problems.no-such-alarm'));
    return view(alarm, call.locale);
  }
}

function view(alarm: Alarm, locale: Locale): AlarmView {
  const { kind, facts, clearedAt } = alarm;
  const text = say(message(`alarms.${kind}`, facts), locale);
  return { ...alarm, state: clearedAt ? 'cleared' : 'open', message: text };
}
