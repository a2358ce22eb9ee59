import { isCallable, type Account } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem, VerdictError, type FieldError } from '@hub/platform';
import { readAccountObjects, type AccountObjects } from './account-objects.js';
import type { AmoClients } from './amo-clients.js';
import { checkReferences, kindsOf, type Reference } from './check-references.js';

/**
 * Refuses settings that name what the account does not have: a 400 `Problem` by field, `others` included. An account
 * that is not connected yet is not asked; preflight checks again. Throws 503 when the account does not answer: what
 * could not be checked is not saved.
 */
export async function assertReferences(
  clients: AmoClients,
  account: Pick<Account, 'id' | 'host' | 'state'>,
  references: readonly Reference[],
  others: readonly FieldError[] = [],
): Promise<void> {
  const errors = [...others, ...(await findWrongReferences(clients, account, references))];
  if (errors.length > 0) throw new Problem(400, message('problems.wrong-fields'), errors);
}

/** The references that an account does not have; none while it may not be called. Throws a 503 `Problem` when it does not answer. */
export async function findWrongReferences(
  clients: AmoClients,
  { id, host, state }: Pick<Account, 'id' | 'host' | 'state'>,
  references: readonly Reference[],
): Promise<FieldError[]> {
  if (!isCallable(state) || references.length === 0) return [];
  let objects: AccountObjects;
  try {
    objects = await readAccountObjects(clients.forAccount(id, 'routing'), kindsOf(references));
  } catch (error) {
    if (!(error instanceof VerdictError)) throw error;
    throw new Problem(503, message('references.unanswered', { host }), undefined, { cause: error });
  }
  return checkReferences(references, objects);
}
