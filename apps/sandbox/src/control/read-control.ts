import { ApiProblem } from '../http/problem.js';
import type { CallContext } from '../http/route.js';
import type { Account } from '../state/account.js';
import type { Integration } from '../state/integration.js';
import type { User } from '../state/user.js';

/** The JSON object of a control call; an empty body is an empty object. Throws 400 on anything else. */
export function controlBody(ctx: CallContext): Record<string, unknown> {
  if (ctx.body === undefined) return {};
  if (typeof ctx.body !== 'object' || ctx.body === null || Array.isArray(ctx.body)) {
    throw new ApiProblem(400, 'The body must be a JSON object');
  }
  return ctx.body as Record<string, unknown>;
}

/** The account of a subdomain, or 404. */
export function controlAccount(ctx: CallContext, subdomain: unknown): Account {
  const account = typeof subdomain === 'string' ? ctx.sandbox.accounts.get(subdomain) : undefined;
  if (!account) throw new ApiProblem(404, `No account ${String(subdomain)}`);
  return account;
}

/** The user of an id, or 404. */
export function controlUser(account: Account, userId: unknown): User {
  const user = typeof userId === 'number' ? account.users.get(userId) : undefined;
  if (!user) throw new ApiProblem(404, `No user ${String(userId)}`);
  return user;
}

/** The integration of a client id, by default the account's first, or 404. */
export function controlIntegration(ctx: CallContext, account: Account, clientId: unknown): Integration {
  const wanted = typeof clientId === 'string' ? clientId : [...account.installations.keys()][0];
  const integration = wanted === undefined ? undefined : ctx.sandbox.integrations.get(wanted);
  if (!integration) throw new ApiProblem(404, 'No such integration');
  return integration;
}
