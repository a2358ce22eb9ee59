import { longestWriteMs } from '@hub/amocrm';
import type { WriteList } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BroughtRepository } from '../drift/brought.repository.js';
import { ListWrite } from './list-write.entity.js';

const untilAppliedMs = 30_000;
/** A write of a list takes a second or two. */
const untilWrittenMs = 2_000;

type Place = Pick<WriteList, 'accountId' | 'fieldId'>;

/**
 * Keeps writes of single lists and applies in one account apart: both replace a list as a whole, so that of two that
 * read it before either has written, one loses what the other added. A lease of a killed process runs out.
 */
@Injectable()
export class ListLease {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(BroughtRepository) private readonly brought: BroughtRepository,
  ) {}

  /**
   * From now on no apply begins in the account, until the lease is ended or at the returned moment. Throws `RetryLater`
   * while a plan is being applied there, or a call of one that stopped may still arrive.
   */
  async take({ accountId, fieldId }: Place): Promise<Date> {
    return inTransaction(this.source, async (tx) => {
      await lock(tx, accountId);
      if (await this.brought.mayBeWritten(tx, accountId, new Date()))
        throw new RetryLater(message('failures.plan-applied'), untilAppliedMs);
      const [row]: [{ until: Date }] = await tx.query(
        `INSERT INTO sync.list_write (account_id, field_id, until)
         VALUES ($1, $2, date_trunc('milliseconds', now()) + $3 * interval '1 ms')
         ON CONFLICT (account_id, field_id) DO UPDATE SET until = excluded.until RETURNING until`,
        [accountId, fieldId, longestWriteMs],
      );
      return row.until;
    });
  }

  /** The write that took the lease until this moment is over: nothing of it may still arrive. */
  async end({ accountId, fieldId }: Place, until: Date): Promise<void> {
    await this.source.manager.delete(ListWrite, { accountId, fieldId, until });
  }
}

/** In the transaction in which an apply begins. Throws `RetryLater` while a list of the account is being written. */
export async function awaitListWrites(tx: EntityManager, accountId: string): Promise<void> {
  await lock(tx, accountId);
  const [row]: unknown[] = await tx.query(
    'SELECT FROM sync.list_write WHERE account_id = $1 AND until > now() LIMIT 1',
    [accountId],
  );
  if (row) throw new RetryLater(message('failures.list-written'), untilWrittenMs);
}

async function lock(tx: EntityManager, accountId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sync.list-write:' || $1, 0))`, [accountId]);
}
