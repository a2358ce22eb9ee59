import type { Account } from './account.js';
import type { Installation, Integration } from './integration.js';
import type { User } from './user.js';

/**
 * Switches an integration on in an account, in the name of an admin: the first grant. Null when this user may not: only
 * admins install, ordinary users grant access to what is installed (config 2.1).
 */
export function installFor(account: Account, integration: Integration, user: User): Installation | null {
  const present = account.installations.get(integration.clientId);
  if (present?.enabled) return present;
  if (!user.is_admin) return null;
  const installation = { clientId: integration.clientId, enabled: true, installedBy: user.id };
  account.installations.set(integration.clientId, installation);
  return installation;
}

/** Switches an integration off: every token and code of it dies (config 2.1). False when it was not on. */
export function disableInstallation(account: Account, clientId: string): boolean {
  const installation = account.installations.get(clientId);
  if (!installation?.enabled) return false;
  installation.enabled = false;
  for (const tokens of [account.accessTokens, account.refreshTokens, account.authCodes]) {
    for (const [key, token] of tokens) if (token.clientId === clientId) tokens.delete(key);
  }
  return true;
}
