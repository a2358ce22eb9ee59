import { orderCards } from '../entities/order-cards.js';
import type { EntityBody } from '../entities/write-entity.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { dropReadOnly, type ReadOnlyKeys } from '../http/drop-read-only.js';
import { pageOf, selfLink, writtenList } from '../http/page.js';
import { queryList, withSet } from '../http/query.js';
import { checkOwnId, readBatch, readObject, type WriteItem } from '../http/read-items.js';
import { demand, mayAdd, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { entityTest, filtersApply, type FilterKeys } from '../lists/filter-entities.js';
import { isLagging, laggingCards } from '../lists/lagging-cards.js';
import { switchOf, type Account } from '../state/account.js';
import type { EntityBase, EntityType } from '../state/entity.js';

/** What one kind of card (lead, contact, company) is to the routes that all kinds share. */
export interface EntityKind<E extends EntityBase, B extends EntityBody, W> {
  type: EntityType;
  rows(account: Account): ReadonlyMap<number, E>;
  postShape: Shape<B>;
  patchShape: Shape<B>;
  orders: readonly (keyof E & string)[];
  filters: FilterKeys<E>;
  /** Prepares what the view of many rows needs once. */
  viewer(ctx: ApiContext, wanted: ReadonlySet<string>): (entity: E) => Record<string, unknown>;
  /**
   * Checks an item whole; what it gives is of use only when it had no errors. `earlier` are the writes of the same call to
   * the same card: what they change is not stored yet.
   */
  check(account: Account, item: WriteItem<B>, present: E | null, earlier: readonly W[]): W | null;
  /** Refuses what only shows when all items are known to be right. */
  refuse?(ctx: ApiContext, work: readonly { present: E | null; write: W; requestId: string }[]): void;
  add(ctx: ApiContext, write: W): E;
  change(ctx: ApiContext, entity: E, write: W): void;
  /** Keys a POST answers beside id, request_id and _links. */
  added: Record<string, unknown>;
  /** Keys a PATCH answers beside id, updated_at and _links. */
  patched(entity: E): Record<string, unknown>;
}

/** What reads of any card show and no write takes (entities 1.4, 4.1, 4.2). */
const readOnly: ReadOnlyKeys = {
  own: new Set(
    (
      'group_id closest_task_at is_deleted account_id score labor_cost source_id is_unsorted ' +
      'is_price_modified_by_robot price_with_minor_units _links'
    ).split(' '),
  ),
  embedded: new Set(
    'contacts companies leads customers catalog_elements loss_reason source social_profiles'.split(' '),
  ),
};

interface Work<E, W> {
  present: E | null;
  write: W;
  requestId: string;
}

const pathOf = (type: string, id: number): string => `/api/v4/${type}/${id}`;

const hidden = (entity: EntityBase & { is_unsorted?: boolean }): boolean => entity.is_unsorted === true;

/** Which cards a list shows to its caller. */
function shownTo<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
  onlyDeleted: boolean,
): (entity: E) => boolean {
  const test = entityTest(ctx.account, ctx.query, kind.filters);
  const { user } = ctx;
  const mayHide = kind.type !== 'leads';
  return (entity) =>
    entity.is_deleted === onlyDeleted &&
    (onlyDeleted || !mayHide || !hidden(entity)) &&
    (test === null || test(entity)) &&
    mayDo(user, 'view', kind.type, entity);
}

/** The cards `filter[id]` names, or all, in the order of ids. */
function candidates<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): ReadonlyMap<number, E> {
  const rows = kind.rows(ctx.account);
  const ids = filtersApply(ctx.account) ? queryList(ctx.query, 'filter', 'id') : undefined;
  if (!ids) return rows;
  const sorted = [...new Set(ids.map(Number))].sort((a, b) => a - b);
  return new Map(
    sorted.flatMap((id): [number, E][] => {
      const row = rows.get(id);
      return row ? [[id, row]] : [];
    }),
  );
}

/** Entities 1.3: of the trash only these keys are filled. */
function trashView(full: Record<string, unknown>): Record<string, unknown> {
  const kept = ['id', 'updated_at', 'updated_by', 'is_deleted', 'account_id', '_links'];
  return Object.fromEntries(
    Object.entries(full).map(([key, value]) => [key, kept.includes(key) ? value : null]),
  );
}

/** A card as answers show it. Make it once the query of the links is known (`pageOf`). */
function viewOf<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): (entity: E) => Record<string, unknown> {
  const view = kind.viewer(ctx, withSet(ctx.query));
  return (entity) => (entity.is_deleted ? trashView(view(entity)) : view(entity));
}

function list<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): Answer {
  const rows = candidates(ctx, kind);
  const cards = isLagging(ctx) ? laggingCards(ctx, kind.type, rows) : rows;
  const isShown = shownTo(ctx, kind, withSet(ctx.query).has('only_deleted'));
  let view: ((entity: E) => unknown) | undefined;
  return pageOf(ctx, kept(orderCards(ctx, cards, kind.orders), isShown), {
    key: kind.type,
    view: (entity) => (view ??= viewOf(ctx, kind))(entity),
  });
}

/** The rows that pass the test. */
function* kept<T>(rows: Iterable<T>, keep: (row: T) => boolean): Generator<T> {
  for (const row of rows) if (keep(row)) yield row;
}

function show<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): Answer {
  const entity = kind.rows(ctx.account).get(Number(ctx.params.id));
  if (!entity) return noContent;
  if (entity.is_deleted && !withSet(ctx.query).has('only_deleted')) return noContent;
  if (!entity.is_deleted) demand(mayDo(ctx.user, 'view', kind.type, entity));
  return ok(viewOf(ctx, kind)(entity));
}

function add<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): Answer {
  demand(mayAdd(ctx.user, kind.type));
  const { items, validation } = readBatch<B>(ctx, kind.postShape);
  const work = items.flatMap((item): Work<E, W>[] => {
    const write = kind.check(ctx.account, item, null, []);
    return write ? [{ present: null, write, requestId: item.requestId }] : [];
  });
  validation.throwIfAny();
  kind.refuse?.(ctx, work);
  const rows = work.map(({ write, requestId }) => {
    const { id } = kind.add(ctx, write);
    return { id, ...kind.added, request_id: requestId, _links: selfLink(ctx, pathOf(kind.type, id)) };
  });
  return ok(writtenList(ctx, kind.type, rows));
}

/** The card a PATCH item names; an unknown id is reported under `id`. */
function presentOf<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
  id: number | undefined,
  { errors }: WriteItem<B>,
): E | null {
  const entity = id === undefined ? undefined : kind.rows(ctx.account).get(id);
  if (id === undefined) errors.add('FieldMissing', 'id');
  else if (!entity || entity.is_deleted) errors.add('NotSupportedChoice', 'id');
  if (!entity || entity.is_deleted) return null;
  demand(mayDo(ctx.user, 'edit', kind.type, entity));
  return entity;
}

function patchedRow<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
  entity: E,
): Record<string, unknown> {
  const { id, updated_at } = entity;
  return { id, ...kind.patched(entity), updated_at, _links: selfLink(ctx, pathOf(kind.type, id)) };
}

function changeMany<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): Answer {
  const { items, validation } = readBatch<B>(dropReadOnly(ctx, readOnly), kind.patchShape);
  const work: { present: E; write: W; requestId: string }[] = [];
  for (const item of items) {
    const present = presentOf(ctx, kind, item.body.id, item);
    const earlier = work.filter((one) => one.present === present).map((one) => one.write);
    const write = present && kind.check(ctx.account, item, present, earlier);
    if (present && write) work.push({ present, write, requestId: item.requestId });
  }
  validation.throwIfAny();
  kind.refuse?.(ctx, work);
  const rows = work.map(({ present, write }) => {
    kind.change(ctx, present, write);
    return patchedRow(ctx, kind, present);
  });
  return ok(writtenList(ctx, kind.type, rows));
}

function changeOne<E extends EntityBase, B extends EntityBody, W>(
  ctx: ApiContext,
  kind: EntityKind<E, B, W>,
): Answer {
  const item = readObject<B>(dropReadOnly(ctx, readOnly), kind.patchShape);
  checkOwnId(item, Number(ctx.params.id));
  const present = presentOf(ctx, kind, Number(ctx.params.id), item);
  const write = present && kind.check(ctx.account, item, present, []);
  item.validation.throwIfAny();
  if (!present || !write) return noContent;
  kind.refuse?.(ctx, [{ present, write, requestId: item.requestId }]);
  kind.change(ctx, present, write);
  const row = patchedRow(ctx, kind, present);
  const collection = kind.type !== 'leads' && switchOf(ctx.account, 'contact_patch_answer') === 'collection';
  return ok(collection ? writtenList(ctx, kind.type, [row]) : row);
}

/** The five routes all kinds of cards have (entities 1.1, 4.1, 4.2). */
export function entityRoutes<E extends EntityBase, B extends EntityBody, W>(
  kind: EntityKind<E, B, W>,
): Route[] {
  const path = `/api/v4/${kind.type}`;
  return [
    { method: 'GET', path, rights: 'user', handle: (ctx) => list(ctx, kind) },
    { method: 'POST', path, rights: 'user', handle: (ctx) => add(ctx, kind) },
    { method: 'PATCH', path, rights: 'user', handle: (ctx) => changeMany(ctx, kind) },
    { method: 'GET', path: `${path}/:id`, rights: 'user', handle: (ctx) => show(ctx, kind) },
    { method: 'PATCH', path: `${path}/:id`, rights: 'user', handle: (ctx) => changeOne(ctx, kind) },
  ];
}
