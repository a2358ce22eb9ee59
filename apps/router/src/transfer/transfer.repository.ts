import type { Intent } from '@hub/amocrm';
import type { Page, PageRequest } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { Message } from '@hub/messages';
import { DataSource, type EntityManager } from 'typeorm';
import { newestFirst } from '../newest-first.js';
import { Transfer, type TransferRow } from './transfer.entity.js';

/** What one finished step adds to a transfer. */
export type TransferProgress = Pick<Transfer, 'state'> &
  Partial<Pick<Transfer, 'branchContactId' | 'branchLeadId' | 'leftOut'>>;

/** Questions about transfers. Writes take the caller's transaction. */
@Injectable()
export class TransferRepository {
  constructor(private readonly source: DataSource) {}

  /** The one transfer of an HQ lead, or null. */
  async findByLead(hqAccountId: string, hqLeadId: number): Promise<Transfer | null> {
    return this.source.manager.findOneBy(Transfer, { hqAccountId, hqLeadId });
  }

  /** Adds a transfer. Fails with SQLSTATE 23505 when the HQ lead has one. */
  async add(tx: EntityManager, transfer: TransferRow): Promise<void> {
    await tx.insert(Transfer, transfer);
  }

  /** Records that the write out of the present state begins, or with null that it changed nothing. */
  async keepIntent(tx: EntityManager, id: string, intent: Intent | null, now: Date): Promise<void> {
    const [stepStartedAt, stepWrittenAt] = [intent?.firstAt ?? null, intent?.lastAt ?? null];
    await tx.update(Transfer, { id }, { stepStartedAt, stepWrittenAt, changedAt: now });
  }

  /** Records a finished step and what it found or made. */
  async advance(tx: EntityManager, id: string, progress: TransferProgress, now: Date): Promise<void> {
    const begun = { stepStartedAt: null, stepWrittenAt: null };
    await tx.update(Transfer, { id }, { ...progress, ...begun, problem: null, changedAt: now });
  }

  /** Records why the last attempt failed, for people who look at the list. */
  async recordProblem(tx: EntityManager, id: string, problem: Message, now: Date): Promise<void> {
    await tx.update(Transfer, { id }, { problem, changedAt: now });
  }

  /** Erases the words in transfers from or to an account; the trail of ids and moments stays. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      `UPDATE router.transfer SET problem = NULL, left_out = '[]'
        WHERE hq_account_id = $1 OR target->>'accountId' = $1::text`,
      [accountId],
    );
  }

  async list(page: PageRequest): Promise<Page<Transfer>> {
    return newestFirst(this.source, Transfer, 'startedAt', page);
  }
}
