import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink, wholeList } from '../http/page.js';
import { withSet } from '../http/query.js';
import { checkOwnId, readBatch, readObject, type WriteItem } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { unknownId } from '../http/unknown-id.js';
import { uniformRights, type Role } from '../state/user.js';
import { checkRights, mergeRights, rightsShape, type SentRights } from './rights-body.js';

interface RoleBody {
  id?: number;
  name: string;
  rights?: SentRights;
}

const patchShape: Shape<RoleBody> = {
  id: { type: 'int' },
  name: { type: 'string', notBlank: true, maxLength: 255 },
  rights: { type: 'object', shape: rightsShape },
};

const postShape: Shape<RoleBody> = { ...patchShape, name: { ...patchShape.name, required: true } };

function view(ctx: ApiContext, role: Role): Record<string, unknown> {
  const users = [...ctx.account.users.values()].filter((user) => user.role_id === role.id);
  return {
    id: role.id,
    name: role.name,
    rights: role.rights,
    _links: selfLink(ctx, `/api/v4/roles/${role.id}`),
    ...(withSet(ctx.query).has('users') ? { _embedded: { users: users.map((user) => user.id) } } : {}),
  };
}

function roleOf(ctx: ApiContext, deed: 'read' | 'write'): Role {
  const role = ctx.account.roles.get(Number(ctx.params.id));
  return role ?? unknownId(ctx, deed, 'Role not found');
}

function check(ctx: ApiContext, { body, errors }: WriteItem<RoleBody>): void {
  if (body.rights) checkRights(ctx.account, body.rights, errors);
}

/** The text asks for an array, amoCRM's example sends one object: both are taken (config 5.3). */
function add(ctx: ApiContext): Answer {
  const { body } = ctx;
  const single = typeof body === 'object' && body !== null && Object.keys(body).length > 0;
  const list = single && !Array.isArray(body) ? [body] : body;
  const { items, validation } = readBatch({ ...ctx, body: list }, postShape);
  for (const item of items) check(ctx, item);
  validation.throwIfAny();
  const rows = items.map(({ body: { name, rights }, requestId }) => {
    const id = ctx.sandbox.ids.next();
    const role: Role = { id, name, rights: mergeRights(ctx.account, uniformRights('D'), rights ?? {}) };
    ctx.account.roles.set(id, role);
    return { ...view(ctx, role), request_id: requestId };
  });
  return ok(wholeList('roles', rows), 201);
}

/** 202, as the page says; the rights of everybody with the role follow at once. */
function change(ctx: ApiContext): Answer {
  const role = roleOf(ctx, 'write');
  const item = readObject(ctx, patchShape);
  checkOwnId(item, role.id);
  check(ctx, item);
  item.validation.throwIfAny();
  const sent: Partial<RoleBody> = item.body;
  role.name = sent.name ?? role.name;
  if (sent.rights) role.rights = mergeRights(ctx.account, role.rights, sent.rights);
  for (const user of ctx.account.users.values()) {
    if (user.role_id === role.id) user.rights = structuredClone(role.rights);
  }
  return ok({ ...view(ctx, role), request_id: item.requestId }, 202);
}

/** Users of a deleted role keep what it allowed. */
function remove(ctx: ApiContext): Answer {
  const role = roleOf(ctx, 'write');
  ctx.account.roles.delete(role.id);
  for (const user of ctx.account.users.values()) if (user.role_id === role.id) user.role_id = null;
  return noContent;
}

function list(ctx: ApiContext): Answer {
  const rows = ctx.account.roles.values();
  return pageOf(ctx, rows, { key: 'roles', view: (role) => view(ctx, role), totals: true });
}

/** Config 5.3. */
export const roleRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/roles', rights: 'admin', handle: list },
  { method: 'POST', path: '/api/v4/roles', rights: 'admin', handle: add },
  {
    method: 'GET',
    path: '/api/v4/roles/:id',
    rights: 'admin',
    handle: (ctx) => ok(view(ctx, roleOf(ctx, 'read'))),
  },
  { method: 'PATCH', path: '/api/v4/roles/:id', rights: 'admin', handle: change },
  { method: 'DELETE', path: '/api/v4/roles/:id', rights: 'admin', handle: remove },
];
