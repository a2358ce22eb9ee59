import type { AmoLead } from '@hub/amocrm';

/** The text of a lead's field, whether it is a list or text; all of several values, because one of them alone would be a guess. */
export function textOf(lead: Pick<AmoLead, 'custom_fields_values'>, fieldId: number | null): string | null {
  const values = lead.custom_fields_values.find((field) => field.field_id === fieldId)?.values ?? [];
  const texts = values.flatMap(({ value }) => (typeof value === 'string' && value.trim() ? [value] : []));
  return texts.length === 0 ? null : texts.join(', ');
}
