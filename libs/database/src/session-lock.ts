import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import type { DataSource, QueryRunner } from 'typeorm';
import { sqlState } from './in-transaction.js';

/** Longer than healthy work takes: a holder that is slower is stuck or cut off, and must not hold up all others. */
const longestWaitMs = 30_000;
const lockNotAvailable = '55P03';

/**
 * Locks across processes for work that calls amoCRM. They belong to a database session, not to a transaction: nothing
 * is open meanwhile, and the locks of a killed process are free at once. Who holds or waits keeps a connection, so no
 * more than `widestGate` at once: the rest of the pool is for the work itself.
 */
export class SessionLock {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly source: DataSource,
    private readonly widestGate: number,
    private readonly waitMs = longestWaitMs,
  ) {}

  /** Runs `work` while holding all these names. Throws `RetryLater` when one is not to be had for 30 seconds. */
  async run<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      const session = this.source.createQueryRunner();
      try {
        // In one order everywhere, so that two never wait for each other.
        for (const name of [...new Set(names)].sort()) await this.lock(session, name);
        return await work();
      } finally {
        // A broken session has lost its locks already, and must not hide what `work` gave.
        await session.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
        await session.release();
      }
    } finally {
      this.leave();
    }
  }

  /** The session goes back to the pool, so its time limit is taken off again, whatever happened. */
  private async lock(session: QueryRunner, name: string): Promise<void> {
    await session.query(`SET lock_timeout = ${this.waitMs}`);
    try {
      await session.query('SELECT pg_advisory_lock(hashtextextended($1, 7))', [name]);
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable) throw error;
      throw new RetryLater(message('failures.held-elsewhere'), this.waitMs, { cause: error });
    } finally {
      await session.query('RESET lock_timeout').catch(() => undefined);
    }
  }

  private async enter(): Promise<void> {
    if (this.inside < this.widestGate) this.inside++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.inside--;
  }
}
