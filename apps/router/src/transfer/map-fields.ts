/** One field of a lead as amoCRM returns it (entities sheet 2). */
export interface SourceField {
  fieldId: number;
  name: string;
  type: string;
  values: readonly { value?: unknown; enumId?: number | null }[];
}

/** How one reference field is called in the branch account. */
export interface FieldLink {
  referenceFieldId: number;
  branchFieldId: number;
  enums: readonly { referenceEnumId: number; branchEnumId: number }[];
}

interface TargetField {
  fieldId: number;
  /** As the field is called in the source account. */
  name: string;
  values: { value?: string | number | boolean; enumId?: number }[];
}

export interface MappedFields {
  fields: TargetField[];
  /** Names of allowed fields with a value that could not be carried over whole. */
  leftOut: string[];
}

const plainTypes = ['text', 'textarea', 'streetaddress', 'url', 'numeric', 'monetary', 'checkbox'];
/** amoCRM takes no moment before 1970, though a person can enter one by hand (entities sheet 0.4: TooLow). */
const momentTypes = ['date_time'];
const dayTypes = ['date', 'birthday'];
const choiceTypes = ['select', 'multiselect', 'radiobutton'];
const halfDaySeconds = 12 * 3600;

/**
 * Translates a lead's fields from the reference account to a branch account. Only allowed fields cross; an allowed
 * one that the branch does not have, or of a kind that cannot be written elsewhere, is named in `leftOut`.
 */
export function mapFields(
  source: readonly SourceField[],
  links: readonly FieldLink[],
  allowedFieldIds: readonly number[],
): MappedFields {
  const mapped: MappedFields = { fields: [], leftOut: [] };
  for (const field of source) {
    if (!allowedFieldIds.includes(field.fieldId) || field.values.length === 0) continue;
    const link = links.find(({ referenceFieldId }) => referenceFieldId === field.fieldId);
    const values = link ? translate(field, link) : [];
    if (link && values.length > 0)
      mapped.fields.push({ fieldId: link.branchFieldId, name: field.name, values });
    if (values.length < field.values.length) mapped.leftOut.push(field.name);
  }
  return mapped;
}

function translate(field: SourceField, link: FieldLink): TargetField['values'] {
  if (choiceTypes.includes(field.type)) {
    return field.values.flatMap(({ enumId }) => {
      const found = link.enums.find(({ referenceEnumId }) => referenceEnumId === enumId);
      return found ? [{ enumId: found.branchEnumId }] : [];
    });
  }
  if (dayTypes.includes(field.type)) {
    // A day comes back as midnight of its account's time zone; noon is the same day in every branch (sheet 2).
    return moments(field, halfDaySeconds);
  }
  if (momentTypes.includes(field.type)) return moments(field, 0);
  if (!plainTypes.includes(field.type)) return [];
  return field.values.flatMap(({ value }) => (isWritable(value) ? [{ value }] : []));
}

function moments({ values }: SourceField, shiftSeconds: number): TargetField['values'] {
  return values.flatMap(({ value }) =>
    typeof value === 'number' && value + shiftSeconds > 0 ? [{ value: value + shiftSeconds }] : [],
  );
}

function isWritable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
