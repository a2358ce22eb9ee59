import { Inject, Query } from '@nestjs/common';
import { AccountRepository } from '@hub/accounts';
import {
  ChoiceField,
  IdField,
  IntField,
  ObjectListField,
  TextField,
  TextListField,
  waitingCauses,
  WaitingRow,
  type WaitingCause,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { mergePages } from '../route/merge-pages.js';
import { Area, Show } from '../route/route.js';
import { linkTo } from './link-to.js';
import { WaitingLists } from './waiting-lists.js';

class WaitingFor {
  @ChoiceField({ description: 'Only this cause', of: waitingCauses, optional: true })
  cause?: WaitingCause | null;

  @IdField({ description: 'Only what is in this account', optional: true })
  accountId?: string | null;

  @IdField({ description: 'Only what is about this branch', optional: true })
  branchId?: string | null;

  @TextField({ description: '`nextCursor` of the page before', optional: true, max: 4000 })
  cursor?: string | null;

  @IntField({ description: 'Rows per page', optional: true, min: 1, max: 100 })
  limit?: number | null;
}

class LinkedRow extends WaitingRow {
  @TextField({ description: 'Where the next step is done: a card in amoCRM, or a route of this API' })
  link: string;
}

class WaitingView {
  @ObjectListField(() => LinkedRow, { description: 'What waits for a person, oldest first' })
  items: LinkedRow[];

  @TextField({ description: 'Pass it as `cursor` for the next page; null on the last', optional: true })
  nextCursor: string | null;

  @TextListField({ description: 'Lists that could not be read: their rows are missing here' })
  unanswered: string[];
}

@Area('waiting')
export class WaitingController {
  constructor(
    private readonly lists: WaitingLists,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  @Show('', {
    answers: WaitingView,
    who: 'branch-read',
    says: 'Lists everything that only a person can bring on, or that takes longer than it should, oldest first. A row is gone when its cause is.',
  })
  async list(@Asked() call: Call, @Query() query: WaitingFor): Promise<WaitingView> {
    const { cursor, limit, ...filter } = query;
    const list = { list: 'waiting', sources: this.lists.of(call, filter) };
    const page = await mergePages(list, { cursor, limit }, ({ since }) => since);
    const hosts = new Map((await this.accounts.list()).map(({ id, host }) => [id, host]));
    const items = page.items.map(({ service, ...row }) => ({
      ...row,
      link: linkTo(row, service, hosts.get(row.accountId ?? '') ?? null),
    }));
    return { ...page, items };
  }
}
