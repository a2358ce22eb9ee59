import type { Account, NewCredential, OpenCredential } from '@hub/accounts';
import type { AmoClient, AmoClients } from '@hub/amocrm';

/** A client with the token of this very credential, whatever is stored; null without a token. */
export function clientOnTrial(
  clients: AmoClients,
  { id: accountId, host }: Account,
  { integrationId, longLivedToken, accessToken }: NewCredential | OpenCredential,
): AmoClient | null {
  const token = longLivedToken ?? accessToken;
  return token ? clients.withToken({ accountId, host, integrationId, token }, 'routing') : null;
}
