import { Reply } from '@hub/bus';
import {
  decodeCursor,
  encodeCursor,
  pageOf,
  waitingCauses,
  WaitingQuery,
  type CursorShape,
  type WaitingPage,
} from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { sayReason } from '../rule/say-reason.js';
import { sayWaiting } from './say-waiting.js';
import { WaitingRepository, type WaitingWork } from './waiting.repository.js';

const cursors: CursorShape = { list: 'waiting leads', parts: ['moment', 'text'] };

/** Answers which leads and transfers wait for a person. */
@Controller()
export class WaitingResponder {
  constructor(private readonly waiting: WaitingRepository) {}

  @Reply('router.waiting')
  async list(query: WaitingQuery): Promise<WaitingPage> {
    const [place = '', id = ''] = query.cursor ? decodeCursor(cursors, query.cursor) : [];
    const limit = query.limit ?? 50;
    const filter = {
      causes: query.causes ?? waitingCauses,
      accountId: query.accountId ?? null,
      branchIds: branchesOf(query),
      after: query.cursor ? { place, id } : null,
    };
    const rows = await this.waiting.list(filter, limit + 1);
    const page = pageOf(rows, limit, cursors, (row) => [row.place, row.id]);
    return { items: page.items.map(view), nextCursor: page.nextCursor };
  }
}

/** The branch that is asked for, among those that the reader may see. */
function branchesOf({ branchId, branchIds }: WaitingQuery): string[] | null {
  if (!branchId) return branchIds ?? null;
  return branchIds && !branchIds.includes(branchId) ? [] : [branchId];
}

function view(work: WaitingWork): WaitingPage['items'][number] {
  const { id, cause, since, accountId, branchId, leadId, place } = work;
  return {
    ...{ id, cause, since: since.toISOString(), accountId, branchId, leadId },
    text: sayWaiting(work),
    candidates: candidatesOf(work),
    cursor: encodeCursor(cursors, place, id),
  };
}

/** A branch that is left out for two reasons is listed once, with the last one. */
function candidatesOf({ notTaken }: WaitingWork): WaitingPage['items'][number]['candidates'] {
  if (!notTaken) return null;
  const byId = new Map(notTaken.map((passed) => [passed.branchId, passed]));
  return [...byId.values()].map((passed) => ({
    ...{ branchId: passed.branchId, name: passed.value ?? '', why: sayReason(passed) },
  }));
}
