import type { Account, AccountRepository } from '@hub/accounts';
import {
  ifAllowed,
  listUsers,
  listWebhooks,
  readAccount,
  UnexpectedAnswer,
  type AmoClient,
} from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';

/** What amoCRM says of an account, of its address and of the user who connected it. */
export type Known = Pick<Account, 'amoId' | 'hubUserId' | 'subdomain' | 'host'>;

/**
 * Asks amoCRM at `host` whose token the client has. An account whose number is known may have another address by now.
 * Throws 422 for a token of another account, for an account that the hub knows as another one and for a token without
 * rights, 409 when another row of the hub has the address, else the client's errors.
 */
export async function verifyToken(
  client: AmoClient,
  accounts: AccountRepository,
  account: Account,
  host: string,
): Promise<Known> {
  const { id, subdomain, current_user_id: userId } = await readAccount(client);
  if (!subdomain) throw new UnexpectedAnswer('account.subdomain', 'text');
  refuseOther(account, id, subdomain);
  const namesake = await accounts.findByAmoId(id);
  if (namesake && namesake.id !== account.id)
    throw new Problem(422, message('problems.account-known', { name: namesake.name, host: namesake.host }));
  const present = `${subdomain}${host.slice(host.indexOf('.'))}`;
  const holder = await accounts.findByHost(present);
  if (holder && holder.id !== account.id)
    throw new Problem(409, message('problems.address-held', { name: holder.name, host: present }));
  if (!(await isAdmin(client, userId))) throw new Problem(422, message('edge.consent-too-weak'));
  return { amoId: id, hubUserId: userId, subdomain, host: present };
}

/** By the number where it is known, because an address passes to another account when its first one is renamed. */
function refuseOther(account: Account, id: number, subdomain: string): void {
  if (account.amoId === null ? subdomain === account.subdomain : id === account.amoId) return;
  throw new Problem(
    422,
    subdomain === account.subdomain
      ? message('problems.address-of-another-account', { host: account.host })
      : message('problems.token-of-another-account', { subdomain }),
  );
}

/**
 * Whether an administrator gave this client its token. External integrations do not see users; the list of webhooks is
 * open to administrators alone, through whatever integration. Yes where the user's rights are not shown. Sheet:
 * configuration 5.2, 7.1.
 */
async function isAdmin(client: AmoClient, userId: number | null): Promise<boolean> {
  const list = await ifAllowed(() => listUsers(client));
  if (!list) return (await ifAllowed(() => listWebhooks(client))) !== null;
  return list.users.find(({ id }) => id === userId)?.rights.is_admin ?? true;
}
