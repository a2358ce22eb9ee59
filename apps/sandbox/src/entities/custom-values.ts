import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { CustomField } from '../state/custom-field.js';
import type { CustomValue, EntityType, FieldValues } from '../state/entity.js';

/** As sent: the field by id or by code. `values: null` clears the field (entities 2). */
export interface SentValues {
  field_id?: number;
  field_code?: string;
  field_name?: string;
  field_type?: string;
  values: CustomValue[] | null;
}

export const customValuesRule: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      field_id: { type: 'int' },
      field_code: { type: 'string', nullable: true },
      field_name: { type: 'string', nullable: true },
      field_type: { type: 'string', nullable: true },
      values: { type: 'array', nullable: true, required: true, items: { type: 'object' } },
    },
  },
};

const noFieldCode = '36b4f074-7403-11ea-af30-00163e2085ae';
const noFieldText = 'You should use "field_id" or "field_code" to identify custom field.';

/** The field a sent item means; undefined when this entity type has no such field. */
export function findField(account: Account, entity: EntityType, sent: SentValues): CustomField | undefined {
  if (sent.field_id !== undefined) {
    const field = account.fields.get(sent.field_id);
    return field?.entity_type === entity ? field : undefined;
  }
  for (const field of account.fields.values()) {
    if (field.entity_type === entity && field.code !== null && field.code === sent.field_code) return field;
  }
  return undefined;
}

function readValue(field: CustomField, sent: CustomValue, errors: ItemValidation, path: string): CustomValue {
  if (!field.enums) return sent;
  const multitext = field.type === 'multitext';
  const found = field.enums.find((one) =>
    sent.enum_id !== undefined
      ? one.id === sent.enum_id
      : sent.enum_code !== undefined
        ? one.code === sent.enum_code
        : !multitext && one.value === sent.value,
  );
  const chosen =
    found ??
    (multitext && sent.enum_id === undefined && sent.enum_code === undefined ? field.enums[0] : undefined);
  if (!chosen) {
    const key = sent.enum_id !== undefined ? 'enum_id' : sent.enum_code !== undefined ? 'enum_code' : 'value';
    errors.add('NotSupportedChoice', `${path}.${key}`);
    return sent;
  }
  return { value: multitext ? sent.value : chosen.value, enum_id: chosen.id, enum_code: chosen.code };
}

const isEmpty = ({ value, enum_id, enum_code, catalog_id }: CustomValue): boolean =>
  (value === null || value === undefined || value === '') && !enum_id && !enum_code && !catalog_id;

/**
 * Turns sent values into stored ones and reports unknown fields and choices. An item with no values left clears the
 * field. Types are not checked yet beyond choices.
 */
export function readCustomValues(
  account: Account,
  entity: EntityType,
  sent: readonly SentValues[],
  errors: ItemValidation,
): FieldValues[] {
  return sent.flatMap((item, index) => {
    const path = `custom_fields_values.${index}`;
    if (item.field_id === undefined && !item.field_code) {
      errors.add(noFieldCode, `${path}.field_id`, noFieldText);
      return [];
    }
    const field = findField(account, entity, item);
    if (!field) {
      errors.add('NotSupportedChoice', `${path}.${item.field_id === undefined ? 'field_code' : 'field_id'}`);
      return [];
    }
    const kept = (item.values ?? []).filter((value) => !isEmpty(value));
    const values = kept.map((value, at) => readValue(field, value, errors, `${path}.values.${at}`));
    return [{ field_id: field.id, values }];
  });
}

/** As answers show them; null when nothing is set (entities 2). */
export function customValuesView(account: Account, stored: readonly FieldValues[]): unknown[] | null {
  const shown = stored.flatMap(({ field_id, values }) => {
    const field = account.fields.get(field_id);
    if (!field) return [];
    return [{ field_id, field_name: field.name, field_code: field.code, field_type: field.type, values }];
  });
  return shown.length > 0 ? shown : null;
}
