import type { Account, AccountRepository } from '@hub/accounts';
import { ifAllowed, listUsers, listWebhooks, readAccount, type AmoClient } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';

/** What amoCRM says of an account and of the user who connected it. */
export type Known = Pick<Account, 'amoId' | 'hubUserId'>;

/**
 * Asks amoCRM whose token the client has. Throws 422 for one of another account than the hub knows under this address,
 * for an account that the hub knows already, and for one without rights, else the client's errors.
 */
export async function verifyToken(
  client: AmoClient,
  accounts: AccountRepository,
  account: Account,
): Promise<Known> {
  const { id, subdomain, current_user_id: userId } = await readAccount(client);
  if (subdomain !== account.subdomain)
    throw new Problem(422, message('problems.token-of-another-account', { subdomain }));
  // An address passes to another account when its first one is renamed.
  if (account.amoId !== null && id !== account.amoId)
    throw new Problem(422, message('problems.address-of-another-account', { host: account.host }));
  const namesake = await accounts.findByAmoId(id);
  if (namesake && namesake.id !== account.id)
    throw new Problem(422, message('problems.account-known', { name: namesake.name, host: namesake.host }));
  if (!(await isAdmin(client, userId))) throw new Problem(422, message('edge.consent-too-weak'));
  return { amoId: id, hubUserId: userId };
}

/**
 * Whether an administrator gave this client its token. External integrations do not see users; the list of webhooks is
 * open to administrators alone, through whatever integration. Sheet: configuration 5.2, 7.1.
 */
async function isAdmin(client: AmoClient, userId: number | null): Promise<boolean> {
  const list = await ifAllowed(() => listUsers(client));
  if (!list) return (await ifAllowed(() => listWebhooks(client))) !== null;
  return list.users.find(({ id }) => id === userId)?.rights.is_admin ?? true;
}
