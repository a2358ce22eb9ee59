import type { EntityType, RawField } from '../configuration/raw-snapshot.js';

const everywhere: readonly EntityType[] = ['leads', 'contacts', 'companies'];

/** Field types the API creates, and for which entity types (sheet 4.3). Others are a manual step. */
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

/** Types whose values are a list kept by the account; the built-in list of `multitext` is not ours to write. */
export const listTypes: ReadonlySet<string> = new Set(['select', 'multiselect', 'radiobutton']);

/** Whether the hub manages this field. Built-in and computed ones exist everywhere and cannot be created. */
export function isManagedField(field: RawField): boolean {
  return field.is_predefined !== true && field.is_deletable !== false && field.is_computed !== true;
}
