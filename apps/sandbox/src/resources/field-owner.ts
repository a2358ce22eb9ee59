import type { Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { ApiContext } from '../http/route.js';
import { unknownId } from '../http/unknown-id.js';
import type { Catalog } from '../state/catalog.js';
import type { CustomField, FieldEntityType, FieldGroup } from '../state/custom-field.js';

/** Whose fields a call means: all of an entity type, or those of one list. */
export interface FieldOwner {
  entity: FieldEntityType;
  /** Null for everything but lists. */
  catalog: Catalog | null;
}

/** What a call does; `listed`: its page lists 404 for ids that nobody has. */
type Deed = 'read' | 'write' | 'listed';

const noCatalog = 'Catalog not found';

/** The owner of a call's path; a list that does not exist ends the call as an unknown id. */
function fieldOwner(ctx: ApiContext, entity: FieldEntityType, deed: Deed): FieldOwner {
  if (entity !== 'catalogs') return { entity, catalog: null };
  const catalog = ctx.account.catalogs.get(Number(ctx.params.catalog));
  if (catalog) return { entity, catalog };
  if (deed === 'listed') throw new ApiProblem(404, noCatalog);
  return unknownId(ctx, deed, noCatalog);
}

/** Makes handlers of routes out of what is done to the owner's fields or groups. */
export const ownerRoute =
  (entity: FieldEntityType) =>
  (deed: Deed, handle: (ctx: ApiContext, owner: FieldOwner) => Answer) =>
  (ctx: ApiContext): Answer =>
    handle(ctx, fieldOwner(ctx, entity, deed));

/** Whether a field or group is this owner's. */
export function owns(
  { entity, catalog }: FieldOwner,
  one: Pick<CustomField | FieldGroup, 'entity_type' | 'catalog_id'>,
): boolean {
  return one.entity_type === entity && (one.catalog_id ?? null) === (catalog?.id ?? null);
}

/** `/api/v4/customers/segments` for segments, `/api/v4/catalogs/{id}` for a list, `/api/v4/{entity}` for the rest. */
export function fieldBase(entity: FieldEntityType, catalogId: number | string | null): string {
  if (entity === 'segments') return '/api/v4/customers/segments';
  return entity === 'catalogs' ? `/api/v4/catalogs/${catalogId ?? ''}` : `/api/v4/${entity}`;
}
