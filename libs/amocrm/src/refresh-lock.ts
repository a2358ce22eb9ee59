import { sqlState } from '@hub/database';
import { RetryLater } from '@hub/platform';
import type { DataSource, QueryRunner } from 'typeorm';

/** Waiting for a lock holds a database connection; more at once could use up the pool that storing needs. */
const widestGate = 4;
/** Longer than a refresh takes: a holder that is slower is stuck or cut off, and must not take all calls with it. */
const longestWaitMs = 30_000;
const lockNotAvailable = '55P03';

/**
 * Lets one process at a time refresh the tokens of an account. The lock belongs to a database session, not to a
 * transaction: nothing is open while amoCRM is asked, and the lock of a killed process is free at once.
 */
export class RefreshLock {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly source: DataSource,
    private readonly waitMs = longestWaitMs,
  ) {}

  /** Runs `work` while holding the account's lock. Throws `RetryLater` when it is not to be had for 30 seconds. */
  async hold<T>(accountId: string, work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      const session = this.source.createQueryRunner();
      try {
        await this.lock(session, accountId);
        try {
          return await work();
        } finally {
          // A broken session has lost its lock already, and must not hide what `work` gave.
          await session
            .query('SELECT pg_advisory_unlock(hashtextextended($1, 7))', [accountId])
            .catch(() => undefined);
        }
      } finally {
        await session.release();
      }
    } finally {
      this.leave();
    }
  }

  /** The session goes back to the pool, so its time limit is taken off again, whatever happened. */
  private async lock(session: QueryRunner, accountId: string): Promise<void> {
    await session.query(`SET lock_timeout = ${this.waitMs}`);
    try {
      await session.query('SELECT pg_advisory_lock(hashtextextended($1, 7))', [accountId]);
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable) throw error;
      throw new RetryLater(`Another process refreshes the tokens of ${accountId}`, this.waitMs, {
        cause: error,
      });
    } finally {
      await session.query('RESET lock_timeout').catch(() => undefined);
    }
  }

  private async enter(): Promise<void> {
    if (this.inside < widestGate) this.inside++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.inside--;
  }
}
