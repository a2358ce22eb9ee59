import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

const retryable = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction, and again when that conflicts with another one, as `retryConflicts` does. So `work` must do
 * nothing but database work. No network call inside.
 */
export function inTransaction<T>(source: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return retryConflicts(() => source.transaction(work));
}

/**
 * As `inTransaction`, with a round trip less at its ends. `first` takes the place of its beginning: a read-only one, because
 * TypeORM does not know of it and would begin another inside for what it saves. `last` goes to PostgreSQL together with the
 * commit: when it fails, nothing is committed. Both are without parameters.
 */
export function inTransactionBetween<T>(
  source: DataSource,
  { first, last }: { first?: `START TRANSACTION READ ONLY; ${string}`; last?: string },
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  return retryConflicts(async () => {
    const runner = source.createQueryRunner();
    try {
      await (first ? runner.query(first) : runner.startTransaction());
      const result = await work(runner.manager);
      await runner.query(last ? `${last}; COMMIT` : 'COMMIT');
      return result;
    } catch (error) {
      // Where this fails too, the connection is gone, and the transaction with it.
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  });
}

/** Runs a whole transaction, up to three times: a serialization failure or deadlock (SQLSTATE 40001, 40P01) runs it again. */
export async function retryConflicts<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt >= 3 || !isRetryable(error)) throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof QueryFailedError && retryable.has(sqlState(error) ?? '');
}

/** The SQLSTATE of a failed query, or undefined when the failure came from elsewhere. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
