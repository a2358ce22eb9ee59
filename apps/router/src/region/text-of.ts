import type { AmoLead } from '@hub/amocrm';

/** The text of a lead's field, whether it is a list or text. */
export function textOf(lead: AmoLead, fieldId: number | null): string | null {
  const value = lead.custom_fields_values.find((field) => field.field_id === fieldId)?.values[0]?.value;
  return typeof value === 'string' ? value : null;
}
