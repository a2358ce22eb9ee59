import { noContent, ok, type Answer } from '../http/answer.js';
import { selfLink, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { checkOwnId, readBatch, readObject } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { unknownId } from '../http/unknown-id.js';
import { isKommo, switchOf } from '../state/account.js';
import type { FieldGroup } from '../state/custom-field.js';
import { fieldBase, ownerRoute, owns, type FieldOwner } from './field-owner.js';

interface GroupBody {
  name: string;
  sort?: number;
}

interface GroupPatch extends GroupBody {
  id?: string;
  fields: number[];
}

const postShape = (ctx: ApiContext): Shape<GroupBody> => ({
  name: { type: 'string', notBlank: true, required: true },
  sort: { type: 'int', required: switchOf(ctx.account, 'group_sort_required') },
});

const patchShape: Shape<GroupPatch> = {
  id: { type: 'string' },
  name: { type: 'string', notBlank: true },
  sort: { type: 'int' },
  fields: { type: 'array', items: { type: 'int' } },
};

/** Only Kommo's answers and that of PATCH name the fields of a group (config 4.4). */
function groupView(ctx: ApiContext, group: FieldGroup): Record<string, unknown> {
  const { catalog_id = null, ...shown } = group;
  const path = `${fieldBase(group.entity_type, catalog_id)}/custom_fields/groups/${group.id}`;
  const fields = isKommo(ctx.account) ? { fields: fieldsIn(ctx, group) } : {};
  return { ...shown, ...fields, _links: selfLink(ctx, path) };
}

function fieldsIn(ctx: ApiContext, group: FieldGroup): number[] {
  const own = group.id === 'default' ? null : group.id;
  return [...ctx.account.fields.values()]
    .filter(
      (field) =>
        field.entity_type === group.entity_type &&
        (field.catalog_id ?? null) === (group.catalog_id ?? null) &&
        (field.group_id ?? 'default') === (own ?? 'default'),
    )
    .map((field) => field.id);
}

const notFound = 'Custom field group not found';

function findGroup(ctx: ApiContext, owner: FieldOwner): FieldGroup | undefined {
  const group = ctx.account.fieldGroups.get(`${owner.entity}/${ctx.params.id ?? ''}`);
  return group && owns(owner, group) ? group : undefined;
}

/** For the methods that list 404. */
function groupOf(ctx: ApiContext, owner: FieldOwner): FieldGroup {
  const group = findGroup(ctx, owner);
  if (!group) throw new ApiProblem(404, notFound);
  return group;
}

const groupsOf = (ctx: ApiContext, owner: FieldOwner): FieldGroup[] =>
  [...ctx.account.fieldGroups.values()].filter((group) => owns(owner, group));

function list(ctx: ApiContext, owner: FieldOwner): Answer {
  const groups = groupsOf(ctx, owner).sort((a, b) => a.sort - b.sort);
  const rows = groups.map((group) => groupView(ctx, group));
  return rows.length === 0 ? noContent : ok(wholeList('custom_field_groups', rows));
}

function add(ctx: ApiContext, owner: FieldOwner): Answer {
  const { items, validation } = readBatch(ctx, postShape(ctx));
  validation.throwIfAny();
  const { entity, catalog } = owner;
  const rows = items.map(({ body, requestId }) => {
    const id = `${entity}_${ctx.now}${ctx.sandbox.ids.next()}`;
    const group: FieldGroup = {
      id,
      name: body.name,
      is_predefined: false,
      type: 'custom_field_group',
      entity_type: entity,
      catalog_id: catalog?.id ?? null,
      sort: body.sort ?? groupsOf(ctx, owner).length,
    };
    ctx.account.fieldGroups.set(`${entity}/${id}`, group);
    return { ...groupView(ctx, group), request_id: requestId };
  });
  return ok(wholeList('custom_field_groups', rows), 201);
}

/** `fields` moves those fields in; the ones already there stay (config 4.4). */
function change(ctx: ApiContext, owner: FieldOwner): Answer {
  const group = findGroup(ctx, owner) ?? unknownId(ctx, 'write', notFound);
  const item = readObject(ctx, patchShape);
  const sent: Partial<GroupPatch> = item.body;
  checkOwnId(item, group.id);
  const fields = (sent.fields ?? []).map((id, index) => {
    const field = ctx.account.fields.get(id);
    if (!field || !owns(owner, field)) item.errors.add('NotSupportedChoice', `fields.${index}`);
    return field;
  });
  item.validation.throwIfAny();
  group.name = sent.name ?? group.name;
  group.sort = sent.sort ?? group.sort;
  for (const field of fields) if (field) field.group_id = group.id === 'default' ? null : group.id;
  return ok({ ...groupView(ctx, group), fields: fieldsIn(ctx, group), request_id: item.requestId });
}

function remove(ctx: ApiContext, owner: FieldOwner): Answer {
  const group = groupOf(ctx, owner);
  if (group.is_predefined) throw new ApiProblem(403, 'Forbidden');
  ctx.account.fieldGroups.delete(`${owner.entity}/${group.id}`);
  for (const field of ctx.account.fields.values()) {
    if (owns(owner, field) && field.group_id === group.id) field.group_id = null;
  }
  return noContent;
}

/** Config 4.4; segments have no groups. */
export const fieldGroupRoutes: readonly Route[] = (
  ['leads', 'contacts', 'companies', 'customers', 'catalogs'] as const
).flatMap((entity): Route[] => {
  const path = `${fieldBase(entity, ':catalog')}/custom_fields/groups`;
  const on = ownerRoute(entity);
  const show = on('listed', (ctx, owner) => ok(groupView(ctx, groupOf(ctx, owner))));
  return [
    { method: 'GET', path, rights: 'user', handle: on('read', list) },
    { method: 'POST', path, rights: 'admin', handle: on('write', add) },
    { method: 'GET', path: `${path}/*id`, rights: 'user', handle: show },
    { method: 'PATCH', path: `${path}/*id`, rights: 'admin', handle: on('write', change) },
    { method: 'DELETE', path: `${path}/*id`, rights: 'admin', handle: on('listed', remove) },
  ];
});
