import type { EntityType } from '../configuration/raw-snapshot.js';

/** One after the other, because all of them share one rate budget anyway. */
export async function forEachEntity<T>(
  read: (entity: EntityType) => Promise<T>,
): Promise<Record<EntityType, T>> {
  return { leads: await read('leads'), contacts: await read('contacts'), companies: await read('companies') };
}

/** Lists of an entity type each, one of them read again. */
export async function withAgain<T>(
  seen: Readonly<Record<EntityType, T>>,
  within: string,
  read: (entity: EntityType) => Promise<T>,
): Promise<Record<EntityType, T>> {
  const entity: EntityType = within === 'contacts' || within === 'companies' ? within : 'leads';
  return { ...seen, [entity]: await read(entity) };
}
