import { ApiProblem } from '../http/problem.js';
import type { ApiContext } from '../http/route.js';
import type { Catalog } from '../state/catalog.js';
import type { CustomField, FieldEntityType, FieldGroup } from '../state/custom-field.js';

/** Whose fields a call means: all of an entity type, or those of one list. */
export interface FieldOwner {
  entity: FieldEntityType;
  /** Null for everything but lists. */
  catalog: Catalog | null;
}

/** The owner of a call's path; 404 for a list that does not exist. */
export function fieldOwner(ctx: ApiContext, entity: FieldEntityType): FieldOwner {
  if (entity !== 'catalogs') return { entity, catalog: null };
  const catalog = ctx.account.catalogs.get(Number(ctx.params.catalog));
  if (!catalog) throw new ApiProblem(404, 'Catalog not found');
  return { entity, catalog };
}

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
