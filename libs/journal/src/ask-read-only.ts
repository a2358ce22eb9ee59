import { inTransactionBetween } from '@hub/database';
import type { DataSource, EntityManager } from 'typeorm';

/** How a question is asked. */
interface Asking {
  /** It runs prepared statements, each of which is planned once for all parameters. */
  isPrepared?: boolean;
  /** When its statements end, in place of two seconds: for a list over tables of another service, which no index answers. */
  timeoutMs?: number;
}

/** Longer than any question with its index takes; a question that scans fails instead of slowing the observer down. */
const indexedMs = 2_000;

/**
 * One plan of a prepared statement serves all parameters: planning over the months of the history takes longer than answering,
 * and so does compiling it, which PostgreSQL would do for each answer where it has a compiler.
 */
const planOnce = 'SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off';

/**
 * Runs a question in a transaction that can write nothing and whose statements end after a time (SQLSTATE 57014).
 * With `tx` it is asked within that transaction, which goes on as it was.
 */
export async function askReadOnly<T>(
  source: DataSource,
  question: (tx: EntityManager) => Promise<T>,
  tx?: EntityManager,
  { isPrepared = false, timeoutMs = indexedMs }: Asking = {},
): Promise<T> {
  const limit = `SET LOCAL statement_timeout = ${timeoutMs}`;
  const settings = isPrepared ? `${limit}; ${planOnce}` : limit;
  if (!tx)
    return inTransactionBetween(source, { first: `START TRANSACTION READ ONLY; ${settings}` }, question);
  await tx.query(`SAVEPOINT journal_question; SET TRANSACTION READ ONLY; ${settings}`);
  try {
    return await question(tx);
  } finally {
    // Ends the read-only part and the time-out; a question has changed nothing that could be lost.
    await tx.query('ROLLBACK TO SAVEPOINT journal_question; RELEASE SAVEPOINT journal_question');
  }
}
