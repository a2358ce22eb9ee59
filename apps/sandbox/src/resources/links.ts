import type { EntityRef } from '../changes/change.js';
import { entityOf, link, linksOf, unlink, type Link } from '../entities/links.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { ownHref, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList } from '../http/query.js';
import { readBatch, type WriteItem } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { switchOf } from '../state/account.js';
import type { EntityType } from '../state/entity.js';

interface LinkBody {
  entity_id?: number | null;
  /** Answers show it, so it may come back. */
  entity_type?: string | null;
  to_entity_id: number;
  to_entity_type: string;
  metadata?: {
    catalog_id?: number;
    quantity?: number;
    is_main?: boolean;
    /** What reads say instead of `is_main`. */
    main_contact?: boolean;
    price_id?: number | null;
    updated_by?: number;
  } | null;
}

const metadata: Shape<LinkBody>['metadata'] = {
  type: 'object',
  nullable: true,
  shape: {
    catalog_id: { type: 'int', loose: true },
    quantity: { type: 'float' },
    is_main: { type: 'bool' },
    main_contact: { type: 'bool' },
    price_id: { type: 'int', nullable: true },
    updated_by: { type: 'int' },
  },
};

const linkShape: Shape<LinkBody> = {
  entity_id: { type: 'int', nullable: true, loose: true },
  entity_type: { type: 'string', nullable: true, choices: ['leads', 'contacts', 'companies'] },
  to_entity_id: { type: 'int', required: true, loose: true },
  to_entity_type: { type: 'string', required: true },
  metadata,
};

/** Which cards may be named as the far end, by near end (entities 5). Lists have no elements here. */
const pairs: Readonly<Record<EntityType, readonly EntityType[]>> = {
  leads: ['contacts', 'companies'],
  contacts: ['companies', 'leads'],
  companies: ['contacts', 'leads'],
};

type Ref = EntityRef & { type: EntityType };

interface CheckedLink {
  from: Ref;
  to: Ref;
  isMain: boolean | undefined;
}

/** As reads show a link: `main_contact` between a lead and a contact, else null. */
function metadataView(from: Ref, { to, isMain }: Link): unknown {
  const ends = [from.type, to.type];
  return ends.includes('leads') && ends.includes('contacts') ? { main_contact: isMain } : null;
}

const linkView = (from: Ref, one: Link): Record<string, unknown> => {
  return { to_entity_id: one.to.id, to_entity_type: one.to.type, metadata: metadataView(from, one) };
};

/** Filters `to_entity_type`, `to_entity_id` (which needs the type) and `to_catalog_id`, which no link has. */
function wanted(ctx: ApiContext, links: Link[]): Link[] {
  const ids = queryList(ctx.query, 'filter', 'to_entity_id')?.map(Number);
  const types = queryList(ctx.query, 'filter', 'to_entity_type');
  if (queryList(ctx.query, 'filter', 'to_catalog_id')) return [];
  if (ids && !types)
    throw new ApiProblem(400, 'Filters to_entity_id and to_entity_type must be used together');
  return links.filter(({ to }) => (types?.includes(to.type) ?? true) && (ids?.includes(to.id) ?? true));
}

function listed(ctx: ApiContext, rows: readonly unknown[]): Answer {
  if (rows.length === 0 && switchOf(ctx.account, 'no_links') === 204) return noContent;
  return ok(wholeList('links', rows, ownHref(ctx)));
}

function list(ctx: ApiContext, type: EntityType): Answer {
  const from: Ref = { type, id: Number(ctx.params.id) };
  const entity = entityOf(ctx.account, from);
  if (entity?.is_deleted !== false) return noContent;
  demand(mayDo(ctx.user, 'view', type, entity));
  const rows = wanted(ctx, linksOf(ctx.account, from)).map((one) => linkView(from, one));
  return listed(ctx, rows);
}

function listMany(ctx: ApiContext, type: EntityType): Answer {
  const ids = queryList(ctx.query, 'filter', 'entity_id');
  if (!ids || ids.length === 0) throw new ApiProblem(400, 'Filter entity_id is required');
  const rows = ids.map(Number).flatMap((id) => {
    const entity = entityOf(ctx.account, { type, id });
    if (entity?.is_deleted !== false || !mayDo(ctx.user, 'view', type, entity)) return [];
    const from: Ref = { type, id };
    return wanted(ctx, linksOf(ctx.account, from)).map((one) => {
      return { entity_id: id, entity_type: type, ...linkView(from, one) };
    });
  });
  return listed(ctx, rows);
}

const isPresent = (ctx: ApiContext, ref: Ref): boolean => entityOf(ctx.account, ref)?.is_deleted === false;

function checkFrom(ctx: ApiContext, type: EntityType, { body, errors }: WriteItem<LinkBody>): number {
  const own = ctx.params.id;
  if (own !== undefined) {
    if (body.entity_id && body.entity_id !== Number(own)) errors.add('FieldNotExpected', 'entity_id');
    if (!isPresent(ctx, { type, id: Number(own) })) errors.add('NotSupportedChoice', 'entity_id');
    return Number(own);
  }
  const id = body.entity_id ?? undefined;
  if (id === undefined) errors.add('FieldMissing', 'entity_id');
  else if (!isPresent(ctx, { type, id })) errors.add('NotSupportedChoice', 'entity_id');
  return id ?? 0;
}

function check(ctx: ApiContext, type: EntityType, item: WriteItem<LinkBody>): CheckedLink | null {
  const { body, errors } = item;
  if (body.entity_type && body.entity_type !== type) errors.add('NotSupportedChoice', 'entity_type');
  const id = checkFrom(ctx, type, item);
  const far = pairs[type].find((one) => one === body.to_entity_type);
  const user = body.metadata?.updated_by;
  if (user !== undefined && user !== 0 && !ctx.account.users.get(user)?.is_active)
    errors.add('NotSupportedChoice', 'metadata.updated_by');
  if (!far) {
    const catalog = body.to_entity_type === 'catalog_elements';
    errors.add('NotSupportedChoice', catalog ? 'to_entity_id' : 'to_entity_type');
    return null;
  }
  const to: Ref = { type: far, id: body.to_entity_id };
  if (!isPresent(ctx, to)) errors.add('NotSupportedChoice', 'to_entity_id');
  return { from: { type, id }, to, isMain: body.metadata?.is_main };
}

function readLinks(ctx: ApiContext, type: EntityType): CheckedLink[] {
  const { items, validation } = readBatch(ctx, linkShape);
  const links = items.flatMap((item) => check(ctx, type, item) ?? []);
  validation.throwIfAny();
  for (const { from, to } of links) {
    const [near, far] = [entityOf(ctx.account, from), entityOf(ctx.account, to)];
    if (near) demand(mayDo(ctx.user, 'edit', type, near));
    if (far) demand(mayDo(ctx.user, 'view', to.type, far));
  }
  return links;
}

function add(ctx: ApiContext, type: EntityType): Answer {
  const links = readLinks(ctx, type);
  for (const { from, to, isMain } of links) link(ctx.scope, from, to, isMain);
  const rows = links.map(({ from, to }) => {
    const isMain = linksOf(ctx.account, from).some((one) => one.to.id === to.id && one.isMain);
    return { entity_id: from.id, entity_type: type, ...linkView(from, { to, isMain }) };
  });
  return ok(wholeList('links', rows, ownHref(ctx)));
}

function remove(ctx: ApiContext, type: EntityType): Answer {
  for (const { from, to } of readLinks(ctx, type)) unlink(ctx.scope, from, to);
  return noContent;
}

/** Entities 5. Links to lists and customers do not exist here, because their ends do not. */
export const linkRoutes: readonly Route[] = (['leads', 'contacts', 'companies'] as const).flatMap(
  (type): Route[] => {
    const base = `/api/v4/${type}`;
    return [
      { method: 'GET', path: `${base}/:id/links`, rights: 'user', handle: (ctx) => list(ctx, type) },
      { method: 'GET', path: `${base}/links`, rights: 'user', handle: (ctx) => listMany(ctx, type) },
      ...[`${base}/:id`, base].flatMap((path): Route[] => [
        { method: 'POST', path: `${path}/link`, rights: 'user', handle: (ctx) => add(ctx, type) },
        { method: 'POST', path: `${path}/unlink`, rights: 'user', handle: (ctx) => remove(ctx, type) },
      ]),
    ];
  },
);
