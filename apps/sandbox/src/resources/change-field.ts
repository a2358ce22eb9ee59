import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import { switchOf } from '../state/account.js';
import type { CustomField, FieldEnum } from '../state/custom-field.js';
import type { CustomValue } from '../state/entity.js';
import type { Ids } from '../state/ids.js';
import type { FieldBody, SentEnum } from './custom-field-body.js';
import { nestedFrom } from './field-nested.js';

/**
 * Changes what the cards of a field hold of it, as their fields follow their definition: without an event and a hook. There
 * are none of entity types that are not emulated.
 */
function changeHolders(
  scope: WriteScope,
  { id, entity_type: type }: CustomField,
  change: (values: CustomValue[]) => CustomValue[],
): void {
  if (type !== 'leads' && type !== 'contacts' && type !== 'companies') return;
  for (const holder of scope.account[type].values()) {
    const stored = holder.custom_fields_values.find(({ field_id }) => field_id === id);
    if (!stored) continue;
    stored.values = change(stored.values);
    if (stored.values.length === 0)
      holder.custom_fields_values = holder.custom_fields_values.filter((one) => one !== stored);
    recordChanges(scope, { type, id: holder.id }, [{ kind: 'quiet', keys: ['custom_fields_values'] }]);
  }
}

/**
 * Enums as sent replace all: without an id they are new, and what is left out is gone (config 4.2). One sent with its id
 * keeps the optional keys that were not sent: the official client sends no codes.
 */
function enumsFrom(ids: Ids, present: readonly FieldEnum[], sent: readonly SentEnum[]): FieldEnum[] | null {
  const made = sent.map(({ id, value = '', sort, code }, index) => {
    const before = present.find((one) => one.id === id);
    return {
      id: id ?? ids.next(),
      value,
      sort: sort ?? before?.sort ?? (index + 1) * 10,
      code: code === undefined ? (before?.code ?? null) : code,
    };
  });
  return made.length > 0 ? made : null;
}

function followEnums(scope: WriteScope, field: CustomField): void {
  const keep = switchOf(scope.account, 'deleted_enum_values') === 'keep';
  const byId = new Map(field.enums?.map((one) => [one.id, one]));
  const follow = (value: CustomValue): CustomValue[] => {
    if (value.enum_id === undefined) return [value];
    const now = byId.get(value.enum_id);
    if (!now) return keep ? [value] : [];
    const text = field.type === 'multitext' ? {} : { value: now.value };
    return [{ ...value, ...text, enum_code: now.code }];
  };
  changeHolders(scope, field, (values) => values.flatMap(follow));
}

/** Applies a checked body. Values of renamed enums follow; of those that are gone the switch says. */
export function changeField(scope: WriteScope, field: CustomField, body: FieldBody): void {
  const { ids } = scope.sandbox;
  field.name = body.name ?? field.name;
  field.sort = body.sort ?? field.sort;
  field.is_api_only = body.is_api_only ?? field.is_api_only;
  if (!field.is_predefined) field.is_deletable = body.is_deletable ?? field.is_deletable;
  if (body.code !== undefined) field.code = body.code === '' ? null : body.code;
  if (body.remind !== undefined) field.remind = body.remind;
  if (body.currency !== undefined) field.currency = body.currency;
  if (body.group_id !== undefined)
    field.group_id = body.group_id === '' || body.group_id === 'default' ? null : body.group_id;
  if (body.required_statuses !== undefined) field.required_statuses = body.required_statuses;
  if (body.hidden_statuses !== undefined) field.hidden_statuses = body.hidden_statuses ?? [];
  if (body.tracking_callback !== undefined) field.tracking_callback = body.tracking_callback;
  if (body.chained_lists && body.chained_lists.length > 0) field.chained_lists = body.chained_lists;
  if (body.search_in !== undefined) field.search_in = body.search_in;
  if (body.nested) field.nested = nestedFrom(ids, body.nested);
  if (body.settings !== undefined) field.settings = body.settings;
  field.is_visible = body.is_visible ?? field.is_visible;
  field.is_required = body.is_required ?? field.is_required;
  if (field.type === 'supplier') field.code = 'SUPPLIER';
  if (body.enums) {
    field.enums = enumsFrom(ids, field.enums ?? [], body.enums);
    followEnums(scope, field);
  }
}

/** Deletes a field and erases its values (config 4.1). */
export function removeField(scope: WriteScope, field: CustomField): void {
  scope.account.fields.delete(field.id);
  changeHolders(scope, field, () => []);
}
