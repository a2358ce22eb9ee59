import { ApiProblem } from '../http/problem.js';
import type { CallContext } from '../http/route.js';
import { checkShape, type Shape } from '../http/shape.js';
import { RequestValidation } from '../http/validation.js';
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

/** The same of a known shape. Throws the 400 that names each wrong and each unknown key. */
export function checkedBody<T>(ctx: CallContext, shape: Shape<T>): T {
  const body = controlBody(ctx);
  const validation = new RequestValidation();
  checkShape(validation.item('0'), body, shape, { prefix: '', strict: true });
  validation.throwIfAny();
  return body as T;
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
