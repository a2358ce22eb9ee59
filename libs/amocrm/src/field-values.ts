import {
  anything,
  int,
  listInCard,
  name,
  orNull,
  shape,
  text,
  type Read,
  type Reader,
} from './read-value.js';

const printedValues = shape({
  field_id: int,
  field_code: orNull(text),
  field_name: orNull(text),
  field_type: orNull(text),
  values: listInCard(shape({ value: anything, enum_id: orNull(int), enum_code: orNull(text) })),
});

export type AmoFieldValues = Read<typeof printedValues>;

/** Types whose values are texts (entities 2). */
const textTypes: ReadonlySet<string | null> = new Set([
  ...['text', 'textarea', 'url', 'streetaddress', 'smart_address', 'tracking_data', 'multitext'],
  ...['select', 'multiselect', 'radiobutton', 'category'],
]);
const textCodes: ReadonlySet<string | null> = new Set(['PHONE', 'EMAIL']);

/**
 * A field's values as read. Their shape depends on the field's type (entities 2), so `value` stays unknown. Where that is a
 * text, one that amoCRM prints as a number is the text of its digits.
 */
export const fieldValues: Reader<AmoFieldValues> = (printed, path) => {
  const field = printedValues(printed, path);
  if (!textTypes.has(field.field_type) && !textCodes.has(field.field_code)) return field;
  const values = field.values.map((one) =>
    typeof one.value === 'number' ? { ...one, value: String(one.value) } : one,
  );
  return { ...field, values };
};

/** A field's values as written; null clears the field. Never send back keys that were read as null. */
export interface NewFieldValues {
  field_id?: number;
  field_code?: string;
  values: { value?: unknown; enum_id?: number; enum_code?: string }[] | null;
}

export const tags = listInCard(shape({ id: int, name }));

/** A tag by id, or by name (created when it is new). */
export type TagRef = { id: number } | { name: string };
