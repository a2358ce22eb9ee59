import type { EntityType, RawField } from '../configuration/raw-snapshot.js';

const everywhere: readonly EntityType[] = ['leads', 'contacts', 'companies'];

/** Field types the API creates, and for which entity types (sheet 4.3). Others are made by hand. */
export const fieldTypes: Readonly<Record<string, readonly EntityType[]>> = {
  text: everywhere,
  numeric: everywhere,
  checkbox: everywhere,
  select: everywhere,
  multiselect: everywhere,
  multitext: ['contacts'],
  date: everywhere,
  url: everywhere,
  date_time: everywhere,
  textarea: everywhere,
  radiobutton: everywhere,
  streetaddress: everywhere,
  smart_address: everywhere,
  birthday: everywhere,
  legal_entity: everywhere,
  tracking_data: ['leads'],
  monetary: everywhere,
  file: everywhere,
};

/**
 * Types an account has and only a person can make anew: a chained list is made of lists (catalogs) of that very account
 * and names them by id (sheet 4.2, 4.3). Lists are no part of a configuration, so nothing could fill those ids in.
 */
const handMadeTypes: Readonly<Record<string, readonly EntityType[]>> = { chained_list: ['leads'] };

/** Every field type that a configuration may hold for an entity type, made by the API or by hand. */
export function typesOf(entity: EntityType): readonly string[] {
  return [fieldTypes, handMadeTypes].flatMap((types) =>
    Object.keys(types).filter((type) => types[type]?.includes(entity)),
  );
}

/** Types whose values are a list kept by the account; the built-in list of `multitext` is not ours to write. */
export const listTypes: ReadonlySet<string> = new Set(['select', 'multiselect', 'radiobutton']);

/** Whether the hub manages this field. Built-in and computed ones exist everywhere and cannot be created. */
export function isManagedField(field: RawField): boolean {
  return field.is_predefined !== true && field.is_deletable !== false && field.is_computed !== true;
}
