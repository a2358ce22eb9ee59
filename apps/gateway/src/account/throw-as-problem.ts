import { AmoError, GrantRefused, NeedsReconnect, Unauthorized } from '@hub/amocrm';
import { message } from '@hub/messages';
import { isRefusal, Problem } from '@hub/platform';

/** Says to the caller what amoCRM said. */
export function throwAsProblem(error: unknown): never {
  if (error instanceof GrantRefused)
    throw new Problem(422, message('problems.code-refused'), undefined, { cause: error });
  if (error instanceof NeedsReconnect) {
    throw new Problem(422, error.asMessage(), undefined, { cause: error });
  }
  if (error instanceof Unauthorized)
    throw new Problem(422, message('problems.token-refused'), undefined, { cause: error });
  if (!(error instanceof AmoError)) throw error;
  const [status, name] = isRefusal(error) ? ([422, 'refused'] as const) : ([503, 'away'] as const);
  const said = message(`problems.amocrm-${name}`, { failure: error.asMessage() });
  throw new Problem(status, said, undefined, { cause: error });
}
