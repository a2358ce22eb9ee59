import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { readBatch } from '../http/read-items.js';
import { demand } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { unknownId } from '../http/unknown-id.js';
import { isKommo, type Account } from '../state/account.js';
import { addUser } from '../state/create-account.js';
import { uniformRights, type Rights, type User } from '../state/user.js';
import { mergeRights } from './rights-body.js';
import { checkUser, userShape, type UserBody } from './user-body.js';
import { userView } from './user-view.js';

const maxUsers = 100;
const maxBatch = 10;

/** External integrations have no access to users; 403 is assumed (config 5.2). */
function demandAccess(ctx: ApiContext): void {
  demand(ctx.sandbox.integrations.get(ctx.token.clientId)?.kind !== 'external');
}

function list(ctx: ApiContext): Answer {
  demandAccess(ctx);
  const rows = ctx.account.users.values();
  return pageOf(ctx, rows, { key: 'users', view: (user) => userView(ctx, user), totals: true });
}

function show(ctx: ApiContext): Answer {
  demandAccess(ctx);
  const user = ctx.account.users.get(Number(ctx.params.id));
  if (!user) return unknownId(ctx, 'read', 'User not found');
  return ok(userView(ctx, user));
}

function rightsOf(ctx: ApiContext, { rights }: UserBody): Rights {
  const role = rights?.role_id && !rights.is_free ? ctx.account.roles.get(rights.role_id) : undefined;
  if (role) return structuredClone(role.rights);
  // A free user sees nothing, whatever rights were sent (config 5.2).
  return mergeRights(ctx.account, uniformRights('D'), rights?.is_free ? {} : (rights ?? {}));
}

/** Kommo's Pro and Enterprise, which may switch users on and off too (config 1.5, 5.2). */
const hasManyUsers = (account: Account): boolean => isKommo(account) && account.features.userActivation;

function add(ctx: ApiContext): Answer {
  demandAccess(ctx);
  if (Array.isArray(ctx.body) && ctx.body.length > maxBatch)
    throw new ApiProblem(400, `Limit ${maxBatch} users per request`);
  const { items, validation } = readBatch(ctx, userShape);
  const emails = new Set<string>();
  for (const item of items) checkUser(ctx.account, item, emails);
  validation.throwIfAny();
  // The method is refused once there are more (config 1.5), so that its last call may end above.
  demand(ctx.account.users.size <= maxUsers || hasManyUsers(ctx.account));
  const rows = items.map(({ body, requestId }) => {
    const { is_free, group_id, role_id } = body.rights ?? {};
    const user = addUser(ctx.sandbox, ctx.account, {
      name: body.name,
      email: body.email,
      isFree: is_free ?? false,
      groupId: is_free ? null : (group_id ?? null),
      roleId: is_free ? null : (role_id ?? null),
      rights: rightsOf(ctx, body),
    });
    user.lang = body.lang ?? ctx.account.language;
    return { ...userView(ctx, user), request_id: requestId };
  });
  return ok(wholeList('users', rows), 201);
}

const idShape: Shape<{ id: number }> = { id: { type: 'int', required: true } };

/** The users a switching call names: 400 with the ids that are not in the account, or are admins. */
function namedUsers(ctx: ApiContext): User[] {
  if (!isKommo(ctx.account)) throw new ApiProblem(404, `Cannot POST ${ctx.origin}${ctx.path}`);
  demandAccess(ctx);
  demand(ctx.account.features.userActivation);
  if (Array.isArray(ctx.body) && ctx.body.length > maxBatch)
    throw new ApiProblem(400, `Limit ${maxBatch} users per request`);
  const { items, validation } = readBatch(ctx, idShape);
  validation.throwIfAny();
  const users = items.map(({ body }) => ctx.account.users.get(body.id));
  const unknown = items.flatMap(({ body }, index) => (users[index] ? [] : [body.id]));
  if (unknown.length > 0)
    throw new ApiProblem(400, `User(s) ${unknown.join(', ')} are not associated with provided account.`);
  const admins = users.flatMap((user) => (user?.is_admin ? [user.id] : []));
  if (admins.length > 0) throw new ApiProblem(400, `Users are administrators: ${admins.join(', ')}`);
  return users.filter((user) => user !== undefined);
}

function activate(ctx: ApiContext): Answer {
  for (const user of namedUsers(ctx)) user.is_active = true;
  return { status: 202, body: 'Accepted', type: 'text/html; charset=UTF-8' };
}

function deactivate(ctx: ApiContext): Answer {
  for (const user of namedUsers(ctx)) user.is_active = false;
  return noContent;
}

/** Config 5.2. The two switching methods are Kommo's: unknown routes elsewhere. */
export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/users', rights: 'admin', handle: list },
  { method: 'POST', path: '/api/v4/users', rights: 'admin', handle: add },
  { method: 'GET', path: '/api/v4/users/:id', rights: 'admin', handle: show },
  { method: 'POST', path: '/api/v4/users/activate', rights: 'admin', handle: activate },
  { method: 'POST', path: '/api/v4/users/deactivate', rights: 'admin', handle: deactivate },
];
