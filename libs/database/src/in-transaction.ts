import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

const retryable = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction. A serialization failure or deadlock (SQLSTATE 40001, 40P01) runs the whole
 * transaction again, up to three times, so `work` must do nothing but database work. No network call inside.
 */
export async function inTransaction<T>(
  source: DataSource,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await source.transaction(work);
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
