import { selfLink } from '../http/page.js';
import { withSet } from '../http/query.js';
import type { ApiContext } from '../http/route.js';
import type { User } from '../state/user.js';

function embedded(ctx: ApiContext, user: User, wanted: ReadonlySet<string>): Record<string, unknown> {
  const role = user.role_id === null ? undefined : ctx.account.roles.get(user.role_id);
  const group = user.group_id === null ? undefined : ctx.account.userGroups.get(user.group_id);
  const roleLink = role && selfLink(ctx, `/api/v4/roles/${role.id}`);
  return {
    ...(wanted.has('role')
      ? { roles: role ? [{ id: role.id, name: role.name, _links: roleLink }] : [] }
      : {}),
    ...(wanted.has('group') ? { groups: group ? [{ id: group.id, name: group.name }] : [] } : {}),
  };
}

/** What real accounts show of users beside the documented rights. */
const moreRights = {
  custom_fields_rights: null,
  catalog_rights: null,
  oper_day_reports_view_access: false,
  oper_day_user_tracking: false,
};

/** A user as answers show it, with every `with` of config 5.2. */
export function userView(ctx: ApiContext, user: User): Record<string, unknown> {
  const wanted = withSet(ctx.query);
  const inner = embedded(ctx, user, wanted);
  const { is_admin, is_free, is_active, group_id, role_id } = user;
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: user.lang,
    rights: { ...moreRights, ...user.rights, is_admin, is_free, is_active, group_id, role_id },
    ...(wanted.has('uuid') ? { uuid: user.uuid } : {}),
    ...(wanted.has('amojo_id') ? { amojo_id: user.amojo_id } : {}),
    ...(wanted.has('user_rank') ? { user_rank: user.user_rank } : {}),
    ...(wanted.has('phone_number') ? { phone_number: user.phone_number } : {}),
    _links: selfLink(ctx, `/api/v4/users/${user.id}`),
    ...(Object.keys(inner).length > 0 ? { _embedded: inner } : {}),
  };
}
