import type { DataSource } from 'typeorm';

/** Waiting for a lock holds a database connection; more at once could use up the pool that storing needs. */
const widestGate = 4;

/**
 * Lets one process at a time refresh the tokens of an account. The lock belongs to a database session, not to a
 * transaction: nothing is open while amoCRM is asked, and the lock of a killed process is free at once.
 */
export class RefreshLock {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly source: DataSource) {}

  /** Runs `work` while holding the account's lock. */
  async hold<T>(accountId: string, work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      const session = this.source.createQueryRunner();
      try {
        await session.query('SELECT pg_advisory_lock(hashtextextended($1, 7))', [accountId]);
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
