import { message } from '@hub/messages';
import { isDatabaseAway, sqlStateOf } from './database-away.js';
import { Problem } from './problem.js';
import { VerdictError } from './verdict.js';

const databaseBackSeconds = 5;
const lessLoadSeconds = 10;

/** PostgreSQL's code of a statement that took longer than its time-out. */
const tookTooLong = '57014';

/**
 * What an error means to whoever asked for the work. A verdict becomes 503 with the moment of the next try, or 422 when
 * repeating cannot help; a database that is away 503, with the outcome open, because a commit may have got through; a statement
 * that reached its time-out likewise, because an earlier part may be done. A stranger's error is a bare 500: the log has it.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof VerdictError) {
    const { verdict } = error;
    if (verdict.kind !== 'retry') return new Problem(422, error.asMessage(), undefined, { cause: error });
    const retryAfterSeconds = Math.max(1, Math.ceil(verdict.afterMs / 1000));
    return new Problem(503, error.asMessage(), undefined, { cause: error, retryAfterSeconds });
  }
  if (isDatabaseAway(error)) {
    const options = { cause: error, retryAfterSeconds: databaseBackSeconds, isOutcomeOpen: true };
    return new Problem(503, message('edge.database-away'), undefined, options);
  }
  if (sqlStateOf(error) === tookTooLong) {
    const options = { cause: error, retryAfterSeconds: lessLoadSeconds, isOutcomeOpen: true };
    return new Problem(503, message('edge.database-slow'), undefined, options);
  }
  return new Problem(500, message('problems.unexpected'), undefined, { cause: error });
}
