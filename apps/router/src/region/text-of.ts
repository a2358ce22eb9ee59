import type { AmoLead } from '@hub/amocrm';

/** The text of a lead's field, whether it is a list or text; all of several values, because one of them alone would be a guess. */
export function textOf(lead: Pick<AmoLead, 'custom_fields_values'>, fieldId: number | null): string | null {
  return textOfValues(fieldTexts(lead.custom_fields_values.filter((field) => field.field_id === fieldId)));
}

/** The texts in fields, in their order; empty ones are left out. */
export function fieldTexts(fields: readonly { values: readonly { value: unknown }[] }[]): string[] {
  const values = fields.flatMap((field) => field.values.map(({ value }) => value));
  return values.filter((value) => typeof value === 'string').filter((value) => value.trim() !== '');
}

/** The values of one field as one text; null: it has none. */
export function textOfValues(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}
