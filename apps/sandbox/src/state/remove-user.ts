import type { Account } from './account.js';

/**
 * Removes a user as an admin does in the settings: the user is gone from the list, what they own stays as it is, and
 * tokens they granted without being an admin stop working (entities 0.1). Tells whether there was such a user.
 */
export function removeUser(account: Account, userId: number): boolean {
  if (!account.users.delete(userId)) return false;
  for (const [key, token] of account.accessTokens) {
    if (token.userId === userId && !token.grantedByAdmin) account.accessTokens.delete(key);
  }
  return true;
}
