import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallNoteRepository } from './call/call-note.repository.js';
import { lockReRoutes } from './custody/forget-legs.js';
import { listUnmoved, lockSuccessors, moveToSuccessors } from './custody/move-to-successors.js';
import { LeadTraces } from './lead/lead-traces.js';
import { BranchListRepository } from './lists/branch-list.repository.js';
import { TransferTraces } from './transfer/transfer-traces.js';

/** What the router keeps of accounts. */
@Injectable()
export class RouterTraces {
  constructor(
    private readonly leads: LeadTraces,
    private readonly transfers: TransferTraces,
    private readonly lists: BranchListRepository,
    private readonly calls: CallNoteRepository,
  ) {}

  /** Erases it for an account that is removed. The trail of ids and moments stays, and follows the account where it is back. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    // Before any row: a return takes the two in this order.
    await lockSuccessors(tx);
    await lockReRoutes(tx, accountId);
    await this.leads.forgetAccount(tx, accountId);
    await this.transfers.forgetAccount(tx, accountId);
    await this.lists.forgetAccount(tx, accountId);
    await this.calls.forgetAccount(tx, accountId);
    await moveToSuccessors(tx, [accountId]);
  }

  /**
   * An account of amoCRM that was removed is connected again under another id: its leads can be read again, so what is known
   * of them belongs to it. The message about its removal may still be on its way. `accountId`: the one that is back; null: whichever.
   */
  async findAgain(tx: EntityManager, accountId: string | null): Promise<void> {
    for (const formerId of await listUnmoved(tx, accountId)) await this.forgetAccount(tx, formerId);
  }
}
