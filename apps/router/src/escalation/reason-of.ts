import type { AmoLead } from '@hub/amocrm';

/** The lead field for the reason, by code, and by name in accounts that have it from elsewhere. */
const reasonCode = 'HUB_COMMENT';
const reasonName = 'комментарий';

/** What stands in «Комментарий» of a branch lead; null for nothing but blanks. */
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
