import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/** A user of an account. */
export interface UserOfAccount {
  accountId: string;
  userId: number;
}

/** Whose exchange this is about, by the same rule. */
export function whoseAccount(
  manager: UserOfAccount | null,
  { accountId }: Pick<Named, 'accountId'>,
): Pick<UserOfAccount, 'accountId'> {
  const { accountId: found } = whosePress(manager, { accountId, userId: manager?.userId ?? 0 });
  return { accountId: found };
}

type Named = { [K in keyof UserOfAccount]?: UserOfAccount[K] | null };

/**
 * Whose press this is. A widget's user is the token's: one that the request names must be the same, else 403. Whoever
 * calls by a key names both; 400 names what is missing.
 */
export function whosePress(manager: UserOfAccount | null, named: Named): UserOfAccount {
  const { accountId, userId } = named;
  if (manager) {
    const isOwn =
      (accountId ?? manager.accountId) === manager.accountId && (userId ?? manager.userId) === manager.userId;
    if (!isOwn) throw new Problem(403, message('widget.other-user'));
    return { accountId: manager.accountId, userId: manager.userId };
  }
  if (accountId && typeof userId === 'number') return { accountId, userId };
  const missing = [...(accountId ? [] : ['accountId']), ...(typeof userId === 'number' ? [] : ['userId'])];
  const errors = missing.map((path) => ({ path, detail: message('fields.named-by-key') }));
  throw new Problem(400, message('problems.wrong-fields'), errors);
}
