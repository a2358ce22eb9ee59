import type { AmoLead } from '@hub/amocrm';
import { reasonCode, reasonName } from './names-in-accounts.js';

/** The text of «Комментарий» of a branch lead; null where it is blank. */
export function reasonOf({
  custom_fields_values: fields,
}: Pick<AmoLead, 'custom_fields_values'>): string | null {
  const field =
    fields.find(({ field_code }) => field_code === reasonCode) ??
    fields.find(({ field_name }) => field_name?.trim().toLowerCase() === reasonName);
  const value = field?.values[0]?.value;
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}
