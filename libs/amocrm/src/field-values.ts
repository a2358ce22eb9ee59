import { anything, int, listInCard, name, orNull, shape, text, type Read } from './read-value.js';

/** A field's values as read. Their shape depends on the field's type (entities 2), so `value` stays unknown. */
export const fieldValues = shape({
  field_id: int,
  field_code: orNull(text),
  field_name: orNull(text),
  field_type: orNull(text),
  values: listInCard(shape({ value: anything, enum_id: orNull(int), enum_code: orNull(text) })),
});

export type AmoFieldValues = Read<typeof fieldValues>;

/** A field's values as written; null clears the field. Never send back keys that were read as null. */
export interface NewFieldValues {
  field_id?: number;
  field_code?: string;
  values: { value?: unknown; enum_id?: number; enum_code?: string }[] | null;
}

export const tags = listInCard(shape({ id: int, name }));

/** A tag by id, or by name (created when it is new). */
export type TagRef = { id: number } | { name: string };
