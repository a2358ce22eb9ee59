import { Reply } from '@hub/bus';
import {
  decodeCursor,
  encodeCursor,
  pageOf,
  WaitingQuery,
  type CursorShape,
  type WaitingPage,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isInStock } from './refused-leads.js';
import { SetAside } from './set-aside.entity.js';

const cursors: CursorShape = { list: 'refused claims', parts: ['moment', 'amoId'] };
const usualPage = 50;

/**
 * Answers which leads of the stock need a person, because amoCRM refuses to hand them over: as long as the journal shows them in the stock,
 * whether or not they are offered at the moment.
 */
@Controller()
export class WaitingResponder {
  constructor(private readonly source: DataSource) {}

  @Reply('limits.waiting')
  async list({ accountId, accountIds, cursor, limit }: WaitingQuery): Promise<WaitingPage> {
    const size = limit ?? usualPage;
    const rows = await this.read(accountId ?? null, accountIds ?? null, cursor ?? null, size + 1);
    const placeOf = ({ since, leadId }: SetAside) => [since.toISOString(), String(leadId)];
    const { items, nextCursor } = pageOf(rows, size, cursors, placeOf);
    return {
      items: items.map((row) => ({ ...view(row), cursor: encodeCursor(cursors, ...placeOf(row)) })),
      nextCursor,
    };
  }

  /** Oldest first, by the index of refused ones. */
  private async read(
    accountId: string | null,
    accountIds: readonly string[] | null,
    cursor: string | null,
    limit: number,
  ): Promise<SetAside[]> {
    const query = this.source.manager
      .createQueryBuilder(SetAside, 'row')
      .where(`row.refusals > 0 AND ${isInStock('row')}`)
      .orderBy('row.since', 'ASC')
      .addOrderBy('row.leadId', 'ASC')
      .limit(limit);
    if (accountId) query.andWhere('row.accountId = :accountId', { accountId });
    if (accountIds) query.andWhere('row.accountId = ANY (:accountIds)', { accountIds });
    if (cursor) {
      const [since, leadId] = decodeCursor(cursors, cursor);
      query.andWhere(`(date_trunc('milliseconds', row.since), row.leadId) > (:since, :leadId)`, {
        since,
        leadId,
      });
    }
    return query.getMany();
  }
}

function view({
  accountId,
  leadId,
  since,
  refusals,
  problem,
}: SetAside): Omit<WaitingPage['items'][number], 'cursor'> {
  return {
    ...{ id: `${accountId}:${leadId}`, cause: 'claim-refused', since: since.toISOString() },
    ...{ accountId, branchId: null, leadId },
    text: message('waiting.claim-refused', { leadId, refusals, problem: problem ?? '' }),
  };
}
