import type { DataSource, EntityManager } from 'typeorm';

/** Longer than any question with its index takes; a question that scans fails instead of slowing the observer down. */
const timeoutMs = 2_000;

const begin = `SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL plan_cache_mode = force_generic_plan`;

/**
 * Runs a question in a transaction that can write nothing and whose statements end after two seconds (SQLSTATE 57014).
 * With `tx` it is asked within that transaction, which goes on as it was.
 */
export async function askReadOnly<T>(
  source: DataSource,
  question: (tx: EntityManager) => Promise<T>,
  tx?: EntityManager,
): Promise<T> {
  if (!tx)
    return source.transaction(async (own) => {
      await own.query(begin);
      return question(own);
    });
  await tx.query(`SAVEPOINT journal_question; ${begin}`);
  try {
    return await question(tx);
  } finally {
    // Ends the read-only part and the time-out; a question has changed nothing that could be lost.
    await tx.query('ROLLBACK TO SAVEPOINT journal_question; RELEASE SAVEPOINT journal_question');
  }
}
